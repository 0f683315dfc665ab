import PostalMime, { type Email } from 'postal-mime'

/** The parts of a mail that a report can be in, as text. */
export type MailParts = {
  headers: readonly HeaderField[]
  /** What people would read, at most `MAX_TEXT` characters. */
  text: string
  /** Each `message/delivery-status` part (RFC 3464). */
  statuses: readonly string[]
  /** The `message/feedback-report` part (RFC 5965). */
  feedback: string | null
  /** The returned message or its headers, when they have a part of their own. */
  returned: string
}

/** A header field; its name in small letters, its value unfolded. */
export type HeaderField = { name: string; value: string }

/** Bytes of a mail that are read: reports come first, and what follows is the message that was sent. */
export const MAX_READ_BYTES = 256 * 1024
/** Characters of a part that are looked through. */
const MAX_TEXT = 64 * 1024

const STATUS = /^message\/(?:global-)?delivery-status/
const FEEDBACK = /^message\/feedback-report/
const RETURNED = /^(?:message\/(?:rfc822|global|partial)|(?:text|message)\/(?:rfc822|global)-headers?)/

/**
 * Takes a mail apart. postal-mime has no dependency, keeps every status part as a part, and works in linear time; mailparser
 * brings 27 packages and makes status parts one with the text.
 * @returns null for what cannot be read as mail (too deep, too many headers)
 */
export async function readParts(raw: Uint8Array | string): Promise<MailParts | null> {
  const head = typeof raw === 'string' ? raw.slice(0, MAX_READ_BYTES) : raw.subarray(0, MAX_READ_BYTES)
  let mail: Email
  try {
    mail = await PostalMime.parse(head, {
      forceRfc822Attachments: true,
      maxNestingDepth: 20,
      maxHeadersSize: 256 * 1024,
    })
  } catch {
    return null
  }
  const contents = mail.attachments.map(({ mimeType, content }) => ({ mimeType, text: toText(content) }))
  const named = (type: RegExp): string[] => contents.filter((part) => type.test(part.mimeType)).map((part) => part.text)
  const plain = named(/^text\/(?:plain|html)/)
  const text = [mail.text ?? withoutTags(mail.html ?? ''), ...plain].join('\n')
  // A mail whose boundary is broken has no parts; what it says is still there.
  const body = text.trim() === '' && contents.length === 0 ? bodyOf(head) : text
  return {
    headers: mail.headers.map(({ key, value }) => ({ name: key, value })),
    text: body.slice(0, MAX_TEXT),
    statuses: named(STATUS),
    feedback: named(FEEDBACK)[0] ?? null,
    returned: named(RETURNED).join('\n').slice(0, MAX_TEXT),
  }
}

const toText = (content: ArrayBuffer | Uint8Array | string): string =>
  typeof content === 'string' ? content : new TextDecoder('latin1').decode(content).slice(0, MAX_TEXT)

function bodyOf(raw: Uint8Array | string): string {
  const text = typeof raw === 'string' ? raw : new TextDecoder('latin1').decode(raw)
  const begin = text.search(/\r?\n\r?\n/)
  return begin === -1 ? '' : text.slice(begin, begin + MAX_TEXT)
}

const withoutTags = (html: string): string =>
  html
    .slice(0, MAX_TEXT)
    .replace(/<(?:br|\/p|\/div|\/tr|\/td)\b[^<>]{0,200}>/gi, '\n')
    .replace(/<[^<>]{1,2000}>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** Header fields of a text that begins with some; folded lines are put together (RFC 5322, section 2.2.3). */
export function fieldsIn(text: string): HeaderField[] {
  const fields: HeaderField[] = []
  for (const line of text.split(/\r?\n/)) {
    if (/^[ \t]/.test(line) && fields.length > 0) fields.at(-1)!.value += ` ${line.trim()}`
    else {
      const colon = line.indexOf(':')
      if (colon > 0 && /^[\w-]+$/.test(line.slice(0, colon).trimEnd())) {
        fields.push({ name: line.slice(0, colon).trimEnd().toLowerCase(), value: line.slice(colon + 1).trim() })
      }
    }
  }
  return fields
}

export const valueOf = (fields: readonly HeaderField[], ...names: string[]): string | null =>
  fields.find((field) => names.includes(field.name))?.value ?? null

const ADDRESS = /[^\s<>()[\],;:"']{1,64}@[^\s<>()[\],;:"'@]{1,255}/

/** The first e-mail address in a text, as it is written there. */
export const addressIn = (text: string | null): string | null =>
  text === null ? null : (ADDRESS.exec(text.slice(0, 2000))?.[0].replace(/\.+$/, '') ?? null)

/** Every e-mail address in a text, at most 100, in small letters. */
export const addressesIn = (text: string | null): string[] => [
  ...new Set(
    [...(text ?? '').slice(0, 20_000).matchAll(new RegExp(ADDRESS, 'g'))]
      .slice(0, 100)
      .map(([address]) => address.replace(/\.+$/, '').toLowerCase()),
  ),
]
