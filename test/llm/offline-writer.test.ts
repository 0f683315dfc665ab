import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import { generateText, streamText } from 'ai'
import { describe, expect, test } from 'vitest'
import { createOfflineWriter } from '../../src/llm/offline-writer.ts'
import { loadPrompts } from '../../src/prompts/load-prompts.ts'
import { aBrief } from '../support/brief-examples.ts'

const prompts = loadPrompts(new URL('../../prompts/', import.meta.url))
const writer = createOfflineWriter()

const callOptions = (
  text: string,
  overrides: Partial<LanguageModelV4CallOptions> = {},
): LanguageModelV4CallOptions => ({
  prompt: [{ role: 'user', content: [{ type: 'text', text }] }],
  ...overrides,
})

describe('the offline writer as a language model', () => {
  const { user } = prompts.find(({ name }) => name === 'research-follow-up')!.render(aBrief())

  test('says that it is none, and that its usage is estimated', async () => {
    const { providerMetadata, usage, finishReason } = await writer.doGenerate(callOptions(user))
    expect([writer.provider, writer.modelId]).toEqual(['foreword', 'offline'])
    expect(providerMetadata).toEqual({ foreword: { languageModel: false, deterministic: true, usage: 'estimated' } })
    expect(usage.raw).toEqual({ estimated: true })
    expect(usage.inputTokens.total).toBeGreaterThanOrEqual(user.length / 4)
    expect(finishReason.unified).toBe('stop')
  })

  test('streams the same text that it generates', async () => {
    const { text } = await generateText({ model: writer, prompt: user })
    const stream = streamText({ model: writer, prompt: user })
    let streamed = ''
    let pieces = 0
    for await (const piece of stream.textStream) {
      streamed += piece
      pieces++
    }
    expect(streamed).toBe(text)
    expect(pieces).toBeGreaterThan(2)
    expect((await stream.usage).outputTokens).toBe(Math.ceil(text.length / 4))
  })

  test('answers in the shape of the schema and refuses one that asks for more', async () => {
    const shape = (properties: Record<string, object>) => ({
      type: 'object' as const,
      properties,
      required: Object.keys(properties),
    })
    const ask = (properties: Record<string, object>) =>
      writer.doGenerate(callOptions(user, { responseFormat: { type: 'json', schema: shape(properties) } }))
    const { content } = await ask({ body: {}, claims: {} })
    expect(Object.keys(JSON.parse((content[0] as { text: string }).text) as object)).toEqual(['body', 'claims'])
    await expect(ask({ body: {}, mood: {} })).rejects.toThrow('the schema asks for mood')
  })

  test.each([
    ['no block', 'Write to Ines.', 'found no <brief> block'],
    ['an open block', '<brief>\n{"record":"task"}', 'found no <brief> block'],
    ['a broken record', '<brief>\nSECRET\n</brief>', 'Line 1 of the <brief> block is not a record.'],
    ['no task', '<brief>\n{"record":"offer"}\n</brief>', 'holds no task record'],
  ])('fails with one clear sentence on %s, without quoting the prompt', async (_, prompt, message) => {
    const failure = await writer.doGenerate(callOptions(prompt)).then(String, String)
    expect(failure).toContain(message)
    expect(failure).not.toContain('SECRET')
    await expect(writer.doStream(callOptions(prompt))).rejects.toThrow(message)
  })

  test('reads the block also when a request to repair the answer follows it', async () => {
    const { text } = await generateText({ model: writer, prompt: `${user}\n\nAnswer with the JSON object only.` })
    expect(text).toBe((await generateText({ model: writer, prompt: user })).text)
  })

  test('warns about settings that it ignores and stops when it is cancelled', async () => {
    const { warnings } = await writer.doGenerate(callOptions(user, { temperature: 0.5, seed: 7 }))
    expect(warnings.map((warning) => 'feature' in warning && warning.feature)).toEqual(['temperature', 'seed'])
    const cancelled = callOptions(user, { abortSignal: AbortSignal.abort(new Error('cancelled')) })
    await expect(writer.doGenerate(cancelled)).rejects.toThrow('cancelled')
    const controller = new AbortController()
    const { stream } = await writer.doStream(callOptions(user, { abortSignal: controller.signal }))
    const reader = stream.getReader()
    await reader.read()
    controller.abort(new Error('gone'))
    await expect(reader.read().then(() => reader.read())).rejects.toThrow('gone')
  })
})
