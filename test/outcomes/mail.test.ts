import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inOutbox, openShop } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aBounce, aComplaint, mail } from './mails.ts'
import { aSentMessage, deliveryOf, handIn } from './report.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
  await openShop(service)
})
afterAll(() => service.close())

const answered = (kind: string, accepted: number, ignored: string[] = []) => ({
  status: 202,
  body: { kind, accepted, duplicates: 0, ignored },
})
const stateOf = async (id: string) => (await deliveryOf(service, id))['state']
const newestSuppression = async () => (await service.call('GET', '/v1/suppressions?limit=1')).body.items[0]

describe('a mail that came back', () => {
  test('as a hard bounce ends messages to the address', async () => {
    const { deliveryId, email: recipient } = await aSentMessage(service)
    expect(await handIn(service, aBounce({ deliveryId, recipient }))).toMatchObject(answered('report', 1))
    expect(await deliveryOf(service, deliveryId)).toMatchObject({ state: 'bounced', reason: 'hard_bounce' })
    expect(await newestSuppression()).toMatchObject({ channel: 'email', reason: 'hard_bounce' })
    const { items } = (await service.call('GET', `/v1/deliveries/${deliveryId}/outcomes`)).body
    const detail = { status: '5.1.1', reason: 'no-such-user' }
    expect(items).toMatchObject([{ type: 'bounced', bounce: 'hard', toldBy: 'mail', detail }])
  })

  test('as a complaint too, also when the loop hides who complained', async () => {
    for (const named of [true, false]) {
      const { deliveryId, email } = await aSentMessage(service)
      expect(await handIn(service, aComplaint(deliveryId, named ? email : null))).toMatchObject(answered('report', 1))
      expect(await stateOf(deliveryId)).toBe('complained')
      expect(await newestSuppression()).toMatchObject({ reason: 'complaint' })
    }
  })

  test('as a soft bounce lets nothing go out again: anybody can write such a mail', async () => {
    const { deliveryId, email: recipient } = await aSentMessage(service)
    const raw = aBounce({ deliveryId, recipient, status: '5.2.2', answer: '552 5.2.2 Mailbox full' })
    expect(await handIn(service, raw)).toMatchObject(answered('report', 1))
    expect(await deliveryOf(service, deliveryId)).toMatchObject({ state: 'bounced', reason: 'soft_bounce' })
    expect((await newestSuppression())?.reason).not.toBe('soft_bounce')
  })

  test('as a confirmation makes it delivered', async () => {
    const { deliveryId, email: recipient } = await aSentMessage(service)
    const raw = aBounce({ deliveryId, recipient, action: 'delivered', status: '2.1.5', answer: '250 2.1.5 Ok' })
    expect(await handIn(service, raw, 'text/plain')).toMatchObject(answered('report', 1))
    expect(await stateOf(deliveryId)).toBe('delivered')
  })

  test('about a delay changes nothing', async () => {
    const { deliveryId, email: recipient } = await aSentMessage(service)
    const raw = aBounce({ deliveryId, recipient, action: 'delayed', status: '4.4.1', answer: '451 4.4.1 timed out' })
    expect(await handIn(service, raw)).toMatchObject(answered('report', 0, ['nothing-final']))
    expect(await stateOf(deliveryId)).toBe('sent')
  })

  test('counts once, however often it is handed in', async () => {
    const { deliveryId, email: recipient } = await aSentMessage(service)
    const raw = aBounce({ deliveryId, recipient })
    const answers = await Promise.all([handIn(service, raw), handIn(service, raw), handIn(service, raw)])
    expect(answers.map(({ body }) => body.accepted).toSorted()).toEqual([0, 0, 1])
    expect(answers.map(({ body }) => body.duplicates).toSorted()).toEqual([0, 1, 1])
  })
})

