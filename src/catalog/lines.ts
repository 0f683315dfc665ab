/** One line of a file, counted from 1. `bytes` is null when the line is longer than allowed. */
export type Line = { number: number; bytes: Uint8Array | null }

const NEWLINE = 0x0a

/**
 * Cuts bytes into lines as they come; empty lines are counted and passed over. Holds no more than one line of the allowed
 * length, however long the input or one line of it is. Lines end with LF; a CR before it stays.
 */
export function lineSplitter(maxBytes: number): { push(chunk: Uint8Array): Iterable<Line>; end(): Iterable<Line> } {
  let parts: Uint8Array[] = []
  let length = 0
  let number = 0

  const keep = (part: Uint8Array): void => {
    length += part.length
    if (length > maxBytes) parts = []
    else parts.push(part)
  }
  const finish = (): Line | null => {
    number += 1
    if (length === 0) return null
    const line = { number, bytes: length > maxBytes ? null : joined(parts, length) }
    parts = []
    length = 0
    return line
  }
  return {
    *push(chunk) {
      let from = 0
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
        if (at > from) keep(chunk.subarray(from, at))
        from = at + 1
        const line = finish()
        if (line !== null) yield line
      }
      if (from < chunk.length) keep(chunk.subarray(from))
    },
    *end() {
      const line = finish()
      if (line !== null) yield line
    },
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) return parts[0]!
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
