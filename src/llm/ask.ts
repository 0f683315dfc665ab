import type { LanguageModelV4 } from '@ai-sdk/provider'
import { generateText, type LanguageModelUsage, NoObjectGeneratedError, Output, streamText } from 'ai'
import { answerSchema, type Answer } from './answer.ts'
import { failureOfError, failureOfFinish } from './llm-problems.ts'
import type { Failure } from './retry.ts'

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
  /** The campaign that it is made and paid for; undefined: an agent waits for it. */
  campaignId?: string
  /** Is told when the provider begins to work on it, and when it has ended: a call may wait for long before. */
  onUnderWay?: (isUnderWay: boolean) => void
  /** Gets the text so far, again and again while it grows. With it the answer is asked for as a stream. */
  onPartial?: (partial: Partial) => void
}

/** What is there of an answer: nothing of it is checked, and its last word may be half of one. */
export type Partial = { subject?: string; body?: string }

/** How a call ended, and what the provider says that it took. */
export type Ended<Said> = { usage: LanguageModelUsage | undefined } & ({ answer: Said } | { failure: Failure })
export type Outcome = Ended<Answer>

const WITH_SUBJECT = Output.object({ schema: answerSchema(true), name: 'message' })
const BODY_ONLY = Output.object({ schema: answerSchema(false), name: 'message' })

/** One call. What went wrong comes back by name, so that no SDK error travels further; only the abort reason is thrown. */
export async function ask(
  writer: LanguageModelV4,
  call: Call,
  timing: { attemptMs: number; now(): number },
): Promise<Outcome> {
  call.signal?.throwIfAborted()
  const settings = settingsOf(writer, call, timing.attemptMs)
  call.onUnderWay?.(true)
  try {
    return call.onPartial === undefined ? await askWhole(settings) : await askStreaming(settings, call.onPartial)
  } catch (error) {
    call.signal?.throwIfAborted()
    const usage = NoObjectGeneratedError.isInstance(error) ? error.usage : undefined
    return { usage, failure: failureOfError(error, timing.now()) }
  } finally {
    call.onUnderWay?.(false)
  }
}

const settingsOf = (writer: LanguageModelV4, call: Call, attemptMs: number) => ({
  model: writer,
  instructions: call.system,
  prompt: call.user,
  output: call.hasSubject ? WITH_SUBJECT : BODY_ONLY,
  maxOutputTokens: call.maxOutputTokens,
  ...(call.temperature === undefined ? {} : { temperature: call.temperature }),
  ...(call.signal === undefined ? {} : { abortSignal: call.signal }),
  timeout: attemptMs,
  maxRetries: 0,
  // Both APIs may keep what they are sent unless told not to.
  providerOptions: { openai: { store: false, strictJsonSchema: true, promptCacheKey: call.functionId } },
  telemetry: { functionId: call.functionId, recordInputs: false, recordOutputs: false },
})
type Settings = ReturnType<typeof settingsOf>

async function askWhole(settings: Settings): Promise<Outcome> {
  const result = await generateText(settings)
  const failure = failureOfFinish(result.finishReason)
  return failure === null ? { usage: result.usage, answer: result.output } : { usage: result.usage, failure }
}

/** A stream does not throw what goes wrong: it tells `onError`, which by default prints the whole request. */
async function askStreaming(settings: Settings, onPartial: (partial: Partial) => void): Promise<Outcome> {
  const errors: unknown[] = []
  const result = streamText({ ...settings, onError: ({ error }) => void errors.push(error) })
  for await (const partial of result.partialOutputStream) {
    const { subject, body } = partial as Partial
    if (subject || body)
      onPartial({ ...(subject === undefined ? {} : { subject }), ...(body === undefined ? {} : { body }) })
  }
  if (errors.length > 0) throw errors[0]
  const finish = failureOfFinish(await result.finishReason)
  const usage = await result.usage
  return finish === null ? { usage, answer: await result.output } : { usage, failure: finish }
}
