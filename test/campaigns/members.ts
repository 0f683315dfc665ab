import { sql } from 'drizzle-orm'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Arm } from '../../src/campaigns/campaign.ts'
import type { Campaign } from '../../src/campaigns/store.ts'
import type { TestApp } from '../support/app.ts'
import { openShop, rowsOf } from '../drafts/shop.ts'
import { aCustomer } from '../support/wire-examples.ts'

/** A shop with so many customers, written by bulk: each looked at the product, one has no name like another. */
export async function openFullShop(
  service: TestApp,
  count: number,
  of: { customer?: (index: number) => Record<string, unknown>; signals?: (id: string, index: number) => object[] } = {},
): Promise<string[]> {
  await openShop(service)
  const ids = Array.from({ length: count }, (_, index) => `m-${index}`)
  for (const [index, id] of ids.entries()) {
    const body = aCustomer({ email: `${id}@example.com`, ...of.customer?.(index) })
    const put = await service.call('PUT', `/v1/customers/${id}`, { key: service.keys.profiles, body })
    expect(put.status, put.text).toBe(201)
  }
  const occurredAt = new Date(service.clock.now.getTime() - 3_600_000).toISOString()
  const signals = ids.flatMap((customerId, index) =>
    [
      { type: 'product-viewed', productId: 'dw-1', messageId: `${customerId}-view` },
      ...(of.signals?.(customerId, index) ?? []),
    ].map((signal) => ({ customerId, occurredAt, ...signal })),
  )
  for (let from = 0; from < signals.length; from += 500) {
    const body = signals.slice(from, from + 500)
    const { body: told } = await service.call('POST', '/v1/signals', { key: service.keys.profiles, body })
    expect(told).toMatchObject({ accepted: body.length })
  }
  return ids
}

/** A started campaign with these members, written straight to the tables: who is in it is for other tests. */
export async function startCampaign(
  service: TestApp,
  customerIds: readonly string[],
  change: Partial<Pick<Campaign, 'channel' | 'purpose' | 'promptName' | 'offerId' | 'note' | 'sendingWindow'>> & {
    armOf?: (index: number) => Arm
  } = {},
): Promise<string> {
  const { deps, clock } = service
  const { armOf = () => 'personalized' as const, ...fields } = change
  const [mia] = await rowsOf(service, sql`select id from principals where name = 'mia'`)
  const id = deps.newId()
  const row = {
    id,
    name: 'Spring',
    status: 'draft',
    channel: fields.channel ?? 'email',
    purpose: fields.purpose ?? 'marketing',
    prompt_name: fields.promptName ?? null,
    offer_id: fields.offerId ?? null,
    note: fields.note ?? null,
    audience: {},
    arms: { personalized: 100, generic: 0, holdout: 0 },
    sending_window: fields.sendingWindow ?? { startAt: null, endAt: null, perHour: null },
    created_by: mia!['id'],
    created_at: clock.now.toISOString(),
    updated_at: clock.now.toISOString(),
  }
  const members = customerIds.map((customerId, index) => ({
    campaign_id: id,
    customer_id: customerId,
    position: index + 1,
    arm: armOf(index),
    state: armOf(index) === 'holdout' ? 'holdout' : 'waiting',
    attempts: 0,
  }))
  await rowsOf(
    service,
    sql`insert into campaigns select * from jsonb_populate_record(null::campaigns, ${JSON.stringify(row)}::text::jsonb)`,
  )
  await rowsOf(
    service,
    sql`update campaigns set status = 'generating', started_by = created_by, started_at = created_at where id = ${id}::uuid`,
  )
  await rowsOf(
    service,
    sql`insert into campaign_members select * from jsonb_populate_recordset(null::campaign_members, ${JSON.stringify(members)}::text::jsonb)`,
  )
  await rowsOf(service, sql`update campaigns set member_count = ${members.length}::int where id = ${id}::uuid`)
  return id
}

export type Member = {
  customer_id: string
  arm: Arm
  state: string
  reason: string | null
  draft_id: string | null
  attempts: number
}

export const membersOf = async (service: TestApp, campaignId: string): Promise<Member[]> =>
  (await rowsOf(
    service,
    sql`select * from campaign_members where campaign_id = ${campaignId}::uuid order by position`,
  )) as Member[]

export const statusOf = async (service: TestApp, campaignId: string): Promise<string> =>
  (await rowsOf(service, sql`select status from campaigns where id = ${campaignId}::uuid`))[0]!['status'] as string

export const draftsOf = (service: TestApp, campaignId: string): Promise<Record<string, any>[]> =>
  rowsOf(
    service,
    sql`select d.*, r.subject, r.body, r.rendered_text, r.brief, r.slots, r.claims, r.findings, r.headers from drafts d join revisions r on r.draft_id = d.id
      where d.campaign_id = ${campaignId}::uuid order by d.customer_id`,
  )

/** Waits until something is so. The runner's own time limit ends a wait for what never comes. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(10)
}
