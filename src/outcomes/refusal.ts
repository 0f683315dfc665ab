import type { BounceReason } from './bounce-reason.ts'
import { VAGUE, WORDS } from './refusal-words.ts'

/** What the enumerated codes of RFC 3463 and the IANA registry of mail status codes say, by detail. */
const CODES: Readonly<Record<string, BounceReason>> = {
  '1.1': 'no-such-user',
  '1.2': 'no-such-domain',
  '1.3': 'no-such-user',
  '1.6': 'moved',
  '1.7': 'sender-refused',
  '1.8': 'sender-refused',
  '1.9': 'bad-message',
  '1.10': 'no-mail-here',
  '2.1': 'mailbox-disabled',
  '2.2': 'mailbox-full',
  '2.3': 'too-large',
  '3.1': 'mailbox-full',
  '3.2': 'system',
  '3.4': 'too-large',
  '4.1': 'not-reached',
  '4.2': 'not-reached',
  '4.3': 'not-reached',
  '4.4': 'no-such-domain',
  '4.5': 'too-much',
  '4.6': 'not-reached',
  '4.7': 'expired',
  '7.1': 'policy',
  '7.2': 'policy',
  '7.9': 'not-authenticated',
  '7.13': 'mailbox-disabled',
  '7.20': 'not-authenticated',
  '7.23': 'not-authenticated',
  '7.25': 'bad-reputation',
  '7.26': 'not-authenticated',
  '7.27': 'sender-refused',
  '7.28': 'too-much',
}

/** Characters of a server's answer that are looked at. */
const MAX_ANSWER = 2000

/**
 * The reason behind a server's answer. Words go before codes, which many servers use loosely.
 * @param status a code of RFC 3463, such as `5.1.1`
 */
export function reasonOf(answer: string, status: string | null): BounceReason {
  const text = answer
    .slice(0, MAX_ANSWER)
    .toLowerCase()
    .replace(/[\s_]+/g, ' ')
    .replace(/<[^<>\s]{0,320}>/g, '<>')
    // The address of an explanation holds words of other reasons too; who explains, says enough.
    .replace(/https?:\/\/([^/\s]{1,100})\S*/g, '$1')
    // Zoho's first words on every refusal.
    .replaceAll('invalid address, error code', '')
  const [, detail = ''] = /^[45]\.(\d{1,3}\.\d{1,3})$/.exec(status ?? '') ?? []
  return firstOf(WORDS, text) ?? CODES[detail] ?? firstOf(VAGUE, text) ?? 'other'
}

const firstOf = (list: readonly [BounceReason, RegExp][], text: string): BounceReason | undefined =>
  list.find(([, words]) => words.test(text))?.[0]

/** The code of RFC 3463 in an answer, or null. */
export const statusIn = (text: string): string | null =>
  /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(text.slice(0, MAX_ANSWER))?.[0] ?? null

/** The reply code of SMTP in an answer (RFC 5321, section 4.2), or null. */
export const replyIn = (text: string): string | null =>
  /(?<![\d.])[45][0-5]\d(?=[ \-#]|$)/m.exec(text.slice(0, MAX_ANSWER))?.[0] ?? null
