import { z } from 'zod'

/**
 * What a model answers, as it goes over the wire: plain strings, no bounds, so that every provider's strict mode takes it.
 * Lengths and rules are the guardrails' business.
 */
const claims = z.array(z.object({ text: z.string(), facts: z.array(z.string()) }))
export const SubjectAnswer = z.object({ subject: z.string(), body: z.string(), claims })
export const BodyAnswer = z.object({ body: z.string(), claims })
export type Answer = { subject?: string | undefined; body: string; claims: { text: string; facts: string[] }[] }

/** The answer's schema for a channel with or without a subject. */
export const answerSchema = (hasSubject: boolean): z.ZodType<Answer> => (hasSubject ? SubjectAnswer : BodyAnswer)
