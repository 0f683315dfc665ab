import { type BounceReason, isHard } from './bounce-reason.ts'
import { ofLines, recipientsIn, splitReport } from './bounce-text.ts'
import { readDeliveryStatus, type RecipientStatus } from './delivery-status.ts'
import { addressesIn, fieldsIn, type HeaderField, type MailParts, readParts, valueOf } from './mail-parts.ts'
import { reasonOf, replyIn, statusIn } from './refusal.ts'
import { readNotification } from './ses-notification.ts'

/** What a mail says of one recipient. `pending`: nothing final; it is still being tried, or was only passed on. */
export type RecipientReport = {
  /** In small letters; empty when the mail does not say. */
  addresses: string[]
  verdict: 'hard' | 'soft' | 'pending' | 'delivered' | 'complaint'
  /** RFC 3463, such as `5.1.1`. */
  status: string | null
  reason: BounceReason | null
}

/** What a mail is. An `auto-reply` (RFC 3834) says that somebody is away, which is no outcome. */
export type MailReading =
  | {
      kind: 'report'
      recipients: RecipientReport[]
      /** Ids of the message that it may be about, without angle brackets; the surest first. */
      messageIds: string[]
    }
  | { kind: 'auto-reply' }
  | { kind: 'unknown' }

/**
 * What came back: a delivery status notification (RFC 3464), a complaint (RFC 5965), one of the many reports that follow no
 * standard, or something else. Never throws, and takes bounded time. A stranger wrote it: nothing in it is certain.
 */
export async function readBounce(raw: Uint8Array | string): Promise<MailReading> {
  const parts = await readParts(raw)
  if (parts === null) return { kind: 'unknown' }
  const found = readWhole(parts)
  // Gateways put another server's report into one of their own that says nothing.
  const saysLittle = found === null || found.recipients.every(({ reason }) => reason === 'other')
  const inner = saysLittle && parts.returned !== '' ? await readParts(parts.returned) : null
  const within = inner === null ? null : readWhole(inner)
  const best = within ?? found
  if (best !== null) return { kind: 'report', ...best }
  return { kind: isAutoReply(parts.headers) ? 'auto-reply' : 'unknown' }
}

function readWhole(parts: MailParts): Found | null {
  const { report, returned } = splitReport(parts.text)
  return readReport(parts, report, fieldsIn(parts.returned === '' ? returned : parts.returned))
}

/** Recipients of one report that are looked at: a message of ours has one. */
const MOST_RECIPIENTS = 100

/** RFC 5322, section 3.6.4; only what may stand there. */
const MESSAGE_ID = /[!-;=?-~]{1,250}@[!-;=?-~]{1,250}/g

type Found = { recipients: RecipientReport[]; messageIds: string[] }

function readReport(parts: MailParts, report: string, original: HeaderField[]): Found | null {
  const { headers } = parts
  const messageIds = (...more: (string | null)[]): string[] => [
    ...new Set(
      [valueOf(original, 'message-id'), ...more, valueOf(headers, 'in-reply-to'), valueOf(headers, 'references')]
        .flatMap((value) => value?.slice(0, 2000).match(MESSAGE_ID) ?? [])
        .slice(0, 50),
    ),
  ]
  const notified = readNotification(parts.text)
  if (notified !== null) {
    return {
      recipients: notified.recipients.map((one) => toReport(one, '')),
      messageIds: messageIds(...notified.messageIds),
    }
  }
  const sentTo = addressesIn(valueOf(original, 'x-hmxmroriginalrecipient', 'to'))
  const complained = readComplaint(parts, sentTo)
  if (complained !== null) return { recipients: complained, messageIds: messageIds() }

  if (parts.statuses.length === 0 && !isFromMailServer(headers, report)) return null
  const read = (parts.statuses.length > 0 ? parts.statuses : statusesWithin(report)).map(readDeliveryStatus)
  const stated = read.flatMap(({ recipients }) => recipients).slice(0, MOST_RECIPIENTS)
  const envelopeIds = read.map(({ envelopeId }) => envelopeId)
  if (stated.length > 0) {
    const explained = recipientsIn(
      report,
      stated.flatMap(({ addresses }) => addresses.map((address) => address.toLowerCase())),
      [],
    )
    const recipients = stated.map((one) => {
      const named = explained.find(({ addresses }) =>
        one.addresses.some((address) => address.toLowerCase() === addresses[0]),
      )
      return toReport(one, stated.length === 1 ? report : (named?.answer ?? ''))
    })
    return { recipients, messageIds: messageIds(...envelopeIds) }
  }
  const known = addressesIn(valueOf(headers, 'x-failed-recipients'))
  const notThese = ['from', 'to', 'delivered-to'].flatMap((name) => addressesIn(valueOf(headers, name)))
  const told = recipientsIn(report, known, notThese)
  const recipients = told.length > 0 ? told : [ofLines(sentTo, report)]
  return { recipients: recipients.map((one) => toReport(one, report)), messageIds: messageIds() }
}

/** Some write the fields of a status part into the text. */
const statusesWithin = (report: string): string[] => {
  const begin = report.search(/^(?:original|final)-recipient:/im)
  return begin === -1 ? [] : [report.slice(Math.max(0, begin - 500))]
}

