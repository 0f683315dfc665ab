import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import type { Arm } from '../../src/campaigns/campaign.ts'
import { openCampaignRun } from '../../src/campaigns/run-campaigns.ts'
import { rowsOf } from '../drafts/shop.ts'
import type { TestApp } from '../support/app.ts'
import { type ModelTurn, says } from '../support/model.ts'
import { startCampaign, statusOf, until } from './members.ts'

export const PRODUCT_TEXT =
  'Hello {{customer.first_name}},\n\nthe {{p1.name}} costs {{p1.price}}. All details: {{p1.link}}\n\nKind regards,\n{{brand.name}}'
const PLAIN_TEXT =
  'Hello {{customer.first_name}},\n\nyou can reply to this message at any time.\n\nKind regards,\n{{brand.name}}'

/** Writes what no check objects to: about the product where the brief has one. */
export const cleanTurn: ModelTurn = async ({ prompt }) => {
  const body = /Silent 39/.test(JSON.stringify(prompt)) ? PRODUCT_TEXT : PLAIN_TEXT
  return says(JSON.stringify({ subject: 'A short note', body, claims: [] }))
}

/** A campaign that mia started and whose drafts are all written. */
export async function aWrittenCampaign(
  service: TestApp,
  customerIds: readonly string[],
  change: { armOf?: (index: number) => Arm } = {},
): Promise<string> {
  const campaign = await startCampaign(service, customerIds, change)
  const run = openCampaignRun(service.deps, 4)
  await until(async () => (await statusOf(service, campaign)) !== 'generating')
  await run.close()
  expect(await statusOf(service, campaign)).toBe('in_review')
  return campaign
}

/** What max, who started nothing, says to the service. */
export const asMax = (service: TestApp, method: string, url: string, body?: unknown) =>
  service.call(method, url, { key: service.keys.max, ...(body === undefined ? {} : { body }) })

export async function anOpenLot(
  service: TestApp,
  campaign: string,
  plan: { maxBadShare: number; confidence: number } = { maxBadShare: 0.1, confidence: 0.9 },
): Promise<any> {
  const made = await asMax(service, 'POST', `/v1/campaigns/${campaign}/lots`, plan)
  expect(made.status, made.text).toBe(201)
  return made.body
}

export type SampleRow = {
  place: number
  draft_id: string
  planted_fault: string | null
  verdict: string | null
  revision: number
  stratum: string
  customer_id: string
}

export const samplesOf = async (service: TestApp, lotId: string): Promise<SampleRow[]> =>
  (await rowsOf(
    service,
    sql`select s.*, m.revision, m.stratum, d.customer_id from lot_samples s join lot_members m using (lot_id, draft_id)
      join drafts d on d.id = s.draft_id where s.lot_id = ${lotId}::uuid order by s.place`,
  )) as SampleRow[]

export const membersOfLot = (service: TestApp, lotId: string): Promise<Record<string, any>[]> =>
  rowsOf(service, sql`select * from lot_members where lot_id = ${lotId}::uuid order by draft_id`)

/** Reads for `seconds` and says what `verdictOf` says, until nothing is left or the lot is closed. @returns all answers */
export async function judgeAll(
  service: TestApp,
  lotId: string,
  verdictOf: (sample: SampleRow) => 'good' | 'bad' = (sample) => (sample.planted_fault === null ? 'good' : 'bad'),
  seconds = 30,
): Promise<any[]> {
  const samples = new Map((await samplesOf(service, lotId)).map((sample) => [sample.place, sample]))
  const answers: any[] = []
  for (;;) {
    const shown = await asMax(service, 'GET', `/v1/lots/${lotId}/next`)
    expect(shown.status, shown.text).toBe(200)
    const { next } = shown.body
    if (next === null) return answers
    service.clock.forward(seconds)
    const verdict = verdictOf(samples.get(next.place)!)
    const body = { place: next.place, verdict, ...(verdict === 'bad' ? { reason: 'wrong_fact' } : {}) }
    const judged = await asMax(service, 'POST', `/v1/lots/${lotId}/verdicts`, body)
    expect(judged.status, judged.text).toBe(200)
    answers.push(judged.body)
    if (judged.body.lot.status !== 'open') return answers
  }
}

export const decideLot = (service: TestApp, lotId: string) => asMax(service, 'POST', `/v1/lots/${lotId}/decide`)
