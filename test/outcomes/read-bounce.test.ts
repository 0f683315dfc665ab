import { describe, expect, test } from 'vitest'
import { readBounce } from '../../src/outcomes/read-bounce.ts'
import { aBounce, aComplaint, mail } from './mails.ts'

const ID = '01a20611-f036-72c4-975b-72f74b45de98'
const only = async (raw: string) => {
  const reading = await readBounce(raw)
  if (reading.kind !== 'report') throw new Error(`It was taken for ${reading.kind}.`)
  expect(reading.recipients).toHaveLength(1)
  return { ...reading.recipients[0]!, messageIds: reading.messageIds }
}

describe('a delivery status notification', () => {
  test('says who, why and of which message', async () => {
    expect(await only(aBounce())).toEqual({
      addresses: ['ines@example.com'],
      verdict: 'hard',
      status: '5.1.1',
      reason: 'no-such-user',
      messageIds: [`${ID}@aquila.example`],
    })
  })

  test.each([
    ['550 5.1.1 User unknown', '5.1.1', 'hard', 'no-such-user'],
    ['550 5.1.10 Recipient address has null MX', '5.1.10', 'hard', 'no-mail-here'],
    ['550 5.7.27 Sender address has null MX', '5.7.27', 'soft', 'sender-refused'],
    ['Host or domain name not found. type=A: Host not found', '5.4.4', 'hard', 'no-such-domain'],
    ['551 5.1.6 Recipient has moved', '5.1.6', 'hard', 'moved'],
    ['552 5.2.2 Mailbox full', '5.2.2', 'soft', 'mailbox-full'],
    ['554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org', '5.7.1', 'soft', 'bad-reputation'],
    [
      '550 5.7.26 This mail has been blocked because the sender is unauthenticated',
      '5.7.26',
      'soft',
      'not-authenticated',
    ],
    ['550 5.7.1 Message looks like spam', '5.7.1', 'soft', 'spam'],
    ['552 5.3.4 Message size exceeds fixed limit', '5.3.4', 'soft', 'too-large'],
    ['554 5.7.0 Something that nobody has heard of', '5.7.0', 'soft', 'other'],
    ['421 4.7.0 Too many connections', '4.7.0', 'soft', 'too-much'],
    ['450 4.1.8 Sender address rejected: Domain not found', '4.1.8', 'soft', 'sender-refused'],
  ])('"%s" is %s', async (answer, status, verdict, reason) => {
    expect(await only(aBounce({ answer, status }))).toMatchObject({ verdict, reason, status })
  })

  test('of a message that is still being tried, or was only passed on, is nothing final', async () => {
    const answer = '450 4.2.0 Greylisted'
    for (const action of ['delayed', 'relayed', 'expanded']) {
      expect(await only(aBounce({ action, status: '4.2.0', answer }))).toMatchObject({ verdict: 'pending' })
    }
  })

  test('of a message that arrived says so', async () => {
    const told = await only(aBounce({ action: 'delivered', status: '2.1.5', answer: '250 2.1.5 Ok' }))
    expect(told).toMatchObject({ verdict: 'delivered', reason: null })
  })

  test('is no verdict on an address when it is said of another one, or of the sender', async () => {
    const forwarded = '550 5.1.1 <somebody@elsewhere.example> User unknown'
    expect(await only(aBounce({ answer: forwarded }))).toMatchObject({ verdict: 'soft', reason: 'other' })
    const sender = '550 5.1.1 User unknown (in reply to MAIL FROM command)'
    expect(await only(aBounce({ answer: sender }))).toMatchObject({ verdict: 'soft', reason: 'sender-refused' })
  })

  test('is read to its end for each of several recipients', async () => {
    const second =
      'Final-Recipient: rfc822; mia@example.com\r\nAction: failed\r\nStatus: 5.2.2\r\n\r\n--b\r\nContent-Type: text/rfc'
    const reading = await readBounce(aBounce().replace('--b\r\nContent-Type: text/rfc', second))
    expect(reading).toMatchObject({ recipients: [{ verdict: 'hard' }, { verdict: 'soft', reason: 'mailbox-full' }] })
  })
})

describe('a complaint', () => {
  test('names the message, and who complained if the loop says it', async () => {
    expect(await only(aComplaint(ID, 'ines@example.com'))).toMatchObject({
      verdict: 'complaint',
      addresses: ['ines@example.com'],
      messageIds: [`${ID}@aquila.example`],
    })
    expect(await only(aComplaint(ID, null))).toMatchObject({ verdict: 'complaint', addresses: [] })
  })

  test.each(['not-spam', 'auth-failure', 'virus', 'made-up'])('"%s" is none', async (type) => {
    expect(await only(aComplaint(ID, 'ines@example.com', type))).toMatchObject({ verdict: 'pending' })
  })
})

