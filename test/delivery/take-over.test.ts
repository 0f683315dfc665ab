import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deliver } from '../support/deliver.ts'
import { aDraft, approved, aShopper, openShop } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aConsent } from '../support/wire-examples.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
  await openShop(service)
})
afterAll(() => service.close())

const consents = ['email', 'chat', 'call'].map((channel) => aConsent({ channel }))

/** An approved message for an agent, ready to be taken over. */
async function waiting(channel: 'chat' | 'call', secondsLater = 11) {
  const customer = await aShopper(service, { consents, phone: '+34612345678' })
  const draft = await aDraft(service, customer.id, { body: { channel } })
  const { delivery } = await approved(service, draft)
  service.clock.forward(secondsLater)
  return { customer, draft, id: delivery.id as string }
}
const read = async (id: string) => (await service.call('GET', `/v1/deliveries/${id}`)).body
const takeOver = (id: string, key = service.keys.ana) => service.call('POST', `/v1/deliveries/${id}/hand-over`, { key })

describe.each(['chat', 'call'] as const)('a message by %s', (channel) => {
  test('is sent by nobody: it waits, and agents find it', async () => {
    const { id } = await waiting(channel)
    await deliver(service.deps, { deliveryId: id })
    expect(await read(id)).toMatchObject({ state: 'queued', attempts: 0, sentAt: null, handedOverBy: null })
    const list = `/v1/deliveries?state=queued&channel=${channel}`
    const { items } = (await service.call('GET', list, { key: service.keys.ana })).body
    expect(items.map((item: any) => item.id)).toContain(id)
    expect(new Set(items.map((item: any) => item.channel))).toEqual(new Set([channel]))
  })

  test('is taken over by an agent, whose name stands on it, and who gets the approved text', async () => {
    const { id, draft } = await waiting(channel)
    const taken = await takeOver(id)
    expect(taken).toMatchObject({
      status: 200,
      body: {
        delivery: { state: 'handed_over', attempts: 1, handedOverBy: { name: 'ana', kind: 'human' } },
        text: draft.rendered.text,
      },
    })
    expect(taken.body.delivery.sentAt).toBe(service.clock.now.toISOString())
    expect(await read(id)).toEqual(taken.body.delivery)
  })

  test('is taken over once: the same agent is answered the same, another is told', async () => {
    const { id } = await waiting(channel)
    const taken = await takeOver(id)
    service.clock.forward(60)
    expect(await takeOver(id)).toMatchObject({ status: 200, body: taken.body })
    const late = await takeOver(id, service.keys.mia)
    expect(late).toMatchObject({ status: 409, body: { type: '/problems/already-taken-over' } })
    expect(late.text).not.toContain(taken.body.text)
  })

  test('two agents at once: one has it', async () => {
    const { id } = await waiting(channel)
    const answers = await Promise.all([takeOver(id), takeOver(id, service.keys.mia)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  })
})

describe('what may not be said is not taken over', () => {
  const refused = async (id: string, why: RegExp) => {
    const answer = await takeOver(id)
    expect(answer).toMatchObject({ status: 409, body: { type: '/problems/not-to-be-taken-over' } })
    expect(answer.body.detail).toMatch(why)
  }

  test('while the approval can be taken back', async () => {
    const { id, draft } = await waiting('chat', 9)
    await refused(id, /^It is queued until 2\d{3}-/)
    expect((await service.call('POST', `/v1/drafts/${draft.id}/withdraw`)).status).toBe(200)
    service.clock.forward(10)
    await refused(id, /^It is cancelled\.$/)
  })

  test('after the customer took the consent back', async () => {
    const { id, customer } = await waiting('chat')
    const at = service.clock.now.toISOString()
    const body = { consents: [aConsent({ channel: 'chat', state: 'withdrawn', source: 'phone', at })] }
    await service.call('PUT', `/v1/customers/${customer.id}/consents`, { body })
    await refused(id, /^It is skipped \(no_consent\)\.$/)
  })

  test('after the number was suppressed', async () => {
    const customer = await aShopper(service, { consents, phone: '+34699999999' })
    const draft = await aDraft(service, customer.id, { body: { channel: 'call' } })
    const { delivery } = await approved(service, draft)
    const body = { channel: 'call', address: '+34 699 999 999', reason: 'manual' }
    await service.call('POST', '/v1/suppressions', { body })
    service.clock.forward(11)
    await refused(delivery.id, /skipped \(suppressed\)/)
  })

  test('a week later: the approval has run out, and nobody needs to ask', async () => {
    const { id } = await waiting('chat')
    service.clock.forward(7 * 86_400)
    await deliver(service.deps, { deliveryId: id })
    expect(await read(id)).toMatchObject({ state: 'skipped', reason: 'approval_expired', attempts: 0 })
    await refused(id, /skipped \(approval_expired\)/)
  })
})

test('what is sent is not for agents, and what is not there is not found', async () => {
  const customer = await aShopper(service)
  const { delivery } = await approved(service, await aDraft(service, customer.id))
  expect(await takeOver(delivery.id)).toMatchObject({ status: 409, body: { type: '/problems/not-for-agents' } })
  expect((await takeOver(service.deps.newId())).status).toBe(404)
})

test.each(['profiles', 'ingest', 'admin', 'auditor'] as const)('%s takes nothing over', async (who) => {
  const { id } = await waiting('chat')
  expect((await takeOver(id, service.keys[who])).status).toBe(403)
})
