import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider'
import { writeMessage } from './offline/message.ts'
import { readRecords } from './offline/records.ts'

const PROVIDER = 'foreword'
const MODEL_ID = 'offline'
/** Settings that mean nothing to rules; whoever sends one gets a warning. */
const IGNORED = ['temperature', 'topP', 'topK', 'seed', 'presencePenalty', 'frequencyPenalty'] as const
const STREAM_CHUNK = 64

/**
 * Writes messages by rules from the `<brief>` block of a rendered prompt, behind the interface of a language model. It is none, and its
 * provider metadata says so: the same prompt always gets the same answer, at no cost, without a network.
 * @throws Error (both methods) when the prompt holds no `<brief>` block, or the schema asks for more than subject, body and claims.
 */
export function createOfflineWriter(): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: PROVIDER,
    modelId: MODEL_ID,
    supportedUrls: {},
    async doGenerate(options) {
      const { text, ...rest } = answer(options)
      return { content: [{ type: 'text', text }], ...rest }
    },
    async doStream(options) {
      const { text, response, warnings, ...end } = answer(options)
      return { stream: streamOf(text, response, warnings, end, options.abortSignal) }
    },
  }
}

function answer(options: LanguageModelV4CallOptions) {
  options.abortSignal?.throwIfAborted()
  const { subject, body, claims } = writeMessage(readRecords(userText(options.prompt)))
  const text =
    options.responseFormat?.type === 'json'
      ? JSON.stringify(inShape({ subject, body, claims }, options.responseFormat.schema))
      : body
  const inputTokens = estimateTokens(JSON.stringify(options.prompt))
  const outputTokens = estimateTokens(text)
  return {
    text,
    finishReason: { unified: 'stop' as const, raw: undefined },
    usage: {
      inputTokens: { total: inputTokens, noCache: inputTokens, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: outputTokens, text: outputTokens, reasoning: 0 },
      raw: { estimated: true },
    },
    warnings: IGNORED.filter((setting) => options[setting] !== undefined).map((feature) => ({
      type: 'unsupported' as const,
      feature,
      details: 'The offline writer follows rules.',
    })),
    response: { modelId: MODEL_ID },
    providerMetadata: { [PROVIDER]: { languageModel: false, deterministic: true, usage: 'estimated' } },
  }
}

/** A token is taken for four characters: good enough for a budget, and `usage.raw` says that it is an estimate. */
const estimateTokens = (text: string): number => Math.ceil(text.length / 4)

function userText(prompt: LanguageModelV4Prompt): string {
  return prompt
    .flatMap((message) => (message.role === 'user' ? message.content : []))
    .map((part) => (part.type === 'text' ? part.text : ''))
    .join('\n')
}

/** Keeps of an answer what the schema knows; without a schema, everything. */
function inShape(written: Record<string, unknown>, schema: unknown): Record<string, unknown> {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return written
  const required = 'required' in schema && Array.isArray(schema.required) ? schema.required : []
  const unknown = required.filter((name: unknown) => !Object.hasOwn(written, String(name)))
  if (unknown.length > 0) {
    throw new Error(
      `The offline writer answers with subject, body and claims; the schema asks for ${unknown.join(', ')}.`,
    )
  }
  const known = Object.keys(schema.properties ?? {})
  return Object.fromEntries(Object.entries(written).filter(([name]) => known.includes(name)))
}

type End = Pick<Extract<LanguageModelV4StreamPart, { type: 'finish' }>, 'usage' | 'finishReason' | 'providerMetadata'>

function streamOf(
  text: string,
  response: { modelId: string },
  warnings: Extract<LanguageModelV4StreamPart, { type: 'stream-start' }>['warnings'],
  end: End,
  signal: AbortSignal | undefined,
): ReadableStream<LanguageModelV4StreamPart> {
  const pieces = text.match(new RegExp(`[^]{1,${STREAM_CHUNK}}`, 'gu')) ?? []
  const parts: LanguageModelV4StreamPart[] = [
    { type: 'stream-start', warnings },
    { type: 'response-metadata', ...response },
    { type: 'text-start', id: 'message' },
    ...pieces.map((delta) => ({ type: 'text-delta' as const, id: 'message', delta })),
    { type: 'text-end', id: 'message' },
    { type: 'finish', ...end },
  ]
  return new ReadableStream({
    pull(controller) {
      if (signal?.aborted) return controller.error(signal.reason)
      const part = parts.shift()
      if (part === undefined) controller.close()
      else controller.enqueue(part)
    },
  })
}
