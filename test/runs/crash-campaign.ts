import { setTimeout as pause } from 'node:timers/promises'
import { aCustomer } from '../support/wire-examples.ts'
import type { Scenario, Trial } from './crash-trial.ts'

const CUSTOMERS = 7
/** What is not written by then counts as lost. */
const WRITTEN_WITHIN_MS = 90_000

/**
 * A campaign from its definition to the last draft: whenever its worker dies, everybody gets one draft in the end, and
 * nobody two.
 */
export const campaigns: Scenario = {
  name: 'campaign',
  groups: ['campaign', 'draft', 'key'],
  // Less than there are customers, so that chunks follow one another.
  environment: { CAMPAIGN_CONCURRENCY: '2' },
  async run(trial) {
    const customerIds: string[] = []
    for (let index = 0; index < CUSTOMERS; index++) customerIds.push(await aShopper(trial, index))
    const body = {
      name: trial.id,
      channel: 'email',
      audience: { customerIds },
      arms: { personalized: 60, generic: 40, holdout: 0 },
    }
    const headers = { 'idempotency-key': trial.id }
    const { id } = (await trial.send('POST', '/v1/campaigns', { body, headers })).body
    await trial.send('POST', `/v1/campaigns/${id}/start`, { body: {} })
    await written(trial, id)
    trial.promise('one draft for each customer', CUSTOMERS, async () => {
      const { body } = await trial.send('GET', `/v1/drafts?campaignId=${id}&limit=100`)
      const drafts: { customerId: string; revision: number; status: string }[] = body.items
      for (const { status, revision, customerId } of drafts) {
        if (revision !== 1 || status === 'generating')
          trial.fault(`the draft of ${customerId} is ${status}, revision ${revision}`)
      }
      const people = new Set(drafts.map(({ customerId }) => customerId))
      return people.size === customerIds.length ? drafts.length : people.size
    })
  },
  async audit(read) {
    const odd = await read(`
      select m.customer_id, m.state, count(d.id)::int as drafts, count(r.draft_id)::int as revisions
      from campaign_members m
      left join drafts d on d.campaign_id = m.campaign_id and d.customer_id = m.customer_id
      left join revisions r on r.draft_id = d.id
      group by m.campaign_id, m.customer_id, m.state, m.draft_id
      having m.state <> 'written' or count(d.id) <> 1 or count(r.draft_id) <> 1 or m.draft_id <> all (array_agg(d.id))`)
    return odd.map((row) => `a member is not as it should be: ${JSON.stringify(row)}`)
  },
}

async function aShopper(trial: Trial, index: number): Promise<string> {
  const customerId = `${trial.id}-${index}`
  const body = aCustomer({ email: `${customerId}@customers.test` })
  await trial.send('PUT', `/v1/customers/${customerId}`, { as: 'shop', body })
  const signal = { type: 'product-viewed', customerId, productId: 'dw-1', messageId: customerId }
  await trial.send('POST', '/v1/signals', { as: 'shop', body: { ...signal, occurredAt: trial.now().toISOString() } })
  return customerId
}

/** Waits until everybody is written to. @throws Error when that takes too long */
async function written(trial: Trial, id: string): Promise<void> {
  const until = Date.now() + WRITTEN_WITHIN_MS
  for (;;) {
    const { status } = (await trial.send('GET', `/v1/campaigns/${id}`)).body
    if (status === 'in_review') return
    if (status !== 'generating' || Date.now() > until) throw new Error(`campaign ${id} is ${status}`)
    await pause(200)
  }
}
