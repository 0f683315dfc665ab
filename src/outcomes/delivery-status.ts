import { addressIn, fieldsIn, type HeaderField, valueOf } from './mail-parts.ts'

/** What a mail server says of one recipient, as it says it. */
export type RecipientStatus = {
  /** Every spelling of the recipient that the report gives: as it was sent, and where it ended. */
  addresses: string[]
  action: string | null
  /** RFC 3463. */
  status: string | null
  /** What the server that refused it answered. */
  answer: string
}

const ADDRESS_FIELDS = ['original-recipient', 'final-recipient', 'x-actual-recipient']

/** A report has fields of its own, then a group for each recipient (RFC 3464, section 2.1). */
export function readDeliveryStatus(text: string): { envelopeId: string | null; recipients: RecipientStatus[] } {
  const groups = text.split(/\r?\n[ \t]*\r?\n/).flatMap((group) => byRecipient(fieldsIn(group)))
  const recipients = groups.filter((fields) => valueOf(fields, ...ADDRESS_FIELDS, 'action', 'status') !== null)
  return {
    envelopeId: valueOf(groups.flat(), 'original-envelope-id'),
    recipients: recipients.map((fields) => ({
      addresses: [...new Set(ADDRESS_FIELDS.flatMap((name) => addressIn(afterType(valueOf(fields, name))) ?? []))],
      action:
        valueOf(fields, 'action')
          ?.toLowerCase()
          .match(/[a-z]+/)?.[0] ?? null,
      status: valueOf(fields, 'status')?.match(/[245]\.\d{1,3}\.\d{1,3}/)?.[0] ?? null,
      answer: quoted(afterType(valueOf(fields, 'diagnostic-code'))) ?? valueOf(fields, 'status') ?? '',
    })),
  }
}

/** Some leave out the empty line between two recipients. */
function byRecipient(fields: readonly HeaderField[]): HeaderField[][] {
  const groups: HeaderField[][] = [[]]
  for (const field of fields) {
    if (field.name === 'final-recipient' && valueOf(groups.at(-1)!, 'final-recipient') !== null) groups.push([])
    groups.at(-1)!.push(field)
  }
  return groups
}

/** `rfc822; ines@example.com` and `smtp; 550 …` begin with the kind of what follows. */
const afterType = (value: string | null): string | null => value?.replace(/^\s*[\w.-]{1,40}\s*;\s*/, '') ?? null

/** Amazon SES puts words of its own before what the other server said: `5.1.0 - Unknown address error 550-'…'`. */
const quoted = (answer: string | null): string | null =>
  answer?.replace(/^\d\.\d{1,3}\.\d{1,3} - [\w ]{1,60} (?=\d{3}-')/, '') ?? null
