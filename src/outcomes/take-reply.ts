import { hashAddress, normalizeAddress } from '../delivery/address.ts'
import { findLastText } from '../delivery/claim-store.ts'
import { readReply } from '../delivery/reply-keyword.ts'
import { deleteStopKeyword, loadAddressSecret } from '../delivery/suppression-store.ts'
import { suppressAddress } from '../delivery/suppress-address.ts'
import { emit } from '../events.ts'
import { type OutcomeDeps, recordOutcome } from './record-outcome.ts'

/** A text message that somebody sent to us, as its provider hands it on. Its words are read and not kept. */
export type Reply = {
  from: string
  text: string
  messageId: string
  /** What the provider itself has taken it for, where it looks for keywords of its own. */
  keyword: 'STOP' | 'START' | 'HELP' | null
}

/**
 * Does what a reply asks for: STOP and its relatives end text messages to that number, START ends what a STOP began and no
 * other suppression. Each is noted as a reply to the last message, for a person to read where the provider keeps it, with
 * `may-mean-stop` when it may. The provider confirms and answers HELP; from us goes nothing.
 */
export async function takeReply(deps: OutcomeDeps, { from, text, messageId, keyword }: Reply): Promise<void> {
  const asked = keyword === null ? readReply(text) : KEYWORDS[keyword]
  if (asked === 'stop') {
    await suppressAddress(deps, { channel: 'sms', address: from, reason: 'stop_keyword', by: null })
  }
  const deliveryId = await findLastText(deps.db, normalizeAddress('sms', from))
  const occurredAt = deps.now()
  const detail = asked === 'other' ? {} : { reason: asked }
  const recorded =
    deliveryId === null
      ? 'no-such-delivery'
      : await recordOutcome(deps, { ...FROM_PROVIDER, deliveryId, type: 'replied', detail, messageId, occurredAt })
  // Providers post again what was not answered in time: a START that comes again must not lift a STOP that came after it.
  if (asked === 'start' && recorded !== 'duplicate') await begin(deps, from)
}

async function begin(deps: OutcomeDeps, phone: string): Promise<void> {
  const hash = hashAddress(await loadAddressSecret(deps.db), 'sms', phone)
  const lifted = await deleteStopKeyword(deps.db, hash, 'sms')
  if (lifted) emit(deps.log, { event: 'suppression-lifted', channel: 'sms', reason: 'stop_keyword' })
}

const KEYWORDS = { STOP: 'stop', START: 'start', HELP: 'help' } as const

/** Signed by the provider, so that it needs no key; the recipient was looked up by us. */
const FROM_PROVIDER = {
  providerMessageId: null,
  bounce: null,
  source: 'sms',
  principalId: null,
  recipients: null,
} as const

export type StatusReport = { deliveryId: string; messageId: string; status: string; errorCode: string | null }

/** Numbers that will never take a text message: unknown, landline, not mobile, blocked by who has it. */
const DEAD_NUMBER = new Set(['21211', '21614', '30004', '30005', '30006'])

/** Takes what the provider tells of a message on its way. Only its end counts. */
export async function takeStatus(
  deps: OutcomeDeps,
  { deliveryId, messageId, status, errorCode }: StatusReport,
): Promise<void> {
  const isBounced = status === 'undelivered' || status === 'failed'
  if (!isBounced && status !== 'delivered') return
  const code = errorCode ?? ''
  const told = isBounced
    ? ({ type: 'bounced', bounce: DEAD_NUMBER.has(code) ? 'hard' : 'soft' } as const)
    : ({ type: 'delivered', bounce: null } as const)
  const report = {
    ...FROM_PROVIDER,
    ...told,
    deliveryId,
    messageId: `${deliveryId} ${messageId} ${status}`,
    occurredAt: deps.now(),
  }
  await recordOutcome(deps, { ...report, detail: /^\d{4,6}$/.test(code) ? { reason: code } : {} })
}
