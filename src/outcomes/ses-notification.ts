import { z } from 'zod'
import type { RecipientStatus } from './delivery-status.ts'
import { addressIn } from './mail-parts.ts'
import { statusIn } from './refusal.ts'

const Recipient = z.looseObject({
  emailAddress: z.string(),
  status: z.string().optional(),
  action: z.string().optional(),
  diagnosticCode: z.string().optional(),
})

/** What Amazon SES publishes about a message; SNS sends it by mail to those who asked for it. */
const Notification = z.looseObject({
  notificationType: z.enum(['Bounce', 'Complaint', 'Delivery']),
  bounce: z
    .looseObject({
      bounceType: z.string(),
      bounceSubType: z.string().optional(),
      bouncedRecipients: z.array(Recipient).max(100),
    })
    .optional(),
  complaint: z.looseObject({ complainedRecipients: z.array(Recipient).max(100) }).optional(),
  delivery: z.looseObject({ recipients: z.array(z.string()).max(100) }).optional(),
  mail: z
    .looseObject({
      messageId: z.string().optional(),
      commonHeaders: z.looseObject({ messageId: z.string().optional() }).optional(),
    })
    .optional(),
})

export type Notified = { recipients: RecipientStatus[]; isComplaint: boolean; messageIds: string[] }

/** The notification in a text, or null when there is none. */
export function readNotification(text: string): Notified | null {
  const begin = text.indexOf('{"notificationType"')
  if (begin === -1) return null
  // Servers on the way cut long lines at `!`; what SNS adds below the JSON is not part of it.
  const unfolded = text.slice(begin).replace(/!\r?\n /g, '')
  const end = unfolded.search(/\r?\n(?:\r?\n)?--/)
  const read = Notification.safeParse(parse(end === -1 ? unfolded : unfolded.slice(0, end)))
  if (!read.success) return null
  const { notificationType, bounce, complaint, delivery, mail } = read.data
  const isComplaint = notificationType === 'Complaint'
  const told = bounce?.bouncedRecipients ?? complaint?.complainedRecipients ?? []
  const statuses = told.map(({ emailAddress, action, status, diagnosticCode }) => ({
    addresses: listed(emailAddress),
    action: action ?? (isComplaint ? 'complaint' : 'failed'),
    status: status === undefined ? null : statusIn(status),
    answer: diagnosticCode ?? `${bounce?.bounceType} ${bounce?.bounceSubType}`,
  }))
  const delivered = (delivery?.recipients ?? []).map((address) => ({
    addresses: listed(address),
    action: 'delivered',
    status: null,
    answer: '',
  }))
  const messageIds = [mail?.commonHeaders?.messageId, mail?.messageId].filter((id) => id !== undefined)
  return { recipients: [...statuses, ...delivered], isComplaint, messageIds }
}

const listed = (text: string): string[] => {
  const address = addressIn(text)
  return address === null ? [] : [address]
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
