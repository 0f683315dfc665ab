import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deliver } from '../support/deliver.ts'
import { createPace } from '../../src/delivery/pace.ts'
import { inOutbox, openShop } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'

const START = Date.UTC(2026, 10, 23, 12)
const at = (milliseconds: number) => new Date(START + milliseconds)
const mail = (id: number | string, recipient: string | null = 'a@example.com', channel: 'email' | 'sms' = 'email') => ({
  id: String(id),
  channel,
  recipient,
})

describe('mails to one domain', () => {
  test('go at once up to a second’s worth; then each has a turn of its own', () => {
    const pace = createPace(10)
    const turns = Array.from({ length: 25 }, (_, id) => pace(mail(id), at(0)))
    expect(turns.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => null))
    expect(turns.slice(10).map((turn) => turn!.getTime() - START)).toEqual(
      Array.from({ length: 15 }, (_, index) => 100 * (index + 1)),
    )
  })

  test('that waited go at their turn, not before, and nobody takes it from them', () => {
    const pace = createPace(1)
    expect(pace(mail('first'), at(0))).toBeNull()
    const turn = pace(mail('second'), at(0))!
    expect(turn).toEqual(at(1000))
    expect(pace(mail('second'), at(999))).toEqual(turn)
    expect(pace(mail('third'), at(999))).toEqual(at(2000))
    expect(pace(mail('second'), at(1000))).toBeNull()
    expect(pace(mail('third'), at(2500))).toBeNull()
  })

  test('never leave faster than that over any ten seconds, however they come', () => {
    const pace = createPace(7)
    const waiting = new Map<number, number>()
    const left: number[] = []
    for (let time = 0; time < 60_000; time += 50) {
      if (time % 100 === 0) waiting.set(time, time)
      for (const [id, due] of waiting) {
        if (due > time) continue
        const turn = pace(mail(id), at(time))
        if (turn !== null) waiting.set(id, turn.getTime() - START)
        else if (waiting.delete(id)) left.push(time)
      }
    }
    for (const from of left)
      expect(left.filter((time) => time >= from && time < from + 10_000).length).toBeLessThanOrEqual(77)
    expect(left.length).toBeGreaterThan(400)
  })

  test('do not hold up another domain, another channel or what has no address', () => {
    const pace = createPace(1)
    expect(pace(mail(1), at(0))).toBeNull()
    expect(pace(mail(2, 'b@EXAMPLE.com'), at(0))).not.toBeNull()
    expect(pace(mail(3, 'a@example.org'), at(0))).toBeNull()
    expect(pace(mail(4, '+34612345678', 'sms'), at(0))).toBeNull()
    expect(pace(mail(5, null), at(0))).toBeNull()
  })

  test('have no pace when it is 0', () => {
    const pace = createPace(0)
    expect(Array.from({ length: 1000 }, (_, id) => pace(mail(id), at(0))).every((turn) => turn === null)).toBe(true)
  })
})

describe('in the outbox', () => {
  let service: TestApp
  beforeAll(async () => {
    service = await startApp({ environment: { MAIL_PER_DOMAIN_PER_SECOND: '1' } })
    await openShop(service)
  })
  afterAll(() => service.close())

  test('a mail whose turn is later is held until then, without a lease or a try, and then leaves', async () => {
    const [first, second] = [await inOutbox(service), await inOutbox(service)]
    service.clock.forward(11)
    for (const { deliveryId } of [first, second]) await deliver(service.deps, { deliveryId })
    const read = async ({ deliveryId }: { deliveryId: string }) =>
      (await service.call('GET', `/v1/deliveries/${deliveryId}`)).body
    expect(await read(first)).toMatchObject({ state: 'sent' })
    const turn = new Date(service.clock.now.getTime() + 1000).toISOString()
    expect(await read(second)).toMatchObject({ state: 'held', reason: 'pace', attempts: 0, notBefore: turn })
    service.clock.forward(1)
    await deliver(service.deps, second)
    expect(await read(second)).toMatchObject({ state: 'sent', attempts: 1 })
  })
})