describe('a mail is not trusted', () => {
  test('about somebody else than the recipient of the delivery', async () => {
    const { deliveryId } = await aSentMessage(service)
    const before = await newestSuppression()
    for (const raw of [
      aBounce({ deliveryId, recipient: 'boss@example.com' }),
      aComplaint(deliveryId, 'boss@example.com'),
    ]) {
      expect(await handIn(service, raw)).toMatchObject(answered('report', 0, ['another-recipient']))
    }
    expect(await stateOf(deliveryId)).toBe('sent')
    expect(await newestSuppression()).toEqual(before)
  })

  test('that writes something else where a code belongs: no word of it is kept', async () => {
    const { deliveryId, email: recipient } = await aSentMessage(service)
    const bouncedRecipients = [{ emailAddress: recipient, status: `Ines Roca, ${recipient}` }]
    const notification = JSON.stringify({
      notificationType: 'Bounce',
      bounce: { bounceType: 'Transient', bouncedRecipients },
      mail: { messageId: `${deliveryId}@aquila.example` },
    })
    const raw = mail('From: no-reply@sns.example', 'To: hello@aquila.example', 'Subject: News', '', notification)
    expect(await handIn(service, raw)).toMatchObject(answered('report', 1))
    const told = await service.call('GET', `/v1/deliveries/${deliveryId}/outcomes`)
    expect(told).toMatchObject({ status: 200, body: { items: [{ type: 'bounced', toldBy: 'mail' }] } })
    expect(told.text).not.toContain('Ines')
  })

  test('about a delivery that is not ours, or none', async () => {
    const { email: recipient } = await aSentMessage(service)
    for (const deliveryId of [service.deps.newId(), 'no-id', "'; drop table deliveries; --"]) {
      const raw = aBounce({ deliveryId, recipient })
      expect(await handIn(service, raw)).toMatchObject(answered('report', 0, ['no-such-delivery']))
    }
    const strange = aBounce({ recipient, messageId: '<a\0b\ud800@c> <é@é>' })
    expect(await handIn(service, strange)).toMatchObject(answered('report', 0, ['no-such-delivery']))
    const nameless = aBounce({ recipient, messageId: '' })
    expect(await handIn(service, nameless)).toMatchObject(answered('report', 0, ['no-such-delivery']))
  })

  test('about a message that has not left', async () => {
    const { deliveryId, customer } = await inOutbox(service)
    const raw = aBounce({ deliveryId, recipient: customer.email })
    expect(await handIn(service, raw)).toMatchObject(answered('report', 0, ['not-sent']))
    expect(await stateOf(deliveryId)).toBe('queued')
  })

  test('the recipient may be written in capitals', async () => {
    const { deliveryId, email } = await aSentMessage(service)
    const raw = aBounce({ deliveryId, recipient: email.toUpperCase() })
    expect(await handIn(service, raw)).toMatchObject(answered('report', 1))
  })
})

describe('whatever is handed in is answered', () => {
  test.each([
    [
      'an answer of a machine',
      mail('From: ines@example.com', 'Auto-Submitted: auto-replied', '', 'Away.'),
      'auto-reply',
    ],
    ['an answer of a person', mail('From: ines@example.com', 'Subject: Re: Hello', '', 'Thank you.'), 'unknown'],
    ['no mail', 'hello', 'unknown'],
    ['bytes', Buffer.from([0, 255, 254, 13, 10, 13, 10, 0, 128]).toString('latin1'), 'unknown'],
  ])('%s', async (_name, raw, kind) => {
    expect(await handIn(service, raw)).toMatchObject(answered(kind, 0))
  })

  test('what is empty, too long or of another kind is refused', async () => {
    expect(await handIn(service, '')).toMatchObject({ status: 400 })
    expect(await handIn(service, 'x'.repeat(2 * 1024 * 1024 + 1))).toMatchObject({ status: 413 })
    expect(await handIn(service, '{}', 'application/json')).toMatchObject({ status: 415 })
    expect(await handIn(service, '<p>', 'text/html')).toMatchObject({ status: 415 })
  })

  test('only servers hand mail in', async () => {
    const { mia, ingest, admin } = service.keys
    for (const key of [mia, ingest, admin, null]) {
      const headers = { 'content-type': 'message/rfc822' }
      const { status } = await service.call('POST', '/v1/outcomes/mail', { key, headers, body: aBounce() })
      expect([401, 403]).toContain(status)
    }
  })
})
