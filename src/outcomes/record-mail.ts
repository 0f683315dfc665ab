import { createHash } from 'node:crypto'
import { findByProviderIds, findDelivery } from '../delivery/store.ts'
import { emit } from '../events.ts'
import { MAX_READ_BYTES } from './mail-parts.ts'
import { readBounce, type RecipientReport } from './read-bounce.ts'
import { type OutcomeDeps, recordOutcome, type Recorded } from './record-outcome.ts'

export type MailResult = {
  /** What the mail is: a report about messages, the answer of a machine, or something else. */
  kind: 'report' | 'auto-reply' | 'unknown'
  accepted: number
  duplicates: number
  /** Why parts of a report have no outcome. */
  ignored: ('nothing-final' | Exclude<Recorded, 'accepted' | 'duplicate'>)[]
}

/** Ids in a mail that are looked for; the first that is ours counts. */
const MOST_IDS = 10
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Reads a mail that came back and writes down what it says of our deliveries. Anybody can write such a mail: it counts only
 * for a delivery that it names and a recipient that is that delivery's, and lets nothing go out again. The same mail, however
 * it comes, counts once.
 */
export async function recordMail(deps: OutcomeDeps, raw: Uint8Array): Promise<MailResult> {
  const reading = await readBounce(raw)
  const result: MailResult = { kind: reading.kind, accepted: 0, duplicates: 0, ignored: [] }
  if (reading.kind === 'report') {
    const mailId = createHash('sha256').update(raw.subarray(0, MAX_READ_BYTES)).digest('hex')
    const deliveryId = await findNamed(deps, reading.messageIds)
    for (const [index, recipient] of reading.recipients.entries()) {
      const recorded = await recordRecipient(deps, recipient, deliveryId, `${mailId}:${index}`)
      if (recorded === 'accepted') result.accepted += 1
      else if (recorded === 'duplicate') result.duplicates += 1
      else result.ignored.push(recorded)
    }
  }
  const { kind, accepted, duplicates, ignored } = result
  emit(deps.log, { event: 'mail-read', kind, accepted, duplicates, ignored: ignored.length })
  return result
}

/** The delivery that a mail is about. Ids of our own mails begin with it; other servers may have given them another one. */
async function findNamed({ db }: OutcomeDeps, messageIds: readonly string[]): Promise<string | null> {
  for (const messageId of messageIds.slice(0, MOST_IDS)) {
    const [local = ''] = messageId.split('@', 1)
    const providerId = `<${messageId}>`
    const found = UUID.test(local)
      ? (await findDelivery(db, local))?.id
      : (await findByProviderIds(db, [providerId])).get(providerId)
    if (found !== undefined) return found
  }
  return null
}

const TYPES = { hard: 'bounced', soft: 'bounced', delivered: 'delivered', complaint: 'complained' } as const

async function recordRecipient(
  deps: OutcomeDeps,
  { addresses, verdict, status, reason }: RecipientReport,
  deliveryId: string | null,
  messageId: string,
): Promise<Recorded | 'nothing-final'> {
  if (verdict === 'pending') return 'nothing-final'
  return recordOutcome(deps, {
    deliveryId,
    providerMessageId: null,
    type: TYPES[verdict],
    bounce: verdict === 'hard' || verdict === 'soft' ? verdict : null,
    detail: { ...(status === null ? {} : { status }), ...(reason === null ? {} : { reason }) },
    // When it was written is for its writer to say; when it came is certain.
    occurredAt: deps.now(),
    source: 'mail',
    messageId,
    principalId: null,
    // Feedback loops often leave out who complained (RFC 6590); the message, which only that person got, says it.
    recipients: verdict === 'complaint' && addresses.length === 0 ? null : addresses,
  })
}
