import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { HandOver, Outgoing, Transport } from '../../src/channels/channel.ts'
import { deliver } from '../support/deliver.ts'
import { aDraft, approved, aShopper, inOutbox, openShop } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aProduct } from '../support/wire-examples.ts'
import '../support/no-leaks.ts'

let service: TestApp
let taken: Outgoing[]
let answers: HandOver[]
let at: Record<string, () => Promise<unknown>>

const provider: Transport = {
  idempotent: false,
  send: async (message) => {
    taken.push(message)
    return answers.shift() ?? { outcome: 'sent', providerMessageId: '<1@aquila.example>' }
  },
  close: async () => {},
}

beforeAll(async () => {
  service = await startApp({ transports: { email: provider }, failpoint: async (name) => void (await at[name]?.()) })
  at = {}
  await openShop(service)
})
afterAll(() => service.close())
beforeEach(async () => {
  taken = []
  answers = []
  at = {}
  await put()
})

const put = async (change: object = {}) => {
  const answer = await service.call('PUT', '/v1/products/dw-1', { body: aProduct({ ...change }) })
  expect(answer.status, answer.text).toBeLessThan(300)
}
const dearer = () => put({ price: { amount: '699.00', currency: 'EUR' } })
const approve = (draft: { id: string; revision: number }) =>
  service.call('POST', `/v1/drafts/${draft.id}/approve`, { body: { revision: draft.revision } })
const newDraft = async () => aDraft(service, (await aShopper(service)).id)
async function leave(deliveryId: string, secondsLater = 11) {
  service.clock.forward(secondsLater)
  await deliver(service.deps, { deliveryId })
  return (await service.call('GET', `/v1/deliveries/${deliveryId}`)).body
}
const SKIPPED = { state: 'skipped', reason: 'evidence_stale', attempts: 0, sentAt: null }

describe('an approval', () => {
  test('is refused when a price changed, says which fact and what is true now, and the draft can be written anew', async () => {
    const draft = await newDraft()
    await dearer()
    const refused = await approve(draft)
    const price = draft.facts.find(({ text }: { text: string }) => text === 'Price 649.00 EUR').id
    expect(refused).toMatchObject({ status: 409, body: { type: '/problems/stale-fact' } })
    expect(refused.body.detail).toContain(price)
    expect(refused.body.errors).toEqual([{ pointer: '/revision', message: `${price} was "€649.00", is now "€699.00"` }])
    expect((await service.call('GET', `/v1/drafts/${draft.id}`)).body).toEqual(draft)
    expect((await service.call('GET', `/v1/deliveries?draftId=${draft.id}`)).body.items).toEqual([])

    const anew = await service.call('POST', `/v1/drafts/${draft.id}/regenerate`, { body: {} })
    expect(anew.body).toMatchObject({ status: 'ready_for_review', revision: 2 })
    expect(anew.body.rendered.text).toContain('699.00')
    expect((await approve(anew.body)).status).toBe(200)
  })

  test('of an edit is refused as well: an edit keeps the facts that it was written from', async () => {
    const draft = await newDraft()
    const edit = { baseRevision: 1, subject: 'Quiet', body: 'The {{p1.name}} costs {{p1.price}}.' }
    const revised = await service.call('POST', `/v1/drafts/${draft.id}/revisions`, {
      body: edit,
      key: service.keys.max,
    })
    await dearer()
    expect(await approve(revised.body)).toMatchObject({ status: 409, body: { type: '/problems/stale-fact' } })
  })

  test('goes through when only that changed which the message does not say', async () => {
    const draft = await newDraft()
    await put({
      description: 'New words',
      facts: [...aProduct().facts, 'New: half load'],
      imageUrl: 'https://shop.example/i',
    })
    expect((await approve(draft)).status).toBe(200)
  })

  test('that runs beside a change of the price never lets the old price out', async () => {
    for (let round = 0; round < 5; round += 1) {
      await put()
      const draft = await newDraft()
      const [answer] = await Promise.all([approve(draft), dearer()])
      if (answer.status !== 200) expect(answer.body.type).toBe('/problems/stale-fact')
      else expect(await leave(answer.body.delivery.id)).toMatchObject(SKIPPED)
    }
    expect(taken).toEqual([])
  })
})

describe('an approved message', () => {
  test('whose facts stand is sent', async () => {
    const { deliveryId } = await inOutbox(service)
    await put({ description: 'New words' })
    expect(await leave(deliveryId)).toMatchObject({ state: 'sent' })
  })

  test.each([
    ['price', { price: { amount: '699.00', currency: 'EUR' } }],
    ['address', { url: 'https://shop.example/elsewhere' }],
    ['name', { name: 'Silent 41 Dishwasher' }],
    ['facts', { facts: ['Noise level 44 dB'] }],
  ])('is not sent when the %s changed since', async (_, change) => {
    const { deliveryId } = await inOutbox(service)
    await put(change)
    expect(await leave(deliveryId)).toMatchObject(SKIPPED)
    expect(taken).toEqual([])
  })

  test.each(['approval.committed', 'delivery.woken'])('is not sent when the price changes at: %s', async (point) => {
    const draft = await newDraft()
    at[point] = dearer
    const { delivery } = await approved(service, draft)
    expect(await leave(delivery.id)).toMatchObject(SKIPPED)
    expect(taken).toEqual([])
  })

  test('that is on its way when the price changes is the one that was approved', async () => {
    const { deliveryId, draft } = await inOutbox(service)
    at['delivery.claimed'] = dearer
    expect(await leave(deliveryId)).toMatchObject({ state: 'sent' })
    expect(taken[0]?.rendered.text).toBe(draft.rendered.text)
  })

  test('that waits for its next try is asked again', async () => {
    const { deliveryId } = await inOutbox(service)
    answers = [{ outcome: 'not_sent', reason: 'busy' }]
    expect(await leave(deliveryId)).toMatchObject({ state: 'queued', attempts: 1 })
    await dearer()
    expect(await leave(deliveryId, 60)).toMatchObject({ ...SKIPPED, attempts: 1 })
    expect(taken).toHaveLength(1)
  })
})
