import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deliver } from '../support/deliver.ts'
import { sealAudit } from '../../src/audit/seal-audit.ts'
import { recordOutcome } from '../../src/outcomes/record-outcome.ts'
import { sweepOutcomes } from '../../src/outcomes/sweep.ts'
import { isTooMany } from '../../src/outcomes/sender.ts'
import { aDraft, approved, aShopper, inOutbox, openShop, rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aConsent } from '../support/wire-examples.ts'
import { aSentMessage, deliveryOf, tell } from './report.ts'

test.each([
  [{ complaints: 0, sent: 0 }, false],
  [{ complaints: 2, sent: 10 }, false],
  [{ complaints: 3, sent: 10 }, true],
  [{ complaints: 3, sent: 1499 }, true],
  [{ complaints: 3, sent: 1500 }, false],
  [{ complaints: 20, sent: 10_000 }, false],
  [{ complaints: 21, sent: 10_000 }, true],
])('%o is too many: %s', (counts, expected) => {
  expect(isTooMany(counts)).toBe(expected)
})

describe('a sender of whom too many complain', () => {
  let service: TestApp
  beforeAll(async () => {
    service = await startApp()
    await openShop(service)
  })
  afterAll(() => service.close())

  const sender = async () => (await service.call('GET', '/v1/senders/email')).body
  const resume = (key = service.keys.mia, reason: unknown = 'The list is mended.') =>
    service.call('POST', '/v1/senders/email/resume', { key, body: { reason } })
  const complain = async (deliveryId: string) => {
    expect((await tell(service, { deliveryId, type: 'complained' })).body).toMatchObject({ accepted: 1 })
  }
  const leave = async (deliveryId: string, secondsLater = 11) => {
    service.clock.forward(secondsLater)
    await deliver(service.deps, { deliveryId })
    return deliveryOf(service, deliveryId)
  }
  let held: string

  test('sends on after two complaints', async () => {
    const sent = [await aSentMessage(service), await aSentMessage(service), await aSentMessage(service)]
    await complain(sent[0]!.deliveryId)
    await complain(sent[1]!.deliveryId)
    // One person who complains twice is one.
    await complain(sent[1]!.deliveryId)
    expect(await sender()).toMatchObject({ channel: 'email', state: 'active', complaints: 2, sent: 3, lastPause: null })
  })

  test('is paused by the third', async () => {
    const { deliveryId } = await aSentMessage(service)
    await complain(deliveryId)
    const pause = { complaints: 3, sent: 4, resumedAt: null, pausedAt: service.clock.now.toISOString() }
    expect(await sender()).toMatchObject({ state: 'paused', lastPause: pause })
  })

  test('its marketing is held, and the reason shown', async () => {
    held = (await inOutbox(service)).deliveryId
    expect(await leave(held)).toMatchObject({ state: 'held', reason: 'sender_paused', attempts: 0 })
    expect(await leave(held, 3600)).toMatchObject({ state: 'held', reason: 'sender_paused' })
  })

  test('its service messages go on', async () => {
    const consents = [aConsent({ purpose: 'service' })]
    const draft = await aDraft(service, (await aShopper(service, { consents })).id, { body: { purpose: 'service' } })
    expect(await leave((await approved(service, draft)).delivery.id)).toMatchObject({ state: 'sent' })
  })

  test('another channel goes on', async () => {
    expect((await service.call('GET', '/v1/senders/sms')).body).toMatchObject({ state: 'active', complaints: 0 })
    expect((await service.call('GET', '/v1/senders/pigeon')).status).toBe(400)
  })

  test('is resumed by a human marketer only, who says why', async () => {
    const { bot, admin, ana, profiles } = service.keys
    expect(await resume(bot)).toMatchObject({ status: 403, body: { type: '/problems/only-humans-decide' } })
    for (const key of [admin, ana, profiles]) expect((await resume(key)).status).toBe(403)
    for (const reason of ['', ' ', null, 'x'.repeat(501)]) {
      expect(await resume(undefined, reason)).toMatchObject({ status: 400, body: { errors: [{ pointer: '/reason' }] } })
    }
    expect(await sender()).toMatchObject({ state: 'paused' })
    const resumed = { resumedAt: service.clock.now.toISOString(), resumeReason: 'The list is mended.' }
    expect(await resume()).toMatchObject({ status: 200, body: { state: 'active', complaints: 0, lastPause: resumed } })
    expect(await resume()).toMatchObject({ status: 409, body: { type: '/problems/sender-not-paused' } })
  })

  test('then sends at once what waited', async () => {
    expect(await leave(held, 0)).toMatchObject({ state: 'sent', reason: null })
  })

  test('is paused again by three new complaints, not by the old ones', async () => {
    for (const state of ['active', 'active', 'paused']) {
      await complain((await aSentMessage(service)).deliveryId)
      expect(await sender()).toMatchObject({ state })
    }
    await resume()
  })

  test('complaints and messages of more than a week ago do not count', async () => {
    await complain((await aSentMessage(service)).deliveryId)
    service.clock.forward(7 * 86_400 + 1)
    expect(await sender()).toMatchObject({ complaints: 0, sent: 0 })
  })

  test('every pause and resumption is in the audit log', async () => {
    await sealAudit(service.deps)
    const events = await rowsOf(
      service,
      sql`select action, state, count, actor_id from audit_events where action like 'sender.%' order by sequence`,
    )
    expect(events.map(({ actor_id }) => actor_id === null)).toEqual([true, false, true, false])
    expect(events.map(({ action, state, count }) => [action, state, count])).toEqual([
      ['sender.paused', 'email', 3],
      ['sender.resumed', 'email', null],
      ['sender.paused', 'email', 3],
      ['sender.resumed', 'email', null],
    ])
  })

  test('is paused also when the process died before it had counted', async () => {
    const failpoint = async (name: string) => {
      if (name === 'outcome.recorded') throw new Error('the process ends here')
    }
    for (const messageId of ['late-1', 'late-2', 'late-3']) {
      const { deliveryId } = await aSentMessage(service)
      const told = { deliveryId, messageId, type: 'complained', bounce: null, detail: {}, source: 'mail' } as const
      const nobody = { providerMessageId: null, principalId: null, recipients: null, occurredAt: service.clock.now }
      await expect(recordOutcome({ ...service.deps, failpoint }, { ...told, ...nobody })).rejects.toThrow('ends here')
    }
    expect(await sender()).toMatchObject({ state: 'active', complaints: 3 })
    await sweepOutcomes(service.deps)
    expect(await sender()).toMatchObject({ state: 'paused' })
  })
})
