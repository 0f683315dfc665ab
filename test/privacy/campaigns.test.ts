import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sweepCampaigns } from '../../src/campaigns/sweep.ts'
import { aShopper, openShop, rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
  await openShop(service)
}, 60_000)
afterAll(() => service.close())

const membersOf = (id: string) =>
  rowsOf(service, sql`select customer_id, state, reason from campaign_members where campaign_id = ${id} order by 1`)

async function started(customerIds: string[], arms: object): Promise<string> {
  const definition = { name: 'Spring', channel: 'email', audience: { customerIds }, arms }
  const { body } = await service.call('POST', '/v1/campaigns', { body: definition })
  expect((await service.call('POST', `/v1/campaigns/${body.id}/start`)).status).toBe(200)
  return body.id
}
const erase = async (id: string) =>
  expect((await service.call('DELETE', `/v1/customers/${id}`, { key: service.keys.admin })).status).toBe(204)

test('who is erased leaves the campaigns that have not written yet, and only the id stays', async () => {
  const [gone, stays] = [await aShopper(service), await aShopper(service)]
  const ids = [gone.id, stays.id]
  const all = { personalized: 100, generic: 0, holdout: 0 }
  const campaigns = [await started(ids, all), await started(ids, { personalized: 0, generic: 0, holdout: 100 })]
  await service.deps.db.execute(sql`
    update campaign_members set state = 'writing', lease_until = now() where campaign_id = ${campaigns[0]!} and customer_id = ${gone.id}`)
  await erase(gone.id)
  for (const id of campaigns) {
    const state = id === campaigns[0] ? 'waiting' : 'holdout'
    expect(await membersOf(id)).toEqual([
      { customer_id: gone.id, state: 'excluded', reason: 'erased' },
      { customer_id: stays.id, state, reason: null },
    ])
  }
})

test('who is erased before the start is left out of the audience', async () => {
  const gone = await aShopper(service)
  const { body } = await service.call('POST', '/v1/campaigns', {
    body: { name: 'Spring', channel: 'email', audience: { upload: true } },
  })
  const headers = { 'content-type': 'text/csv' }
  await service.call('POST', `/v1/campaigns/${body.id}/audience`, { body: `id\n${gone.id}\n`, headers })
  await erase(gone.id)
  await service.call('POST', `/v1/campaigns/${body.id}/start`)
  await sweepCampaigns(service.deps)
  expect(await membersOf(body.id)).toMatchObject([{ state: 'excluded', reason: 'erased' }])
})

test('an export tells of the campaigns that name the customer, started or not', async () => {
  const { id } = await aShopper(service)
  const campaignId = await started([id], { personalized: 0, generic: 100, holdout: 0 })
  const listed = await service.call('POST', '/v1/campaigns', {
    body: { name: 'Later', channel: 'email', audience: { customerIds: [id] } },
  })
  const { body } = await service.call('GET', `/v1/customers/${id}/export`, { key: service.keys.admin })
  expect(body.campaigns).toHaveLength(2)
  expect(body.campaigns).toEqual(
    expect.arrayContaining([
      { campaignId, name: 'Spring', arm: 'generic', state: 'waiting', reason: null, draftId: null },
      { campaignId: listed.body.id, name: 'Later', arm: null, state: null, reason: null, draftId: null },
    ]),
  )
  expect(body.lots).toEqual([])
})
