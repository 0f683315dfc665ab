import type { messages as Protocol, PGlite } from '@electric-sql/pglite'

const MARK = '\ufeff'
const MARK_BYTES = Buffer.from(MARK)
const DATA_ROW = 'D'.charCodeAt(0)

type Messages = Awaited<ReturnType<PGlite['execProtocolStream']>>

/**
 * Text is read as it was stored: the embedded database decodes each value with a `TextDecoder`, which takes a leading
 * U+FEFF for a byte order mark and drops it. Every query goes through `execProtocolStream`; `execProtocol` does the same and
 * hands out the server's bytes too, from which the marks are put back.
 */
export function keepByteOrderMarks(instance: PGlite): PGlite {
  instance.execProtocolStream = async (message, options) => {
    const { messages, data } = await instance.execProtocol(message, options)
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    if (bytes.includes(MARK_BYTES)) putBack(messages, bytes)
    return messages
  }
  return instance
}

/** Walks the server's messages (PostgreSQL, Message Formats: a letter, then the length of the rest) beside the decoded ones. */
function putBack(messages: Messages, bytes: Buffer): void {
  const rows = messages.filter((message) => message.name === 'dataRow') as Protocol.DataRowMessage[]
  let row = 0
  for (let at = 0; at < bytes.length; at += 1 + bytes.readInt32BE(at + 1)) {
    if (bytes[at] !== DATA_ROW) continue
    const { fields } = rows[row++]!
    let start = at + 7
    for (const [index, text] of fields.entries()) {
      const length = bytes.readInt32BE(start)
      start += 4
      if (text === null) continue
      if (MARK_BYTES.equals(bytes.subarray(start, start + Math.min(length, 3)))) fields[index] = MARK + text
      start += length
    }
  }
}
