import { APICallError, type LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { MockLanguageModelV4 } from 'ai/test'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Call, Partial } from '../../src/llm/ask.ts'
import { generate } from '../../src/llm/generate.ts'
import { createOfflineWriter } from '../../src/llm/offline-writer.ts'
import { loadPrompts } from '../../src/prompts/load-prompts.ts'
import { aBrief } from '../support/brief-examples.ts'
import { aModel, anAnswer, aTiming, failsWith, piecesOf, problemOf, says } from '../support/model.ts'

const CANARY = 'Canaria-7f3a'
const call = {
  system: CANARY,
  user: CANARY,
  hasSubject: true,
  functionId: 'research-follow-up@1',
  maxOutputTokens: 400,
}

function watched(change: { signal?: AbortSignal } = {}): Call & { shown: Partial[] } {
  const shown: Partial[] = []
  return { ...call, ...change, shown, onPartial: (partial) => void shown.push(partial) }
}
/** What the SDK's provider throws when the connection ends in the middle of an answer. */
const connectionLost = new APICallError({
  message: `terminated ${CANARY}`,
  url: 'https://api.example/v1/responses',
  requestBodyValues: { input: CANARY },
  statusCode: 200,
})
/** A model whose stream has these parts and then breaks off, ends, or hangs until it is aborted. */
function streams(parts: LanguageModelV4StreamPart[], end: 'closes' | 'breaks' | 'hangs', fallback = false) {
  const left = [...parts]
  const primary = new MockLanguageModelV4({
    modelId: 'gpt-4.1-mini',
    doStream: async ({ abortSignal }) => ({
      stream: new ReadableStream<LanguageModelV4StreamPart>({
        async pull(controller) {
          const part = left.shift()
          if (part !== undefined) return controller.enqueue(part)
          if (end === 'closes') return controller.close()
          if (end === 'breaks') return controller.error(connectionLost)
          await new Promise((resolve) => abortSignal?.addEventListener('abort', resolve))
          controller.error(abortSignal?.reason)
        },
      }),
    }),
  })
  return { primary, id: 'gpt-4.1-mini', fallback: fallback ? aModel([anAnswer]).primary : null }
}
const someWords = piecesOf(says(JSON.stringify(anAnswer))).slice(0, 6)

afterEach(() => vi.restoreAllMocks())

describe('an answer that comes as a stream', () => {
  test('is shown while it grows, and is the same in the end', async () => {
    const asked = watched()
    const { answer, use } = await generate(aModel([anAnswer]), asked, aTiming())
    expect(answer).toEqual(anAnswer)
    expect(use).toMatchObject({ inputTokens: 100, outputTokens: 20, fallback: false })
    expect(asked.shown.length).toBeGreaterThan(3)
    expect(asked.shown.at(-1)).toEqual({ subject: anAnswer.subject, body: anAnswer.body })
    for (const { subject = '', body = '' } of asked.shown) {
      expect(anAnswer.subject!.startsWith(subject) && anAnswer.body.startsWith(body)).toBe(true)
    }
  })

  test('of the offline writer is shown too', async () => {
    const [prompt] = loadPrompts(new URL('../../prompts/', import.meta.url))
    const { system, user } = prompt!.render(aBrief())
    const writer = createOfflineWriter()
    const asked = { ...watched(), system, user }
    const { answer } = await generate({ primary: writer, id: 'offline', fallback: null }, asked, aTiming())
    expect(asked.shown.length).toBeGreaterThan(1)
    expect(asked.shown.at(-1)).toEqual({ subject: answer.subject, body: answer.body })
  })

  test('asks for the same as one that comes at once', async () => {
    const model = aModel([anAnswer])
    await generate(model, call, aTiming())
    await generate(model, watched(), aTiming())
    const [whole, stream] = model.calls.map(
      ({ prompt, responseFormat, maxOutputTokens, temperature, providerOptions }) => ({
        prompt,
        responseFormat,
        maxOutputTokens,
        temperature,
        providerOptions,
      }),
    )
    expect(stream).toEqual(whole)
  })
})

describe('a stream that fails', () => {
  test('before its first word is tried again', async () => {
    const asked = watched()
    const model = aModel([failsWith(503), failsWith(429), anAnswer])
    expect((await generate(model, asked, aTiming())).answer).toEqual(anAnswer)
    expect(model.calls).toHaveLength(3)
  })

  test('before its first word, with a provider that is down, is written by the fallback', async () => {
    const asked = watched()
    const fallback = aModel([anAnswer], { id: 'offline' }).primary
    const { use } = await generate(aModel([failsWith(503)], { fallback }), asked, aTiming())
    expect(use).toMatchObject({ id: 'offline', fallback: true })
    expect(asked.shown.length).toBeGreaterThan(3)
  })

  test.each([
    ['broken off', streams(someWords, 'breaks', true), 'llm-unavailable'],
    [
      'ended by an error of the provider',
      streams([...someWords, { type: 'error', error: { type: 'server_error', message: CANARY } }], 'closes', true),
      'llm-unavailable',
    ],
    [
      'that is no whole answer',
      streams([...someWords, piecesOf(says('x')).at(-1)!], 'closes', true),
      'llm-invalid-output',
    ],
    [
      'that was cut off',
      streams([...someWords, piecesOf(says('x', { finish: 'length' })).at(-1)!], 'closes', true),
      'llm-truncated',
    ],
  ])('after its first word, %s, is neither tried again nor taken over', async (_name, model, type) => {
    const asked = watched()
    const problem = await problemOf(generate(model, asked, aTiming()))
    expect(problem.type).toBe(`/problems/${type}`)
    expect(asked.shown.length).toBeGreaterThan(0)
    expect(model.primary.doStreamCalls).toHaveLength(1)
  })

  test('prints nothing and tells nothing of the prompt', async () => {
    const printed = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'log')]
    for (const model of [aModel([failsWith(401)]), streams(someWords, 'breaks'), aModel(['no JSON'])]) {
      const problem = await problemOf(generate(model, watched(), aTiming()))
      expect(JSON.stringify([problem.message, problem.cause])).not.toContain(CANARY)
    }
    for (const print of printed) expect(print).not.toHaveBeenCalled()
  })

  test('by taking too long is a timeout', async () => {
    const problem = await problemOf(generate(streams(someWords, 'hangs'), watched(), aTiming(50)))
    expect(problem.type).toBe('/problems/llm-timeout')
  })

  test('because the caller stops it ends with the caller’s own reason', async () => {
    const stop = new AbortController()
    const reason = new Error('enough')
    const asked: Call = { ...call, signal: stop.signal, onPartial: () => stop.abort(reason) }
    await expect(generate(streams(someWords, 'hangs', true), asked, aTiming())).rejects.toBe(reason)
  })
})