/** @param explanation what the report says to people about this recipient */
function toReport({ addresses, action, status, answer }: RecipientStatus, explanation: string): RecipientReport {
  const given = { addresses: addresses.map((address) => address.toLowerCase()), status: statusIn(answer) ?? status }
  if (action === 'complaint') return { ...given, verdict: 'complaint', reason: null }
  if (action === 'delivered') return { ...given, verdict: 'delivered', reason: null }
  // Passed on to where no report comes from, or only asked about (RFC 3464, section 2.3.3).
  if (['relayed', 'expanded', 'deliverable'].includes(action ?? ''))
    return { ...given, verdict: 'pending', reason: null }
  const first = reasonOf(answer, given.status)
  const isVague = first === 'other' || (first === 'filtered' && /in reply to rcpt\s+to/i.test(explanation))
  const told = isVague ? reasonOf(explanation, given.status) : first
  const reason = isHard(told) ? (aboutSomethingElse({ addresses, action, status, answer }, explanation) ?? told) : told
  if (action === 'delayed' || (action === null && STILL_TRIED.test(explanation))) {
    return { ...given, verdict: 'pending', reason }
  }
  // `4`: come again later, whatever else it says (RFC 5321, section 4.2.1).
  const isTemporary =
    (given.status ?? replyIn(answer) ?? '').startsWith('4') && !(action === 'failed' && status === '4.1.1')
  return { ...given, verdict: isHard(reason) && !isTemporary ? 'hard' : 'soft', reason }
}

/** What reads like a dead address and is not said of ours. */
function aboutSomethingElse({ addresses, status, answer }: RecipientStatus, explanation: string): BounceReason | null {
  const context = `${answer} ${explanation}`.slice(0, 10_000)
  if (/in reply to mail\s+from|after mail from/i.test(context)) return 'sender-refused'
  // Refused when the message had been read: the address was taken before, so it is the message that is not wanted.
  const isAfterData = /in reply to\s+end\s+of\s+data|after end of data|>>> data\s+<<< 5/i.test(context)
  if (isAfterData && status?.startsWith('5.1.') !== true && /user unknown|unknown user/i.test(answer)) return 'filtered'
  // A program at the other end failed.
  if (/command output:|couldn.?t create/i.test(answer)) return 'system'
  // Somebody else to whom it was forwarded.
  const named = addressesIn(answer)
  return named.length > 0 && !named.some((address) => addresses.some((own) => own.toLowerCase() === address))
    ? 'other'
    : null
}

const STILL_TRIED =
  /this is a warning message only|temporary failure report|will (?:continue to )?(?:be )?(?:try|retried|keep trying)|do(?:es)? not need to re-?send|no action is required on your part/i

/** Kinds of feedback (RFC 5965, section 7.3) in which a person says: not this. `not-spam` says the opposite. */
const COMPLAINTS = /^(?:abuse|fraud|opt-out|opt-out-list|miscategorized|other)$/i

function readComplaint(parts: MailParts, sentTo: string[]): RecipientReport[] | null {
  const report = (addresses: string[], verdict: 'complaint' | 'pending'): RecipientReport => ({
    addresses: addresses.map((address) => address.toLowerCase()),
    verdict,
    status: null,
    reason: null,
  })
  if (parts.feedback !== null) {
    const fields = fieldsIn(parts.feedback)
    const named = fields
      .filter(({ name }) => ['original-rcpt-to', 'removal-recipient'].includes(name))
      .flatMap(({ value }) => addressesIn(value))
    const recipients = named.length > 0 ? named : sentTo
    const isComplaint = COMPLAINTS.test(valueOf(fields, 'feedback-type') ?? '')
    return [report(recipients, isComplaint ? 'complaint' : 'pending')]
  }
  // Outlook.com's reports have no part that says so.
  const subject = valueOf(parts.headers, 'subject') ?? ''
  const isOutlook = /^\s*complaint about message from /i.test(subject) && parts.returned !== ''
  return isOutlook ? [report(sentTo, 'complaint')] : null
}

const SERVER =
  /mailer-?daemon|mail-?daemon|post_?master|mail delivery|mail administrator|delivery (?:sub)?system|delivery agent|message delivery/i
const SUBJECT =
  /undeliver|failure notice|deliver\w* (?:status )?(?:notif|fail|report|problem|delay)|returned mail|return(?:ed)? to sender|mail (?:delivery|system error)|(?:mail|message|delivery).{0,20}(?:failure|failed|rejected|refused|not (?:be )?delivered)|could not (?:be )?deliver|non-deliver|unable to deliver|warning: could not send/i

/** True for what a mail server wrote. An answer of a person is none, whatever numbers stand in it. */
const isFromMailServer = (headers: readonly HeaderField[], report: string): boolean =>
  valueOf(headers, 'x-failed-recipients') !== null ||
  SERVER.test(valueOf(headers, 'from') ?? '') ||
  // Nobody can be answered: only programs send so (RFC 5321, section 4.5.5).
  (valueOf(headers, 'return-path')?.trim() === '<>' &&
    SUBJECT.test(`${valueOf(headers, 'subject')} ${report.slice(0, 2000)}`))

/** RFC 3834, section 5, and what was used before it. */
const isAutoReply = (headers: readonly HeaderField[]): boolean =>
  /^\s*auto-(?:replied|notified)/i.test(valueOf(headers, 'auto-submitted') ?? '') ||
  ['x-autoreply', 'x-autorespond', 'x-autoresponder'].some((name) => valueOf(headers, name) !== null) ||
  /^\s*auto_?reply/i.test(valueOf(headers, 'precedence') ?? '') ||
  /^\s*(?:out of (?:the )?office|automatic reply|auto(?:matic)?[ -]?(?:reply|response)|autoreply|away from)/i.test(
    valueOf(headers, 'subject') ?? '',
  )
