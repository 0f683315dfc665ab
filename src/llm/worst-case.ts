import type { LanguageModelUsage } from 'ai'
import { z } from 'zod'
import { answerSchema } from './answer.ts'
import type { Ended } from './ask.ts'
import type { Amount } from './budget-store.ts'
import { costUsd, type Writer } from './price.ts'

/** What a call is made of, as far as its size goes. */
export type Sized = { system: string; user: string; hasSubject: boolean; maxOutputTokens: number }

/** Tokens that a provider adds around the parts of a prompt, with much to spare. */
const FRAME_TOKENS = 200
/** No token of a common vocabulary stands for more bytes: whoever counts fewer tokens than that has not counted. */
const MOST_BYTES_PER_TOKEN = 128

const schemaBytes = { true: bytesOfSchema(true), false: bytesOfSchema(false) }

function bytesOfSchema(hasSubject: boolean): number {
  return Buffer.byteLength(JSON.stringify(z.toJSONSchema(answerSchema(hasSubject))))
}

/**
 * The most tokens that a call can take. A vocabulary of bytes has a token for each byte at worst (byte-pair encoding only joins
 * them), and the provider stops the answer, with all that the model thinks, at `maxOutputTokens`.
 */
export function mostTokens(call: Sized): { input: number; output: number } {
  const text = Buffer.byteLength(call.system) + Buffer.byteLength(call.user)
  // The form of the answer is part of what the model reads; some providers write it out at greater length.
  const form = 2 * schemaBytes[`${call.hasSubject}`]
  return { input: text + form + FRAME_TOKENS, output: call.maxOutputTokens }
}

/** What providers count a call as before they make it: four characters to a token, and all that may be answered. */
export function likelyTokens(call: Sized): number {
  return Math.ceil((Buffer.byteLength(call.system) + Buffer.byteLength(call.user)) / 4) + call.maxOutputTokens
}

/** The most that one call can cost. */
export function mostOf(writer: Writer, call: Sized, at: Date): Amount {
  const { input, output } = mostTokens(call)
  return { usd: priceOf(writer, { input, output, cached: 0 }, at), tokens: input + output }
}

/**
 * What a call cost, as far as anybody can know: what the provider says when that can be true, nothing when it refused the call
 * before it did any work, and otherwise (a call that took too long or broke off, counts that cannot be) the most it can have
 * cost, which null stands for.
 */
export function chargeOf(
  writer: Writer,
  call: Sized,
  outcome: Ended<unknown> | 'broken-off',
  at: Date,
): { usd: string | null; tokens: number | null } {
  const whole = { usd: null, tokens: null }
  if (outcome === 'broken-off') return whole
  if (outcome.usage === undefined) {
    return 'failure' in outcome && wasTurnedAway(outcome.failure.status) ? { usd: '0', tokens: 0 } : whole
  }
  const counted = plausible(call, outcome.usage, 'answer' in outcome ? JSON.stringify(outcome.answer) : '')
  if (counted === null) return whole
  return { usd: priceOf(writer, counted, at), tokens: counted.input + counted.output }
}

/** RFC 9110: statuses with which a server says that it did not do what it was asked; 408 and 409 may come after the work. */
const wasTurnedAway = (status: number | undefined): boolean =>
  status === 503 || (status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 409)

/** The counts of a provider when they can be true; null when they cannot. */
function plausible(
  call: Sized,
  { inputTokens, outputTokens, inputTokenDetails }: LanguageModelUsage,
  answer: string,
): { input: number; output: number; cached: number } | null {
  const most = mostTokens(call)
  const sent = Buffer.byteLength(call.system) + Buffer.byteLength(call.user)
  const cached = inputTokenDetails.cacheReadTokens ?? 0
  const isCount = (count: number | undefined, least: number, limit: number): count is number =>
    Number.isSafeInteger(count) && count! >= least && count! <= limit
  if (!isCount(inputTokens, sent / MOST_BYTES_PER_TOKEN, most.input)) return null
  if (!isCount(outputTokens, Buffer.byteLength(answer) / MOST_BYTES_PER_TOKEN, most.output)) return null
  return isCount(cached, 0, inputTokens) ? { input: inputTokens, output: outputTokens, cached } : null
}

/** Billionths of a dollar, rounded up, as a decimal. */
function priceOf(writer: Writer, tokens: { input: number; output: number; cached: number }, at: Date): string | null {
  const { input, output, cached } = tokens
  const usd = costUsd(writer, { inputTokens: input, outputTokens: output, cachedTokens: cached }, at)
  return usd === null ? null : (Math.ceil(usd * 1e9 - 1e-6) / 1e9).toFixed(9)
}
