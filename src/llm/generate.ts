import { setTimeout as delay } from 'node:timers/promises'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import type { LanguageModelUsage } from 'ai'
import type { Answer } from './answer.ts'
import { ask, type Call } from './ask.ts'
import { throughGate } from './gate.ts'
import { llmProblem } from './llm-problems.ts'
import type { Model } from './model.ts'
import { costUsd } from './price.ts'
import { decideRetry } from './retry.ts'

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

const REPAIR = '\n\nYour last answer did not have the asked form. Answer with that one JSON object and nothing else.'

/**
 * Asks the model for one message. Retries by `decideRetry`; the fallback writes when the provider is down, but never for a
 * campaign, which can wait. Once a part of the text was shown there is neither: nobody reads one text and then another one in
 * its place.
 * @throws Problem from `llm-problems.ts`, free of prompt and answer text; the signal's own reason when it aborts.
 */
export async function generate(model: Model, call: Call, timing: Timing = REAL): Promise<{ answer: Answer; use: Use }> {
  const use: Use = { id: model.id, fallback: false, inputTokens: 0, outputTokens: 0, costUsd: 0 }
  const count = async (writer: LanguageModelV4, asked: Call) => {
    const seller = { provider: writer.provider, modelId: writer.modelId, baseUrl: model.baseUrl }
    const gate = writer === model.primary ? model.gate : undefined
    const need = { ...asked, priority: asked.campaignId === undefined ? 'agent' : 'campaign' } as const
    const make = () => ask(writer, asked, timing)
    const outcome = await throughGate(gate, seller, need, make, () => new Date(timing.now()))
    if (outcome.usage !== undefined) spend(use, writer, model.baseUrl, outcome.usage, timing.now())
    return outcome
  }
  let isShown = false
  const { onPartial } = call
  const wish: Call =
    onPartial === undefined
      ? call
      : {
          ...call,
          onPartial: (partial) => {
            isShown = true
            onPartial(partial)
          },
        }
  let asked = wish
  for (let attempt = 1; ; attempt++) {
    const outcome = await count(model.primary, asked)
    if ('answer' in outcome) return { answer: outcome.answer, use }
    if (isShown) throw llmProblem(outcome.failure)
    const next = decideRetry(outcome.failure, attempt, timing.random())
    if (!next.again) {
      if (next.down && model.fallback !== null && call.campaignId === undefined) {
        const standIn = await count(model.fallback, wish)
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

function spend(
  use: Use,
  writer: LanguageModelV4,
  baseUrl: string | undefined,
  usage: LanguageModelUsage,
  now: number,
): void {
  const inputTokens = countOf(usage.inputTokens)
  const outputTokens = countOf(usage.outputTokens)
  const tokens = { inputTokens, outputTokens, cachedTokens: usage.inputTokenDetails.cacheReadTokens }
  const cost = costUsd({ provider: writer.provider, modelId: writer.modelId, baseUrl }, tokens, new Date(now))
  use.inputTokens += inputTokens ?? 0
  use.outputTokens += outputTokens ?? 0
  use.costUsd = use.costUsd === null || cost === null ? null : use.costUsd + cost
}

/** A count as the provider says it; undefined for what can be no count. */
const countOf = (count: number | undefined): number | undefined =>
  Number.isSafeInteger(count) && count! >= 0 ? count : undefined
