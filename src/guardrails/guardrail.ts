import { z } from 'zod'
import type { Brief, SlotValues } from '../briefs/brief.ts'
import type { Content } from '../channels/channel.ts'

export const Severity = z.enum(['block', 'warn']).meta({ id: 'Severity' })

/** Where in the content; counted in UTF-16 units, `end` not included. */
export const Span = z
  .strictObject({ field: z.enum(['subject', 'body']), start: z.int().min(0), end: z.int().min(0) })
  .meta({ id: 'Span' })
export type Span = z.infer<typeof Span>

export const Finding = z
  .strictObject({
    rule: z.string(),
    severity: Severity,
    /** One plain sentence for the person who reviews. */
    message: z.string(),
    span: Span.nullable(),
    /** Ids of the facts concerned. */
    facts: z.array(z.string()),
  })
  .meta({ id: 'Finding' })
export type Finding = z.infer<typeof Finding>

/** A sentence of the message and the facts it rests on, as the model says. */
export const Claim = z.strictObject({ text: z.string(), facts: z.array(z.string()) }).meta({ id: 'Claim' })
export type Claim = z.infer<typeof Claim>

/**
 * The text under test, before the merge: slots are still slots. `slots` is what code will put in; `rendered` is the whole plain
 * text that the customer gets; `orders` is the text of the prompt that asked for it.
 */
export type CheckedMessage = {
  content: Content
  claims: Claim[]
  slots: SlotValues
  rendered: string
  orders?: string
}

/** One rule about messages. Pure: the same message and brief always give the same findings, in text order. */
export type Guardrail = { rule: string; check(message: CheckedMessage, brief: Brief): Finding[] }
