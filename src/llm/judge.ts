import type { LanguageModelV4 } from '@ai-sdk/provider'
import { generateText, NoObjectGeneratedError, Output } from 'ai'
import { z } from 'zod'
import type { Ended } from './ask.ts'
import { type Gate, throughGate } from './gate.ts'
import { failureOfError, failureOfFinish } from './llm-problems.ts'
import type { Failure } from './retry.ts'

/** A second model that reads what the first one wrote. `gate` is what every call of it passes. */
export type Judge = { model: LanguageModelV4; id: string; baseUrl?: string | undefined; gate?: Gate | undefined }

/** What it doubts: the number of a line, why, and the facts that it thinks of. Nothing of it is checked. */
export type Remark = { line: number; problem: string; facts: string[] }

/** Nobody waits longer for an opinion that may be left out. */
const JUDGE_MS = 10_000
const MAX_OUTPUT_TOKENS = 800

const REMARKS = Output.object({
  schema: z.object({
    remarks: z.array(z.object({ line: z.number(), problem: z.string(), facts: z.array(z.string()) })),
  }),
  name: 'remarks',
})

/**
 * Asks once. What goes wrong comes back by name, free of prompt and answer; nothing is thrown.
 * @param call.campaignId the campaign that pays for it. Its opinion is no more worth waiting for than an agent's.
 */
export async function askJudge(
  judge: Judge,
  call: { system: string; user: string; campaignId?: string | undefined },
  timeoutMs: number = JUDGE_MS,
): Promise<{ remarks: Remark[] } | { failure: Failure }> {
  const writer = { provider: judge.model.provider, modelId: judge.model.modelId, baseUrl: judge.baseUrl }
  // The form of remarks is shorter than that of a message with a subject.
  const need = { ...call, hasSubject: true, maxOutputTokens: MAX_OUTPUT_TOKENS, priority: 'agent' } as const
  const outcome = await throughGate(
    judge.gate,
    writer,
    need,
    () => askOnce(judge, call, timeoutMs),
    () => new Date(),
  )
  return 'answer' in outcome ? { remarks: outcome.answer } : { failure: outcome.failure }
}

async function askOnce(
  judge: Judge,
  call: { system: string; user: string },
  timeoutMs: number,
): Promise<Ended<Remark[]>> {
  try {
    const result = await generateText({
      model: judge.model,
      instructions: call.system,
      prompt: call.user,
      output: REMARKS,
      maxOutputTokens: MAX_OUTPUT_TOKENS,
      timeout: timeoutMs,
      maxRetries: 0,
      providerOptions: { openai: { store: false, strictJsonSchema: true, promptCacheKey: 'judge' } },
      telemetry: { functionId: 'judge', recordInputs: false, recordOutputs: false },
    })
    const { usage } = result
    const failure = failureOfFinish(result.finishReason)
    return failure === null ? { usage, answer: result.output.remarks } : { usage, failure }
  } catch (error) {
    const usage = NoObjectGeneratedError.isInstance(error) ? error.usage : undefined
    return { usage, failure: failureOfError(error, Date.now()) }
  }
}
