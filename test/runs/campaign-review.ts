import { setTimeout as pause } from 'node:timers/promises'
import { type ApiClient, inParallel } from '../support/api-client.ts'
import type { Draft } from './real-input.ts'

const PLAN = { maxBadShare: 0.02, confidence: 0.95 }
const IN_FLIGHT = 6

export type Review = {
  lot: { id: string; population: number; sampleSize: number; approved: number; seed: string }
  judged: number
  plantedShown: number
  plantedFound: number
  approvedAlone: number
  rejectedAlone: number
  /** Of those that were rejected: what blocked them, by rule. */
  blockedByRule: Record<string, number>
}

/** Every draft of a campaign, as its page of the list shows it. */
export async function draftsOf(client: ApiClient, campaignId: string): Promise<Draft[]> {
  const drafts: Draft[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const after = cursor === '' ? '' : `&cursor=${cursor}`
    const page = await client.call('GET', `/v1/drafts?campaignId=${campaignId}&limit=200${after}`)
    drafts.push(...page.items)
    cursor = page.nextCursor
  }
  return drafts
}

/**
 * Decides on all drafts of a campaign as a careful person would: the sample of a lot text by text, then the whole lot, then each
 * draft with a finding alone. What is shown and was written for nobody has a fault that was put in.
 * @throws Error when the lot does not pass
 */
export async function review(client: ApiClient, campaignId: string): Promise<Review> {
  const drafts = await draftsOf(client, campaignId)
  const written = new Set(drafts.map(({ rendered }) => rendered.text))
  const subjects = new Set(drafts.map(({ rendered }) => rendered.headers['Subject']))
  const opened = await client.call('POST', `/v1/campaigns/${campaignId}/lots`, PLAN)
  let judged = 0
  let plantedShown = 0
  let plantedFound = 0
  for (;;) {
    const { next } = await client.call('GET', `/v1/lots/${opened.id}/next`)
    if (next === null) break
    const isGood = written.has(next.text) && subjects.has(next.subject)
    const verdict = isGood ? { verdict: 'good' } : { verdict: 'bad', reason: 'wrong_fact' }
    const told = await client.call('POST', `/v1/lots/${opened.id}/verdicts`, { place: next.place, ...verdict })
    judged++
    if (told.planted !== null) plantedShown++
    if (told.planted?.found) plantedFound++
  }
  await client.call('POST', `/v1/lots/${opened.id}/decide`)
  let lot = await client.call('GET', `/v1/lots/${opened.id}`)
  while (lot.result.waiting > 0) {
    await pause(200)
    lot = await client.call('GET', `/v1/lots/${opened.id}`)
  }
  const left = (await draftsOf(client, campaignId)).filter(({ status }) => status !== 'approved')
  const decided = await inParallel(left, IN_FLIGHT, async ({ id, revision, status }) => {
    const isReady = status === 'ready_for_review'
    const [verb, words] = isReady ? ['approve', {}] : ['reject', { reason: 'other' }]
    await client.call('POST', `/v1/drafts/${id}/${verb}`, { revision, ...words })
    return isReady
  })
  const blockedByRule: Record<string, number> = {}
  for (const { findings } of left) {
    const rules = findings.filter(({ severity }) => severity === 'block').map(({ rule }) => rule)
    for (const rule of new Set(rules)) blockedByRule[rule] = (blockedByRule[rule] ?? 0) + 1
  }
  return {
    lot: {
      id: opened.id,
      population: opened.population,
      sampleSize: opened.sampleSize,
      approved: lot.result.approved,
      seed: lot.seed,
    },
    judged,
    plantedShown,
    plantedFound,
    approvedAlone: decided.filter(Boolean).length,
    rejectedAlone: decided.filter((isReady) => !isReady).length,
    blockedByRule,
  }
}
