import { z } from 'zod'
import type { SignalType } from '../signal.ts'
import { distinct, IdField, namedProduct, productFields, TextField } from './fields.ts'

const Properties = z.looseObject({
  ...productFields,
  topic: TextField,
  status: TextField,
  ticketId: IdField,
  ticket_id: IdField,
  resolved: z
    .union([z.boolean(), z.enum(['true', 'false']), z.null()], { error: 'must be true or false' })
    .optional()
    .transform((resolved) => resolved === true || resolved === 'true'),
})
type Contact = { topic?: string | undefined; status?: string | undefined; resolved?: boolean | undefined }

const TROUBLE =
  /complain|broken|broke\b|defect|damage|fault|refund|return|warranty|missing|wrong|not working|does ?n.t work|late\b/i
const ORDER =
  /\border[\s_-]?(status|tracking|question)|\btrack(ing)?\b|where is my order|\bdelivery[\s_-]?(date|status)/i
const QUESTION = /question|enquiry|inquiry|\bhow to\b|\badvice\b|\binformation\b|\bpre-?sales?\b/i

export const isResolved = (contact: Contact): boolean =>
  contact.resolved === true || /^(resolved|solved|closed|done)$/i.test(contact.status?.trim() ?? '')

/** What a support contact is about; a topic that nobody named is taken as trouble, so that it is not sold over. */
export function supportMatter(contact: Contact): 'question' | 'order' | 'trouble' {
  const topic = contact.topic ?? ''
  if (TROUBLE.test(topic)) return 'trouble'
  if (ORDER.test(topic)) return 'order'
  return QUESTION.test(topic) ? 'question' : 'trouble'
}

const DESCRIPTIONS = {
  question: 'asked support a question',
  order: 'asked support about an order',
  trouble: 'contacted support',
} as const

export const supportContacted: SignalType<z.infer<typeof Properties>> = {
  type: 'support-contacted',
  origin: 'stated',
  party: 'first',
  properties: Properties,
  eventNames: [
    'Support Contacted',
    'Contacted Support',
    'Support Requested',
    'Support Ticket Created',
    'Support Ticket Opened',
    'Support Ticket Resolved',
    'Support Ticket Solved',
    'Support Ticket Closed',
  ],
  implied: {
    'Support Ticket Resolved': { resolved: true },
    'Support Ticket Solved': { resolved: true },
    'Support Ticket Closed': { resolved: true },
  },
  weight: 1,
  productIds: (properties) => distinct([namedProduct(properties)]),
  category: () => null,
  describe: (properties) => {
    const what = isResolved(properties) ? 'had a support request resolved' : DESCRIPTIONS[supportMatter(properties)]
    return namedProduct(properties) === undefined ? what : `${what} about a product`
  },
  isComplaint: (properties) => !isResolved(properties) && supportMatter(properties) === 'trouble',
}
