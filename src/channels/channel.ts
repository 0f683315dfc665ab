import { z } from 'zod'

/** Every way to reach a customer; `chat` and `call` are handed over to an agent. */
export const ChannelName = z.enum(['email', 'sms', 'chat', 'call', 'webhook']).meta({ id: 'ChannelName' })
export type ChannelName = z.infer<typeof ChannelName>

export const Purpose = z.enum(['marketing', 'service']).meta({ id: 'Purpose' })
export type Purpose = z.infer<typeof Purpose>

/** What people and models write, slots included. Only e-mail has a subject. */
export type Content = { subject?: string | undefined; body: string }

/** What the customer gets: the whole plain-text part, the HTML part made from it, and the headers. */
export type Rendered = { text: string; html: string | null; headers: Record<string, string> }

/** Who writes: all of it comes from the brand policy. */
export type Sender = { name: string; email: string; replyTo: string | null; postalAddress: string }

/** What a channel puts around merged content. `sender` is null until the brand policy is set. */
export type Frame = {
  sender: Sender | null
  /** Address of this revision's unsubscribe page, with its token. */
  unsubscribeUrl: string
  /** Links that code put into the content: the only ones that become links in HTML. */
  links: string[]
  /** The customer's language as BCP 47, if known. */
  locale: string | null
  /** Lines that the brand owes its readers, in the customer's language. */
  disclosures?: readonly string[]
}

/** Text of people for a mail program or a telephone: one kind of line end, none around it. */
const paragraphsOf = (text: string): string => text.replace(/\r\n?/g, '\n').trim()

/** What an agent hands over: the content, and below it what the brand owes the reader. */
export const handedOver = (content: Content, { disclosures = [] }: Frame): Rendered => ({
  text: `${[paragraphsOf(content.body), ...disclosures].join('\n\n')}\n`,
  html: null,
  headers: {},
})

/** A channel: what it can carry, whom it reaches, how it makes the final message. Pure: one file and one line in the list. */
export type Channel = {
  name: ChannelName
  hasSubject: boolean
  /** UTF-16 units after the merge. */
  limits: { subject: number; body: number }
  /** True when sender, postal address and opt-out belong to the message itself. */
  needsSender: boolean
  /** True when no program sends it: it waits until an agent takes it over. */
  takenOver?: true
  /** The address this channel writes to, or null when the customer has none. */
  addressOf(customer: { id: string; email: string | null; phone: string | null }): string | null
  render(content: Content, frame: Frame): Rendered
}

/** One approved message on its way out. `deliveryId` is the idempotency key for providers that take one. */
export type Outgoing = {
  deliveryId: string
  recipient: string
  purpose: Purpose
  sender: Sender
  subject: string
  rendered: Rendered
}

/**
 * How a hand-over ended. `not_sent`: nothing can have gone out, a retry is safe. `refused`: the provider said no for good,
 * with `suppress` when nothing may be sent there again: nobody is there, or who is told it to stop. `unknown`: it may or may
 * not have gone out.
 */
export type HandOver =
  | { outcome: 'sent'; providerMessageId: string }
  | { outcome: 'not_sent'; reason: string }
  | { outcome: 'refused'; reason: string; suppress?: 'stop_keyword' | 'hard_bounce' }
  | { outcome: 'unknown'; reason: string }

/** The sending end of a channel, opened from the configuration. */
export type Transport = {
  /** True when handing over the same delivery twice has the effect of once. */
  idempotent: boolean
  send(message: Outgoing): Promise<HandOver>
  /** Lets go of what it holds open; without it, it holds nothing. */
  close?(): Promise<void>
}