describe('a mail that follows no standard', () => {
  test('of qmail is read', async () => {
    const raw = mail(
      'From: MAILER-DAEMON@mx.example.com',
      'To: hello@aquila.example',
      'Subject: failure notice',
      '',
      "Hi. This is the qmail-send program. I'm afraid I wasn't able to deliver your message.",
      '',
      '<ines@example.com>:',
      '192.0.2.1 does not like recipient.',
      'Remote host said: 550 5.1.1 No such user here',
      '',
      '--- Below this line is a copy of the message.',
      '',
      'Return-Path: <hello@aquila.example>',
      `Message-ID: <${ID}@aquila.example>`,
      'To: ines@example.com',
      '',
      'Hello Ines, 550 5.2.2 mailbox full is what you asked about.',
    )
    const expected = { verdict: 'hard', addresses: ['ines@example.com'], messageIds: [`${ID}@aquila.example`] }
    expect(await only(raw)).toMatchObject(expected)
  })

  test('of Amazon SES is read, also when a server has cut its line', async () => {
    const notification = JSON.stringify({
      notificationType: 'Bounce',
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: [
          {
            emailAddress: 'ines@example.com',
            action: 'failed',
            status: '5.1.1',
            diagnosticCode: 'smtp; 550 5.1.1 user unknown',
          },
        ],
      },
      mail: { messageId: '0101-ses', commonHeaders: { messageId: `<${ID}@aquila.example>` } },
    })
    const cut = `${notification.slice(0, 90)}!\r\n ${notification.slice(90)}`
    for (const json of [notification, cut]) {
      const raw = mail(
        'From: no-reply@sns.amazonaws.com',
        'Subject: AWS Notification Message',
        '',
        json,
        '',
        '--',
        'Stop: …',
      )
      expect(await only(raw)).toMatchObject({ verdict: 'hard', messageIds: [`${ID}@aquila.example`] })
    }
  })
})

describe('what is no report', () => {
  test('an answer of a machine is an auto-reply (RFC 3834)', async () => {
    const headers = ['From: ines@example.com', 'To: hello@aquila.example', `In-Reply-To: <${ID}@aquila.example>`]
    for (const mark of [
      'Auto-Submitted: auto-replied (vacation)',
      'X-Autoreply: yes',
      'Subject: Out of office: back on Monday',
    ]) {
      expect(await readBounce(mail(...headers, mark, '', 'I am away until Monday.'))).toEqual({ kind: 'auto-reply' })
    }
  })

  test('an answer of a person is unknown, whatever stands in it', async () => {
    const raw = mail(
      'From: Ines <ines@example.com>',
      'To: hello@aquila.example',
      'Subject: Re: Undelivered Mail Returned to Sender',
      `In-Reply-To: <${ID}@aquila.example>`,
      '',
      'I got this: 550 5.1.1 <ines@example.com> User unknown',
      'Final-Recipient: rfc822; ines@example.com',
      'Action: failed',
      'Status: 5.1.1',
    )
    expect(await readBounce(raw)).toEqual({ kind: 'unknown' })
  })

  test.each([
    ['nothing', ''],
    ['no mail', 'hello'],
    ['zero bytes', '\0'.repeat(1000)],
    [
      'parts in parts',
      Array.from({ length: 500 }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`).join(
        '',
      ),
    ],
    ['messages in messages', 'Content-Type: message/rfc822\r\n\r\n'.repeat(2000)],
    ['headers without end', 'Subject: x\r\n'.repeat(100_000)],
    ['one long line', 'a'.repeat(1_000_000)],
    ['encoded words without end', `Subject: ${'=?utf-8?B?'.repeat(100_000)}\r\n\r\n`],
  ])('%s is unknown', async (_name, raw) => {
    expect(await readBounce(raw)).toEqual({ kind: 'unknown' })
    expect(await readBounce(Buffer.from(raw))).toEqual({ kind: 'unknown' })
  })

  test.each(['<', '550 ', 'a@b ', 'Final-Recipient: ', '-'.repeat(70), 'x: y\r\n', 'address '])(
    'a report full of "%s" is read to its end',
    async (piece) => {
      const raw = aBounce({ answer: 'none' }).replace('I am sorry', piece.repeat(100_000 / piece.length))
      expect((await readBounce(raw)).kind).toBe('report')
      expect(['report', 'unknown']).toContain((await readBounce(aBounce({ answer: piece.repeat(20_000) }))).kind)
    },
  )
})
