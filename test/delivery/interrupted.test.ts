import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { HandOver, Transport } from '../../src/channels/channel.ts'
import { deliver } from '../support/deliver.ts'
import { MAX_ATTEMPTS } from '../../src/delivery/delivery.ts'
import { aDraft, approved, aShopper, inOutbox, openShop, sweepOutbox } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'

const STEPS = [
  'approval.decided',
  'approval.draft-marked',
  'approval.in-outbox',
  'approval.in-queue',
  'approval.committed',
  'delivery.woken',
  'delivery.claiming',
  'delivery.claimed',
  'delivery.handed-over',
  'delivery.marked',
]

let service: TestApp
/** Where work ends, as if the process did: what follows does not run, what is not committed is gone. */
let endsAt: (step: string) => boolean
let reached: string[]
/** Deliveries in the order in which the provider got them. */
let taken: string[]
let idempotent: boolean
let answer: () => HandOver | Promise<HandOver>

const provider: Transport = {
  get idempotent() {
    return idempotent
  },
  send: async ({ deliveryId }) => {
    taken.push(deliveryId)
    return answer()
  },
  close: async () => {},
}

beforeAll(async () => {
  const failpoint = async (step: string): Promise<void> => {
    if (/^(approval|delivery)\./.test(step)) reached.push(step)
    if (endsAt(step)) throw new Error('the end')
  }
  service = await startApp({ transports: { email: provider }, failpoint })
  await openShop(service)
})
beforeEach(() => {
  endsAt = () => false
  reached = []
  taken = []
  idempotent = false
  answer = () => ({ outcome: 'sent', providerMessageId: 'taken' })
})
afterAll(() => service.close())

const stateOf = async (deliveryId: string): Promise<string> =>
  (await service.call('GET', `/v1/deliveries/${deliveryId}`)).body.state
/** Runs until the work ends or is cut off. */
const run = (deliveryId: string): Promise<void> => deliver(service.deps, { deliveryId }).catch(() => {})

test('these are the steps from the approval to the sent mark', async () => {
  const { deliveryId } = await inOutbox(service)
  service.clock.forward(11)
  await run(deliveryId)
  expect(await stateOf(deliveryId)).toBe('sent')
  expect(reached).toEqual(STEPS)
})

describe.each([
  { provider: 'a provider that takes an idempotency key', takesKey: true },
  { provider: 'a provider that takes none', takesKey: false },
])('with $provider', ({ takesKey }) => {
  test.each(STEPS)('an end after %s loses nothing and sends nothing twice', async (step) => {
    idempotent = takesKey
    endsAt = (name) => name === step
    const draft = await aDraft(service, (await aShopper(service)).id)
    const first = await service.call('POST', `/v1/drafts/${draft.id}/approve`, { body: { revision: 1 } })
    expect(first.status).toBe(step.startsWith('approval.') ? 500 : 200)
    if (first.status === 200) {
      service.clock.forward(11)
      await run(first.body.delivery.id)
    }

    // The service is there again: who got no answer asks again, and the sweeper looks for what was left behind.
    endsAt = () => false
    const { delivery } = await approved(service, draft)
    if (first.status === 200) expect(delivery.id).toBe(first.body.delivery.id)
    for (let look = 0; look < 3; look++) {
      service.clock.forward(8)
      await sweepOutbox(service)
    }

    const mayBeOut = step === 'delivery.claimed' || step === 'delivery.handed-over'
    expect(await stateOf(delivery.id)).toBe(mayBeOut && !takesKey ? 'uncertain' : 'sent')
    const all = await service.call('GET', `/v1/deliveries?draftId=${draft.id}`)
    expect(all.body.items).toHaveLength(1)
    if (takesKey) {
      // The second time has no effect there.
      expect(new Set(taken)).toEqual(new Set([delivery.id]))
      return
    }
    expect(taken).toEqual(step === 'delivery.claimed' ? [] : [delivery.id])
    const uncertain = await service.call('GET', '/v1/deliveries?state=uncertain')
    expect(uncertain.body.items.some(({ id }: { id: string }) => id === delivery.id)).toBe(mayBeOut)
  })
})

