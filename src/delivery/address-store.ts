import { createHash } from 'node:crypto'
import { type SQL, sql } from 'drizzle-orm'
import type { ChannelName } from '../channels/channel.ts'

/** HMAC (RFC 2104) pads its key to the block of SHA-256 and combines it with these two bytes. */
const BLOCK_BYTES = 64
const INNER = 0x36
const OUTER = 0x5c

/** The address of customer `c` by a channel, in the one spelling that `normalizeAddress` gives it; null without one. */
export function addressSql(channel: ChannelName): SQL {
  switch (channel) {
    // Stored addresses are ASCII, which every database puts into lower case alike.
    case 'email':
      return sql`lower(c.email collate "C")`
    case 'sms':
    case 'call':
      return sql`c.phone`
    case 'webhook':
      return sql`c.id`
    case 'chat':
      return sql`null::text`
  }
}

/** What `hashAddress` gives, worked out by the database: for a million addresses at once, which then never leave it. */
export function addressHashSql(secret: string, address: SQL): SQL {
  const bytes = Buffer.from(secret)
  const key = bytes.length > BLOCK_BYTES ? createHash('sha256').update(bytes).digest() : bytes
  const pad = (byte: number): string => {
    const padded = Buffer.alloc(BLOCK_BYTES, byte)
    for (const [index, value] of key.entries()) padded[index]! ^= value
    return padded.toString('hex')
  }
  return sql`encode(sha256(decode(${pad(OUTER)}, 'hex') || sha256(decode(${pad(INNER)}, 'hex') || convert_to(${address}, 'UTF8'))), 'hex')`
}
