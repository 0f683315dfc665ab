import { setTimeout as delay } from 'node:timers/promises'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import { generateText, NoObjectGeneratedError, Output, type LanguageModelUsage } from 'ai'
import { answerSchema, type Answer } from './answer.ts'
import { failureOfError, failureOfFinish, llmProblem } from './llm-problems.ts'
import type { Model } from './model.ts'
import { costUsd } from './price.ts'
import { decideRetry, type Failure } from './retry.ts'

export type Call = {
  system: string
  user: string
  /** True when the channel has a subject line. */
  hasSubject: boolean
  /** Names the prompt and version, never a person: it goes into traces and keys the provider's prompt cache. */
  functionId: string
  maxOutputTokens: number
  temperature?: number
  signal?: AbortSignal
}

/** Who wrote and what it took, summed over every attempt. `costUsd` is null when any part of it has no known price. */
export type Use = { id: string; fallback: boolean; inputTokens: number; outputTokens: number; costUsd: number | null }

/** Clock and chance, passed in so that tests neither wait nor guess. */
export type Timing = {
  /** Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<unknown>
  /** In [0, 1). */
  random(): number
  /** Epoch milliseconds. */
  now(): number
  /** Time limit of one attempt, in milliseconds. */
  attemptMs: number
}

const REAL: Timing = {
  sleep: async (ms, signal) => {
    await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted())
  },
  random: Math.random,
  now: Date.now,
  attemptMs: 60_000,
}

const WITH_SUBJECT = Output.object({ schema: answerSchema(true), name: 'message' })
const BODY_ONLY = Output.object({ schema: answerSchema(false), name: 'message' })
const REPAIR = '\n\nYour last answer did not have the asked form. Answer with that one JSON object and nothing else.'

/**
 * Asks the model for one message. Retries by `decideRetry`; the fallback writes when the provider is down.
 * @throws Problem from `llm-problems.ts`, free of prompt and answer text; the signal's own reason when it aborts.
 */
export async function generate(model: Model, call: Call, timing: Timing = REAL): Promise<{ answer: Answer; use: Use }> {
  const use: Use = { id: model.id, fallback: false, inputTokens: 0, outputTokens: 0, costUsd: 0 }
  const ask = async (writer: LanguageModelV4, asked: Call) => {
    const outcome = await askOnce(writer, asked, timing)
    if (outcome.usage !== undefined) spend(use, writer, model.baseUrl, outcome.usage, timing.now())
    return outcome
  }
  let asked = call
  for (let attempt = 1; ; attempt++) {
    const outcome = await ask(model.primary, asked)
    if ('answer' in outcome) return { answer: outcome.answer, use }
    const next = decideRetry(outcome.failure, attempt, timing.random())
    if (!next.again) {
      if (next.down && model.fallback !== null) {
        const standIn = await ask(model.fallback, call)
        if ('answer' in standIn) {
          return { answer: standIn.answer, use: { ...use, id: model.fallback.modelId, fallback: true } }
        }
      }
      throw llmProblem(outcome.failure)
    }
    if (next.change === 'repair') asked = { ...asked, user: call.user + REPAIR }
    if (next.change === 'double-limit') asked = { ...asked, maxOutputTokens: asked.maxOutputTokens * 2 }
    if (next.waitMs > 0) await timing.sleep(next.waitMs, call.signal)
  }
}

type Outcome = { usage: LanguageModelUsage | undefined } & ({ answer: Answer } | { failure: Failure })

/** One call. What went wrong comes back by name, so that no SDK error travels further; only the abort reason is thrown. */
async function askOnce(writer: LanguageModelV4, call: Call, timing: Timing): Promise<Outcome> {
  call.signal?.throwIfAborted()
  let usage: LanguageModelUsage | undefined
  try {
    const result = await generateText({
      model: writer,
      instructions: call.system,
      prompt: call.user,
      output: call.hasSubject ? WITH_SUBJECT : BODY_ONLY,
      maxOutputTokens: call.maxOutputTokens,
      ...(call.temperature === undefined ? {} : { temperature: call.temperature }),
      ...(call.signal === undefined ? {} : { abortSignal: call.signal }),
      timeout: timing.attemptMs,
      maxRetries: 0,
      // Both APIs may keep what they are sent unless told not to.
      providerOptions: { openai: { store: false, strictJsonSchema: true, promptCacheKey: call.functionId } },
      telemetry: { functionId: call.functionId, recordInputs: false, recordOutputs: false },
    })
    usage = result.usage
    const failure = failureOfFinish(result.finishReason)
    return failure === null ? { usage, answer: result.output } : { usage, failure }
  } catch (error) {
    call.signal?.throwIfAborted()
    if (NoObjectGeneratedError.isInstance(error)) usage = error.usage
    return { usage, failure: failureOfError(error, timing.now()) }
  }
}

function spend(
  use: Use,
  writer: LanguageModelV4,
  baseUrl: string | undefined,
  usage: LanguageModelUsage,
  now: number,
): void {
  const { inputTokens, outputTokens, inputTokenDetails } = usage
  const tokens = { inputTokens, outputTokens, cachedTokens: inputTokenDetails.cacheReadTokens }
  const cost = costUsd({ provider: writer.provider, modelId: writer.modelId, baseUrl }, tokens, new Date(now))
  use.inputTokens += inputTokens ?? 0
  use.outputTokens += outputTokens ?? 0
  use.costUsd = use.costUsd === null || cost === null ? null : use.costUsd + cost
}
