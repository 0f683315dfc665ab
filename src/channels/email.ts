import type { Channel, Content, Frame, Rendered, Sender } from './channel.ts'

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character]!)

/**
 * A header value is one line: what would begin another header becomes a space (RFC 5322, section 2.2). What mail programs
 * would decode into other words than the approved ones (RFC 2047, section 2) is broken up.
 */
export const headerLine = (text: string): string =>
  text
    .replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ')
    .replaceAll('=?', '= ?')
    .trim()

/** `"Name" <address>`, as RFC 5322 quotes it. */
export const formatAddress = (name: string, address: string): string =>
  `"${headerLine(name).replace(/["\\]/g, '\\$&')}" <${address}>`

const lines = (text: string): string => text.replace(/\r\n?/g, '\n')

const STOP: Record<string, string> = {
  en: 'You do not want these messages? One click ends them:',
  de: 'Sie möchten diese Nachrichten nicht? Ein Klick genügt:',
  es: '¿No desea estos mensajes? Basta un clic:',
  fr: 'Vous ne voulez plus de ces messages ? Un clic suffit :',
}

function footer(sender: Sender, { unsubscribeUrl, locale, disclosures = [] }: Frame): string {
  const stop = STOP[locale?.split('-')[0]?.toLowerCase() ?? 'en'] ?? STOP['en']
  return [...disclosures, `${sender.name}, ${sender.postalAddress}`, stop, unsubscribeUrl].join('\n')
}

/**
 * Makes links of these addresses, which come longest first: one that begins another must be found neither instead of it nor
 * inside of it. Without a pattern: each message has an address of its own, and a pattern takes longer to make than to use.
 */
function linked(html: string, addresses: readonly string[]): string {
  let done = ''
  for (let rest = html; ;) {
    const [next] = addresses
      .map((address) => ({ address, at: rest.indexOf(address) }))
      .filter(({ at }) => at !== -1)
      .toSorted((a, b) => a.at - b.at)
    if (next === undefined) return done + rest
    done += `${rest.slice(0, next.at)}<a href="${next.address}">${next.address}</a>`
    rest = rest.slice(next.at + next.address.length)
  }
}

/** Paragraphs of escaped text; an address becomes a link only when code put it there. */
function toHtml(text: string, links: readonly string[]): string {
  const known = links
    .filter((link) => link !== '')
    .map(escapeHtml)
    .toSorted((a, b) => b.length - a.length)
  const paragraphs = text
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${linked(escapeHtml(paragraph), known).replaceAll('\n', '<br>\n')}</p>`)
  return `<!doctype html>\n<html><head><meta charset="utf-8"></head>\n<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; max-width: 40em">\n${paragraphs.join('\n')}\n</body></html>\n`
}

function render(content: Content, frame: Frame): Rendered {
  const { sender, unsubscribeUrl } = frame
  const body = lines(content.body).trim()
  const text = sender === null ? `${body}\n` : `${body}\n\n--\n${lines(footer(sender, frame))}\n`
  const headers: Record<string, string> = { Subject: headerLine(content.subject ?? '') }
  if (sender !== null) {
    headers['From'] = formatAddress(sender.name, sender.email)
    headers['Reply-To'] = sender.replyTo ?? sender.email
    // Who can be unsubscribed from has a name to filter by (RFC 2919); without it, spam filters take it for half a list.
    headers['List-Id'] = `<messages.${sender.email.split('@').at(-1)}>`
  }
  headers['List-Unsubscribe'] = `<${unsubscribeUrl}>`
  headers['List-Unsubscribe-Post'] = 'List-Unsubscribe=One-Click'
  headers['Auto-Submitted'] = 'auto-generated'
  return { text, html: toHtml(text.trimEnd(), [...frame.links, unsubscribeUrl]), headers }
}

export const email: Channel = {
  name: 'email',
  hasSubject: true,
  limits: { subject: 120, body: 4000 },
  needsSender: true,
  addressOf: (customer) => customer.email,
  render,
}
