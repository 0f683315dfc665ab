import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type MailReading, readBounce, type RecipientReport } from '../../src/outcomes/read-bounce.ts'
import { documentedKinds } from './documented-kinds.ts'

const folder = fileURLToPath(new URL('../../../shared/corpora/sisimai-bounces/', import.meta.url))
const mails = readdirSync(folder)
  .filter((name) => name.endsWith('.eml'))
  .map((name) => ({ name, raw: readFileSync(folder + name) }))

/** A delay is documented as a soft bounce; what was only passed on or checked, as none. */
const kindOf = ({ verdict, reason }: RecipientReport): string =>
  verdict === 'delivered' ? 'none' : verdict === 'pending' ? (reason === null ? 'none' : 'soft') : verdict
const kindsOf = (reading: MailReading): string[] =>
  reading.kind === 'report' ? [...new Set(reading.recipients.map(kindOf))].toSorted() : [reading.kind]

/** Mails that are read differently from how they are documented, and why that stays so. */
const DISAGREEMENTS: Record<string, string> = {
  'lhost-apachejames-01.eml': '"no such user here" is documented as filtered here, as unknown user in lhost-verizon-02',
  'lhost-fml-03.eml': 'a mailing list tells its owner of a message that came twice: nothing came back',
  'lhost-interscanmss-03.eml': 'the only server that names a reason does so inside of the returned message',
  'lhost-postfix-07.eml': '"User unknown" and no more is documented as filtered',
  'lhost-receivingses-02.eml': '"5.1.1 Mailbox does not exist" is documented as filtered',
  'lhost-sendmail-14.eml': 'a person forwards a bounce: what people write is never one',
  'lhost-x1-01.eml': '"User unknown" and no more is documented as filtered',
  'lhost-x1-02.eml': '"User unknown" and no more is documented as filtered',
  'lhost-x2-01.eml':
    '"This user doesn\'t have a … account" is documented as filtered, as unknown user in rhost-yahooinc-03',
  'lhost-zoho-02.eml':
    'one of two recipients: "5.2.1 User Unknown" is documented as filtered here, as unknown user in lhost-exim-02',
  'lhost-zoho-03.eml': '"mailbox unavailable" is documented as filtered here, as unknown user in lhost-sendmail-37',
  'rfc3464-01.eml': 'text and status part contradict one another; the status part counts',
  'rfc3464-35.eml': 'one of three recipients: "550 user unknown" is documented as filtered',
}

/** "Undisclosed Recipients"; who sent it to himself, which hides who is meant; and an address without a mailbox. */
const NAMELESS = ['arf-11.eml', 'lhost-qmail-08.eml', 'lhost-sendmail-15.eml']

describe('real mails that came back', () => {
  test('are all documented', () => {
    expect(mails).toHaveLength(280)
    expect(mails.filter(({ name }) => !documentedKinds.has(name))).toEqual([])
  })

  test('are hard, soft, complaints or answers as documented, but for those that are listed', async () => {
    const different: string[] = []
    for (const { name, raw } of mails) {
      const kinds = kindsOf(await readBounce(raw))
      if (kinds.join() !== documentedKinds.get(name)!.toSorted().join()) different.push(name)
    }
    expect(different).toEqual(Object.keys(DISAGREEMENTS))
    expect(1 - different.length / mails.length).toBeGreaterThanOrEqual(0.95)
  })

  test('name somebody, unless the mail hides it', async () => {
    const nameless: string[] = []
    for (const { name, raw } of mails) {
      const reading = await readBounce(raw)
      if (reading.kind === 'report' && reading.recipients.some(({ addresses }) => addresses.length === 0))
        nameless.push(name)
    }
    expect(nameless).toEqual(NAMELESS)
  })

  test('are read without a throw when they are cut at any place', async () => {
    for (const { raw } of mails) {
      const step = Math.max(1, Math.floor(raw.length / 25))
      for (let end = 0; end < raw.length; end += step) await readBounce(raw.subarray(0, end))
    }
  })

  test('are read without a throw with any bytes in them', async () => {
    for (const [index, { raw }] of mails.entries()) {
      const random = chance(index + 1)
      for (let round = 0; round < 8; round++) {
        const mutated = Buffer.from(raw)
        for (let hits = 0; hits < 40; hits++) mutated[random(mutated.length)] = random(256)
        await readBounce(mutated)
        // Parts in another order.
        const at = random(mutated.length)
        await readBounce(Buffer.concat([mutated.subarray(at), mutated.subarray(0, at)]))
      }
    }
  })
})

/** Whole numbers below `limit`, the same ones each time (Park and Miller, 1988). */
function chance(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647
    return state % limit
  }
}
