import type { LanguageModelV4 } from '@ai-sdk/provider'
import { generateText, Output } from 'ai'
import { z } from 'zod'
import { failureOfError, failureOfFinish } from './llm-problems.ts'
import type { Failure } from './retry.ts'

/** A second model that reads what the first one wrote. */
export type Judge = { model: LanguageModelV4; id: string }

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

/** Asks once. What goes wrong comes back by name, free of prompt and answer; nothing is thrown. */
export async function askJudge(
  judge: Judge,
  call: { system: string; user: string },
  timeoutMs: number = JUDGE_MS,
): Promise<{ remarks: Remark[] } | { failure: Failure }> {
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
    const failure = failureOfFinish(result.finishReason)
    return failure === null ? { remarks: result.output.remarks } : { failure }
  } catch (error) {
    return { failure: failureOfError(error, Date.now()) }
  }
}
