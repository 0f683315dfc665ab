import postgres from 'postgres'
import { setTimeout as pause } from 'node:timers/promises'
import { type ApiClient, inParallel, openClient } from '../support/api-client.ts'
import { ADMIN_KEY, startService } from '../support/service-process.ts'
import type { RenderedPrompt } from './bare-loop.ts'
import { BRAND, makeShop } from './shop.ts'

const AT_ONCE = 8
const SIGNALS_A_CALL = 1000

/** Fills the database with a shop, over the API of a process that does nothing else, and renders some prompts. */
export async function fillShop(
  folder: string,
  environment: Record<string, string>,
  customerCount: number,
  promptCount: number,
): Promise<RenderedPrompt[]> {
  const service = await startService(folder, { ...environment, WORKER_CONCURRENCY: '0' })
  try {
    const admin = openClient(service.url, ADMIN_KEY)
    const clientOf = async (name: string, kind: string, roles: string[]): Promise<ApiClient> =>
      openClient(service.url, (await admin.call('POST', '/v1/keys', { name, kind, roles })).key as string)
    const shop = await clientOf('shop', 'system', ['profiles'])
    const mia = await clientOf('Mia', 'human', ['marketer'])
    await admin.call('PUT', '/v1/brand', BRAND)
    const { products, customers, signals } = makeShop(customerCount, new Date())
    await inParallel(products, AT_ONCE, ({ id, record }) => shop.call('PUT', `/v1/products/${id}`, record))
    await inParallel(customers, AT_ONCE, ({ id, record }) => shop.call('PUT', `/v1/customers/${id}`, record))
    for (let from = 0; from < signals.length; from += SIGNALS_A_CALL) {
      await shop.call('POST', '/v1/signals', signals.slice(from, from + SIGNALS_A_CALL))
    }
    return await inParallel(Array.from({ length: promptCount }), AT_ONCE, (_, index) =>
      mia.call('POST', '/v1/prompts/comparison-help/preview', { customerId: `customer-${index}`, channel: 'email' }),
    )
  } finally {
    await service.stop()
  }
}

export type Ran = { elapsedMs: number }

/**
 * Starts campaigns for some customers of the shop and waits until the last draft is kept. Their audience is written straight to
 * the tables: how long it takes to choose one is measured by itself.
 */
export function openCampaigns(url: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  return {
    async run(size: number): Promise<Ran> {
      const [{ id }] = (await sql`
        insert into campaigns (id, name, status, channel, purpose, audience, arms, sending_window, created_by, created_at, updated_at)
        select gen_random_uuid(), 'bench', 'draft', 'email', 'marketing', '{}', '{}', '{}', id, now(), now() from principals
        where name = 'Mia' returning id`) as unknown as [{ id: string }]
      await sql.begin(async (tx) => {
        await tx`update campaigns set status = 'generating', started_by = created_by, started_at = now() where id = ${id}`
        await tx`
          insert into campaign_members (campaign_id, customer_id, position, arm, state)
          select ${id}, id, row_number() over (), 'personalized', 'waiting' from (select id from customers limit ${size}) chosen`
        await tx`update campaigns set member_count = ${size} where id = ${id}`
      })
      const began = performance.now()
      for (;;) {
        const [{ status }] = (await sql`select status from campaigns where id = ${id}`) as unknown as [
          { status: string },
        ]
        if (status === 'in_review') break
        if (status !== 'generating') throw new Error(`The campaign is ${status}.`)
        await pause(20)
      }
      const elapsedMs = performance.now() - began
      const [{ ready }] = (await sql`
        select count(*)::int as ready from drafts where campaign_id = ${id} and status = 'ready_for_review'`) as unknown as [
        { ready: number },
      ]
      if (ready !== size) throw new Error(`${ready} of ${size} drafts are ready for review.`)
      return { elapsedMs }
    },
    /** So that the planner knows the tables as they are. */
    analyze: () => sql`vacuum analyze`,
    close: () => sql.end(),
  }
}