describe('a sender that was given up', () => {
  /** A hand-over that the provider answers when it is told to. */
  async function slowHandOver(deliveryId: string) {
    const answered = Promise.withResolvers<HandOver>()
    const begun = Promise.withResolvers<void>()
    answer = () => {
      begun.resolve()
      return answered.promise
    }
    const ended = run(deliveryId)
    await begun.promise
    return (result: HandOver): Promise<void> => {
      answered.resolve(result)
      return ended
    }
  }

  async function givenUp() {
    const { deliveryId } = await inOutbox(service)
    service.clock.forward(11)
    const end = await slowHandOver(deliveryId)
    service.clock.forward(6)
    await sweepOutbox(service)
    expect(await stateOf(deliveryId)).toBe('uncertain')
    return { deliveryId, end }
  }

  test('and comes back with a yes sets the row right', async () => {
    const { deliveryId, end } = await givenUp()
    await end({ outcome: 'sent', providerMessageId: 'late' })
    expect(await stateOf(deliveryId)).toBe('sent')
    expect(taken).toEqual([deliveryId])
  })

  test('has no say in the hand-over that a person ordered after it', async () => {
    const { deliveryId, end } = await givenUp()
    await service.call('POST', `/v1/deliveries/${deliveryId}/resolve`, { body: { outcome: 'resend' } })
    const endSecond = await slowHandOver(deliveryId)
    await end({ outcome: 'not_sent', reason: 'ECONNRESET' })
    expect(await stateOf(deliveryId)).toBe('sending')
    await endSecond({ outcome: 'sent', providerMessageId: 'second' })
    service.clock.forward(30)
    await sweepOutbox(service)
    expect(await stateOf(deliveryId)).toBe('sent')
    expect(taken).toEqual([deliveryId, deliveryId])
  })
})

test('a delivery that ends its sender every time is left to a person', async () => {
  idempotent = true
  const { deliveryId } = await inOutbox(service)
  endsAt = (step) => step === 'delivery.handed-over'
  for (let look = 0; look < MAX_ATTEMPTS + 3; look++) {
    service.clock.forward(13)
    await sweepOutbox(service)
  }
  expect(await stateOf(deliveryId)).toBe('uncertain')
  expect(taken).toHaveLength(MAX_ATTEMPTS)
})

test('a delivery that cannot be claimed does not keep those behind it waiting', async () => {
  const [bad, good, other] = [await inOutbox(service), await inOutbox(service), await inOutbox(service)]
  service.clock.forward(13)
  // What no row of this database can become: the statement for all of them fails, and the one for this row.
  await service.asOwner(`
    create function refuse_one() returns trigger language plpgsql as $$ begin
      if new.id = '${bad.deliveryId}' and new.state = 'sending' then raise exception 'poison'; end if; return new; end $$;
    create trigger poison before update on deliveries for each row execute function refuse_one()`)
  await sweepOutbox(service)
  await service.asOwner('drop trigger poison on deliveries; drop function refuse_one')
  expect([await stateOf(good.deliveryId), await stateOf(other.deliveryId)]).toEqual(['sent', 'sent'])
  const held = await service.call('GET', '/v1/deliveries?state=held')
  const asked = new Date(service.clock.now.getTime() + 3_600_000).toISOString()
  expect(held.body.items).toMatchObject([{ id: bad.deliveryId, reason: 'internal_error', notBefore: asked }])
  service.clock.forward(3600)
  await sweepOutbox(service)
  expect(await stateOf(bad.deliveryId)).toBe('sent')
})

test('a message that cannot be read does not keep those behind it waiting', async () => {
  const [bad, good] = [await inOutbox(service), await inOutbox(service)]
  service.clock.forward(13)
  // The digest does not cover the facts behind the text, so this is found where they are compared.
  await service.asOwner(
    `alter table revisions disable trigger user;
     update revisions set claims = '{"facts": 1}' where draft_id = '${bad.draft.id}';
     alter table revisions enable trigger user`,
  )
  await sweepOutbox(service)
  expect(await stateOf(good.deliveryId)).toBe('sent')
  expect((await service.call('GET', `/v1/deliveries/${bad.deliveryId}`)).body).toMatchObject({
    state: 'held',
    reason: 'internal_error',
  })
  service.clock.forward(7 * 86_400)
  await sweepOutbox(service)
  expect((await service.call('GET', `/v1/deliveries/${bad.deliveryId}`)).body).toMatchObject({
    state: 'skipped',
    reason: 'approval_expired',
  })
})
