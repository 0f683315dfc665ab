/**
 * The plain-text part of a mail, decoded (RFC 2045, section 6) and with CRLF as LF, or null when it has none. Reads what this
 * service writes: one level of parts, UTF-8.
 */
export function textPartOf(mail: Buffer): string | null {
  const message = mail.toString('latin1')
  const boundary = /^content-type:\s*multipart\/[^\n]*(?:\r?\n[ \t][^\n]*)*?boundary="?([^"\r\n;]+)"?/im.exec(
    message,
  )?.[1]
  const parts = boundary === undefined ? [message] : message.split(`--${boundary}`).slice(1)
  for (const part of parts) {
    const end = /\r?\n\r?\n/.exec(part)
    if (end === null) continue
    const head = part.slice(0, end.index)
    if (!/^content-type:\s*text\/plain\b/im.test(head)) continue
    const encoding = /^content-transfer-encoding:\s*(\S+)/im.exec(head)?.[1]?.toLowerCase() ?? '7bit'
    // The line break before a boundary belongs to the boundary (RFC 2046, section 5.1.1).
    const body = part.slice(end.index + end[0].length)
    const own = boundary === undefined ? body : body.replace(/\r?\n$/, '')
    return decode(own, encoding).toString('utf8').replaceAll('\r\n', '\n')
  }
  return null
}

function decode(body: string, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64')
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1')
  const joined = body.replace(/=[ \t]*\r?\n/g, '')
  const bytes = joined.replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1')
}
