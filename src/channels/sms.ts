import type { Channel, Content, Frame, Rendered } from './channel.ts'
import { withPlainSpaces } from './sms-size.ts'

const STOP: Record<string, string> = {
  en: 'reply STOP to opt out',
  de: 'Abmelden mit STOP',
  es: 'baja respondiendo STOP',
  fr: 'STOP pour ne plus en recevoir',
}

/** Body, what the brand owes the reader, and a last line that says who writes and how to end it. No line break at the end: it would count. */
function render(content: Content, { sender, locale, disclosures = [] }: Frame): Rendered {
  const body = content.body.replace(/\r\n?/g, '\n').trim()
  const stop = STOP[locale?.split('-')[0]?.toLowerCase() ?? 'en'] ?? STOP['en']
  const last = sender === null ? [] : [`${sender.name.replace(/\s+/g, ' ').trim()}: ${stop}`]
  return { text: withPlainSpaces([body, ...disclosures, ...last].join('\n')), html: null, headers: {} }
}

/** A text message. Its limit in characters is for who writes; what counts is segments, which the checks count. */
export const sms: Channel = {
  name: 'sms',
  hasSubject: false,
  limits: { subject: 0, body: 420 },
  needsSender: true,
  addressOf: (customer) => customer.phone,
  render,
}
