import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import type { Call } from '../../src/llm/ask.ts'
import { generate } from '../../src/llm/generate.ts'
import { openModel } from '../../src/llm/model.ts'
import { aTiming } from '../support/model.ts'
import { closedUrl } from '../support/openai-server.ts'

const opened = (environment: Record<string, string>) => openModel(loadConfig(environment))

describe('openModel', () => {
  test('opens the offline writer when nothing is configured, with nobody behind it', async () => {
    const model = await opened({})
    expect(model).toMatchObject({ id: 'offline', fallback: null })
    expect([model.primary.provider, model.primary.modelId]).toEqual(['foreword', 'offline'])
  })

  test('opens an OpenAI model on Responses, with the offline writer behind it', async () => {
    const model = await opened({ MODEL: 'gpt-5-mini', OPENAI_API_KEY: 'sk-test' })
    expect(model).toMatchObject({ id: 'gpt-5-mini', baseUrl: undefined })
    expect([model.primary.provider, model.primary.modelId]).toEqual(['openai.responses', 'gpt-5-mini'])
    expect([model.fallback?.provider, model.fallback?.modelId]).toEqual(['foreword', 'offline'])
  })

  test('speaks chat to every other server', async () => {
    const model = await opened({ MODEL: 'qwen3-8b', OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' })
    expect(model).toMatchObject({ id: 'qwen3-8b', baseUrl: 'http://127.0.0.1:11434/v1' })
    expect(model.primary.provider).toBe('openai.chat')
  })

  test('speaks what OPENAI_API says', async () => {
    const environment = { MODEL: 'm', OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' }
    expect((await opened({ ...environment, OPENAI_API: 'responses' })).primary.provider).toBe('openai.responses')
    expect((await opened({ MODEL: 'm', OPENAI_API_KEY: 'k', OPENAI_API: 'chat' })).primary.provider).toBe('openai.chat')
  })
})

describe('the offline writer', () => {
  const brief = [
    {
      record: 'task',
      prompt: 'research-follow-up',
      channel: 'email',
      purpose: 'marketing',
      locale: 'en-GB',
      stage: 'research',
      stageReason: 'looked at one product',
      complaint: false,
      slots: ['customer.first_name', 'p1.name', 'p1.link', 'brand.name'],
      unknown: [],
      limits: { subject: 78, body: 2000, mentionedSignals: 2 },
      note: null,
    },
    {
      record: 'product',
      ref: 'p1',
      name: 'Silent 39 Dishwasher',
      category: 'Dishwashers',
      hasPrice: false,
      hasLink: true,
      availability: 'in_stock',
    },
    {
      record: 'fact',
      id: 'f1',
      kind: 'product',
      use: 'mention',
      origin: 'stated',
      product: 'p1',
      text: 'Noise level 39 dB',
    },
  ]
  const call: Call = {
    system: 'foreword prompt=research-follow-up@1 channel=email',
    user: `Write.\n<brief>\n${brief.map((record) => JSON.stringify(record)).join('\n')}\n</brief>\n`,
    hasSubject: true,
    functionId: 'research-follow-up@1',
    maxOutputTokens: 400,
    temperature: 0.3,
  }

  test('writes what is asked for, at no cost', async () => {
    const { answer, use } = await generate(await opened({}), call, aTiming())
    expect(answer.subject).not.toBe('')
    expect(answer.body).toContain('{{p1.name}}')
    expect(answer.claims.flatMap((claim) => claim.facts)).toContain('f1')
    expect(use).toMatchObject({ id: 'offline', fallback: false, costUsd: 0 })
  })

  test('steps in for a server that is closed, with the same words', async () => {
    const model = await opened({ MODEL: 'gpt-4.1-mini', OPENAI_API_KEY: 'k', OPENAI_BASE_URL: await closedUrl() })
    const { answer, use } = await generate(model, call, aTiming())
    expect(answer).toEqual((await generate(await opened({}), call, aTiming())).answer)
    expect(use).toMatchObject({ id: 'offline', fallback: true, costUsd: 0 })
  })

  test('says nothing to the process about the temperature that it has no use for', async () => {
    const said: Error[] = []
    const listen = (warning: Error) => void said.push(warning)
    process.on('warning', listen)
    await generate(await opened({}), call, aTiming())
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', listen)
    expect(said).toEqual([])
  })
})
