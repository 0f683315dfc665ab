import crypto from 'node:crypto'

let last = ''

/**
 * A new UUIDv7, greater than every one that this process made before, so that what came first in a batch is first in a list.
 * Within a millisecond the random part counts up (RFC 9562, section 6.2, method 2).
 */
export function newId(): string {
  const id = crypto.randomUUIDv7()
  last = id > last ? id : successor(last)
  return last
}

/** The last twelve hex digits are 48 random bits: that they are all set, nobody will see. */
const successor = (id: string): string =>
  id.slice(0, 24) + (parseInt(id.slice(24), 16) + 1).toString(16).padStart(12, '0')
