import { z } from 'zod'
import { call } from '../channels/call.ts'
import { chat } from '../channels/chat.ts'
import type { ChannelName } from '../channels/channel.ts'
import { email } from '../channels/email.ts'
import { MAX_SMS_SEGMENTS } from '../channels/sms-size.ts'

/** Below these no honest message fits. */
const LEAST = { subject: 40, body: 400, chat: 200 }

const EmailLength = z
  .strictObject({
    subject: z.int().min(LEAST.subject).max(email.limits.subject).optional(),
    body: z.int().min(LEAST.body).max(email.limits.body).optional(),
  })
  .meta({ id: 'EmailLength' })
const SmsLength = z
  .strictObject({ segments: z.int().min(1).max(MAX_SMS_SEGMENTS) })
  .meta({ id: 'SmsLength', description: 'Segments of the whole SMS, its last line and disclosures included' })
const ChatLength = z.strictObject({ body: z.int().min(LEAST.chat).max(chat.limits.body) }).meta({ id: 'ChatLength' })
const CallLength = z.strictObject({ body: z.int().min(LEAST.body).max(call.limits.body) }).meta({ id: 'CallLength' })

/** Lengths that the brand wants to stay below. They only tighten what a channel allows. */
export const MaxLength = z
  .strictObject({
    email: EmailLength.optional(),
    sms: SmsLength.optional(),
    chat: ChatLength.optional(),
    call: CallLength.optional(),
  })
  .meta({ id: 'MaxLength' })
export type MaxLength = z.infer<typeof MaxLength>

type Limits = { subject: number; body: number }

/** The channel's limits, or the brand's where they are tighter; `segments` only where the brand wants fewer. */
export function tightened(channel: ChannelName, limits: Limits, wanted: MaxLength): Limits & { segments?: number } {
  const most: { subject?: number | undefined; body?: number | undefined } =
    channel === 'email' || channel === 'chat' || channel === 'call' ? (wanted[channel] ?? {}) : {}
  return {
    subject: Math.min(limits.subject, most.subject ?? limits.subject),
    body: Math.min(limits.body, most.body ?? limits.body),
    ...(channel === 'sms' && wanted.sms !== undefined ? { segments: wanted.sms.segments } : {}),
  }
}
