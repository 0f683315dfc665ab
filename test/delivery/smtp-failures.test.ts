import { describe, expect, test } from 'vitest'
import { openSmtp } from '../../src/channels/mail-transport.ts'
import { closedUrl } from '../support/openai-server.ts'
import { anOutgoing, startSmtpServer, startTroubledServer, type Trouble } from './smtp.ts'

describe('a hand-over that fails', () => {
  const NOT_SENT: Trouble[] = [
    { at: 'greeting', does: '421 too busy' },
    { at: 'greeting', does: '554 not for you' },
    { at: 'greeting', does: 'hangs up' },
    { at: 'greeting', does: 'falls silent' },
    { at: 'EHLO', does: 'hangs up' },
    { at: 'EHLO', does: '421 going down' },
    { at: 'MAIL', does: '451 later' },
    { at: 'MAIL', does: 'hangs up' },
    { at: 'RCPT', does: '450 mailbox busy' },
    { at: 'RCPT', does: '421 going down' },
    { at: 'RCPT', does: 'hangs up' },
    { at: 'RCPT', does: 'falls silent' },
    { at: 'DATA', does: '452 disk full' },
    { at: 'DATA', does: 'hangs up' },
    { at: 'final dot', does: '451 try again' },
    { at: 'final dot', does: '421 going down' },
  ]
  const REFUSED: Trouble[] = [
    { at: 'MAIL', does: '553 not this sender' },
    { at: 'RCPT', does: '550 no such mailbox' },
    { at: 'DATA', does: '554 no' },
    { at: 'final dot', does: '554 looks like spam' },
  ]
  // The server may have stored it before its answer was lost (RFC 1047).
  const UNKNOWN: Trouble[] = [
    { at: 'half of the message', does: 'hangs up' },
    { at: 'final dot', does: 'hangs up' },
    { at: 'final dot', does: 'falls silent' },
    { at: 'final dot', does: '999 what' },
  ]
  const cases = [
    ...NOT_SENT.map((trouble) => ({ ...trouble, outcome: 'not_sent' })),
    ...REFUSED.map((trouble) => ({ ...trouble, outcome: 'refused' })),
    ...UNKNOWN.map((trouble) => ({ ...trouble, outcome: 'unknown' })),
  ]

  test.each(cases)('at the $at the server says or does "$does": $outcome', async ({ at, does, outcome }) => {
    const server = await startTroubledServer({ at, does })
    const transport = openSmtp(`${server.url}?socketTimeout=1000&greetingTimeout=1000`)
    try {
      const size = at === 'half of the message' ? 300_000 : 10
      const result = await transport.send(anOutgoing({ text: 'é'.repeat(size) }))
      expect(result).toMatchObject({ outcome })
      // Nobody sends it again behind our back.
      expect(server.counts.dots).toBe(at === 'final dot' ? 1 : 0)
    } finally {
      await transport.close()
      await server.stop()
    }
  })

  test.each<[`${number} ${string}`, string | undefined]>([
    ['550 5.1.1 User unknown', 'hard_bounce'],
    ['550 5.1.10 Null MX', 'hard_bounce'],
    ['553 5.1.2 No such domain', 'hard_bounce'],
    // About us, about the mailbox at this hour, and what may be about anything.
    ['550 5.7.1 Relaying denied for 5.1.1', undefined],
    ['552 5.2.2 Mailbox full', undefined],
    ['550 User unknown', undefined],
    ['450 4.1.1 Try again', undefined],
  ])('a recipient who is refused with "%s" is suppressed as: %s', async (does, suppress) => {
    const server = await startTroubledServer({ at: 'RCPT', does })
    const transport = openSmtp(server.url)
    const result = await transport.send(anOutgoing())
    expect('suppress' in result ? result.suppress : undefined).toBe(suppress)
    await transport.close()
    await server.stop()
  })

  test.each([
    ['nobody listens', async () => (await closedUrl()).replace(/^http(.*)\/v1$/, 'smtp$1')],
    ['the host is not known', async () => 'smtp://nowhere.invalid'],
  ])('%s: not sent', async (_, url) => {
    const transport = openSmtp(await url())
    expect(await transport.send(anOutgoing())).toMatchObject({ outcome: 'not_sent' })
    await transport.close()
  })

  test('a wrong password is not the message’s fault: not sent', async () => {
    const server = await startSmtpServer({
      authOptional: false,
      onAuth: (_auth, _session, done) => done(new Error('no')),
      allowInsecureAuth: true,
    })
    const transport = openSmtp(server.url.replace('smtp://', 'smtp://user:wrong@'))
    expect(await transport.send(anOutgoing())).toMatchObject({ outcome: 'not_sent' })
    await transport.close()
    await server.stop()
  })

  test('a connection that the server dropped while it was idle costs nothing', async () => {
    const server = await startSmtpServer({ socketTimeout: 300 })
    const transport = openSmtp(server.url)
    expect(await transport.send(anOutgoing())).toMatchObject({ outcome: 'sent' })
    await new Promise((resolve) => setTimeout(resolve, 800))
    expect(await transport.send(anOutgoing())).toMatchObject({ outcome: 'sent' })
    expect(server.received).toHaveLength(2)
    await transport.close()
    await server.stop()
  })

  test('a closed transport sends nothing', async () => {
    const server = await startSmtpServer()
    const transport = openSmtp(server.url)
    await transport.close()
    expect(await transport.send(anOutgoing())).toMatchObject({ outcome: 'not_sent' })
    await server.stop()
  })
})
