import {
  APICallError,
  type LanguageModelV4,
  type LanguageModelV4CallOptions,
  type LanguageModelV4GenerateResult,
  type LanguageModelV4StreamPart,
} from '@ai-sdk/provider'
import { MockLanguageModelV4, simulateReadableStream } from 'ai/test'
import type { Answer } from '../../src/llm/answer.ts'
import type { Timing } from '../../src/llm/generate.ts'
import type { Model } from '../../src/llm/model.ts'
import { Problem } from '../../src/problem.ts'

/** What the model does at one call: answers, sends raw text, fails, or whatever a function makes of the call. */
export type ModelTurn = Answer | string | Error | LanguageModelV4GenerateResult | Turn
type Turn = (options: LanguageModelV4CallOptions) => PromiseLike<LanguageModelV4GenerateResult>

export const anAnswer: Answer = {
  subject: 'Quiet enough for an open kitchen',
  body: 'Hello {{customer.first_name}}, the {{p1.name}} runs at 39 dB.',
  claims: [{ text: 'the {{p1.name}} runs at 39 dB', facts: ['f1'] }],
}

/**
 * A model that does one turn per call, the last one again and again, and keeps every call in `calls`.
 * Without turns it always gives `anAnswer`.
 */
export function aModel(
  turns: ModelTurn[] = [anAnswer],
  options: { id?: string; provider?: string; fallback?: LanguageModelV4 | null; baseUrl?: string } = {},
): Model & { calls: LanguageModelV4CallOptions[] } {
  const { id = 'gpt-4.1-mini', provider = 'openai.responses', fallback = null, baseUrl } = options
  const calls: LanguageModelV4CallOptions[] = []
  const primary = new MockLanguageModelV4({
    modelId: id,
    provider,
    doGenerate: async (call) => {
      calls.push(call)
      return play(turns[Math.min(calls.length, turns.length) - 1], call)
    },
    doStream: async (call) => {
      calls.push(call)
      const result = await play(turns[Math.min(calls.length, turns.length) - 1], call)
      return {
        stream: simulateReadableStream({ chunks: piecesOf(result), chunkDelayInMs: null, initialDelayInMs: null }),
      }
    },
  })
  return { primary, id, fallback, baseUrl, calls }
}

const PIECE = 12

/** What a provider sends of a result, piece by piece. */
export function piecesOf({ content, usage, finishReason }: LanguageModelV4GenerateResult): LanguageModelV4StreamPart[] {
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('')
  const deltas = text.match(new RegExp(`[^]{1,${PIECE}}`, 'gu')) ?? []
  return [
    { type: 'stream-start', warnings: [] },
    { type: 'text-start', id: 't' },
    ...deltas.map((delta) => ({ type: 'text-delta' as const, id: 't', delta })),
    { type: 'text-end', id: 't' },
    { type: 'finish', usage, finishReason },
  ]
}

/** A whole result: `text` as sent, 100 tokens in and 20 out unless told otherwise. */
export function says(
  text: string,
  how: {
    finish?: LanguageModelV4GenerateResult['finishReason']['unified']
    inputTokens?: number
    outputTokens?: number
  } = {},
): LanguageModelV4GenerateResult {
  const { finish = 'stop', inputTokens = 100, outputTokens = 20 } = how
  return {
    content: text === '' ? [] : [{ type: 'text', text }],
    finishReason: { unified: finish, raw: finish },
    usage: {
      inputTokens: { total: inputTokens, noCache: inputTokens, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: outputTokens, text: outputTokens, reasoning: 0 },
    },
    warnings: [],
  }
}

/** The SDK's error for an answer with `status`, or for no answer at all. Like the real one, it holds the whole prompt. */
export function failsWith(
  status: number | undefined,
  how: { code?: string; type?: string; headers?: Record<string, string>; body?: unknown; says?: string } = {},
): Turn {
  const { code, type, headers, body, says: message = 'it did not work' } = how
  return (call) => {
    throw new APICallError({
      message: `${message} ${JSON.stringify(call.prompt)}`,
      url: 'https://api.example/v1/responses',
      requestBodyValues: { input: call.prompt },
      responseBody: (body ?? JSON.stringify(call.prompt)) as string,
      cause: new Error(JSON.stringify(call.prompt)),
      data: code === undefined && type === undefined ? undefined : { error: { message, code, type } },
      ...(status === undefined ? {} : { statusCode: status }),
      ...(headers === undefined ? {} : { responseHeaders: headers }),
    })
  }
}

/** Never answers; gives up when the call is aborted, as fetch does. */
export const hangs: Turn = ({ abortSignal }) =>
  new Promise((_, reject) => {
    const giveUp = () => reject(abortSignal?.reason as Error)
    if (abortSignal?.aborted) giveUp()
    else abortSignal?.addEventListener('abort', giveUp)
  })

async function play(turn: ModelTurn | undefined, call: LanguageModelV4CallOptions) {
  if (typeof turn === 'function') return turn(call)
  if (typeof turn === 'string') return says(turn)
  if (turn instanceof Error) throw turn
  if (turn === undefined) throw new Error('This model has no turn left')
  return 'finishReason' in turn ? turn : says(JSON.stringify(turn))
}

/** No waiting and no chance: every wait is only written down. */
export function aTiming(attemptMs = 5_000, now = Date.UTC(2026, 0, 1)): Timing & { slept: number[] } {
  const slept: number[] = []
  return { slept, sleep: async (ms) => slept.push(ms), random: () => 0, now: () => now, attemptMs }
}

/** The Problem that a call ends with; anything else, an answer too, is an error. */
export async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const thrown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(thrown instanceof Problem)) throw new Error(`not a Problem: ${String(thrown)}`)
  return thrown
}

/** The user part of a recorded call. */
export function userText(call: LanguageModelV4CallOptions): string {
  return call.prompt
    .flatMap((message) => (message.role === 'user' ? message.content : []))
    .map((part) => (part.type === 'text' ? part.text : ''))
    .join('')
}
