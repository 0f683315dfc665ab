import { tracingChannel } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import { registerTelemetry } from 'ai'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Call } from '../../src/llm/ask.ts'
import { generate } from '../../src/llm/generate.ts'
import { aModel, anAnswer, aTiming, failsWith, hangs, says, userText, type ModelTurn } from '../support/model.ts'

const CANARY = 'Canaria-7f3a'
const call: Call = {
  system: `foreword prompt=research-follow-up@1 channel=email ${CANARY}`,
  user: `${CANARY} wants a quiet dishwasher`,
  hasSubject: true,
  functionId: 'research-follow-up@1',
  maxOutputTokens: 400,
}
const broken = `{"subject": "${CANARY}`
const wrongForm = JSON.stringify({ subject: CANARY, text: CANARY })
const cutOff = says(broken, { finish: 'length' })

describe('a call that works', () => {
  test('gives the answer, the model and its usage and cost', async () => {
    const { answer, use } = await generate(aModel([anAnswer]), call, aTiming())
    expect(answer).toEqual(anAnswer)
    // gpt-4.1-mini: $0.40 and $1.60 for a million tokens.
    expect(use).toEqual({
      id: 'gpt-4.1-mini',
      fallback: false,
      inputTokens: 100,
      outputTokens: 20,
      costUsd: expect.closeTo((100 * 0.4 + 20 * 1.6) / 1e6, 12),
    })
  })

  test('sends what it promises and no more', async () => {
    const model = aModel([anAnswer])
    await generate(model, { ...call, temperature: 0.3 }, aTiming())
    expect(model.calls).toHaveLength(1)
    expect(model.calls[0]).toMatchObject({
      prompt: [
        { role: 'system', content: call.system },
        { role: 'user', content: [{ type: 'text', text: call.user }] },
      ],
      maxOutputTokens: 400,
      temperature: 0.3,
      responseFormat: { type: 'json', name: 'message' },
      providerOptions: { openai: { store: false, strictJsonSchema: true, promptCacheKey: 'research-follow-up@1' } },
      abortSignal: expect.any(AbortSignal),
    })
    expect(model.calls[0]?.tools).toBeUndefined()
  })

  test('asks for a subject only where the channel has one', async () => {
    const model = aModel([anAnswer, { body: 'Hello', claims: [] }])
    await generate(model, call, aTiming())
    const { answer } = await generate(model, { ...call, hasSubject: false }, aTiming())
    expect(model.calls.map(({ responseFormat }) => responseFormat)).toMatchObject([
      { schema: { required: ['subject', 'body', 'claims'] } },
      { schema: { required: ['body', 'claims'] } },
    ])
    expect(answer).toEqual({ body: 'Hello', claims: [] })
  })

  test('costs nothing offline and an unknown sum for an unknown model, address or count', async () => {
    const cost = async (turn: ModelTurn, options: Parameters<typeof aModel>[1]) =>
      (await generate(aModel([turn], options), call, aTiming())).use.costUsd
    expect(await cost(anAnswer, { id: 'offline', provider: 'foreword' })).toBe(0)
    expect(await cost(anAnswer, { id: 'qwen3-8b' })).toBeNull()
    expect(await cost(anAnswer, { baseUrl: 'http://127.0.0.1:11434/v1' })).toBeNull()
    const uncounted = says(JSON.stringify(anAnswer))
    uncounted.usage.outputTokens.total = undefined
    expect(await cost(uncounted, {})).toBeNull()
  })

  test.each([
    ['less than nothing', -100],
    ['a part of one', 0.5],
    ['no number', Number.NaN],
    ['without end', Infinity],
  ])('counts no tokens that cannot be, and knows no price for them: %s', async (_, count) => {
    const lie = says(JSON.stringify(anAnswer))
    lie.usage.inputTokens.total = count
    const { use } = await generate(aModel([lie]), call, aTiming())
    expect(use).toMatchObject({ inputTokens: 0, outputTokens: 20, costUsd: null })
  })

  test('counts cached input at its own price', async () => {
    const cached = says(JSON.stringify(anAnswer), { inputTokens: 1_200, outputTokens: 300 })
    cached.usage.inputTokens.cacheRead = 1_000
    const { use } = await generate(aModel([cached]), call, aTiming())
    expect(use.costUsd).toBeCloseTo(0.00066, 10)
  })
})

describe('what is tried again', () => {
  test.each<[string, ModelTurn[], number[]]>([
    ['429 with retry-after-ms', [failsWith(429, { headers: { 'retry-after-ms': '150', 'retry-after': '9' } })], [150]],
    ['429 with Retry-After in seconds', [failsWith(429, { headers: { 'retry-after': '2' } })], [2_000]],
    ['429 with a date', [failsWith(429, { headers: { 'retry-after': 'Thu, 01 Jan 2026 00:00:03 GMT' } })], [3_000]],
    ['429 with a date gone by', [failsWith(429, { headers: { 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' } })], []],
    ['429 with nonsense', [failsWith(429, { headers: { 'retry-after': 'soon', 'retry-after-ms': '-5' } })], [250]],
    ['429 with a wait below zero', [failsWith(429, { headers: { 'retry-after': '-5' } })], [250]],
    ['429 without a wait, twice', [failsWith(429), failsWith(429)], [250, 500]],
    ['500', [failsWith(500)], [250]],
    ['503 that says when', [failsWith(503, { headers: { 'retry-after': '1' } })], [1_000]],
    ['no connection, twice', [failsWith(undefined), failsWith(undefined)], [250, 500]],
    ['200 with a body that is not the API’s', [failsWith(200)], [250]],
    ['200 with a failed response inside', [failsWith(400, { body: { error: { code: 'server_error' } } })], [250]],
    ['a connection given up', [new DOMException('gone', 'AbortError')], [250]],
    ['broken JSON', [broken], []],
    ['JSON of another form, twice', [wrongForm, wrongForm], []],
    ['no text at all', [says('', { finish: 'other' })], []],
    ['a cut answer', [cutOff], []],
    ['a cut answer that parses', [says(JSON.stringify(anAnswer), { finish: 'length' })], []],
    ['an answer cut before its first word', [says('', { finish: 'length' })], []],
  ])('%s, then an answer', async (_, turns, slept) => {
    const model = aModel([...turns, anAnswer], { fallback: aModel().primary })
    const timing = aTiming()
    const { answer, use } = await generate(model, call, timing)
    expect(answer).toEqual(anAnswer)
    expect(use.fallback).toBe(false)
    expect(model.calls).toHaveLength(turns.length + 1)
    expect(timing.slept).toEqual(slept)
  })

  test('a call without an answer ends at its time limit and is tried once more', async () => {
    const model = aModel([hangs, anAnswer])
    const { use } = await generate(model, call, aTiming(30))
    expect(use.fallback).toBe(false)
    expect(model.calls).toHaveLength(2)
  })

  test('asks for the right form in one more line, added once', async () => {
    const model = aModel([broken, wrongForm, anAnswer])
    await generate(model, call, aTiming())
    const users = model.calls.map(userText)
    expect(users[0]).toBe(call.user)
    expect(users[1]).toBe(
      `${call.user}\n\nYour last answer did not have the asked form. Answer with that one JSON object and nothing else.`,
    )
    expect(users[2]).toBe(users[1])
  })

  test('doubles the limit after each cut answer', async () => {
    const model = aModel([cutOff, cutOff, anAnswer])
    await generate(model, call, aTiming())
    expect(model.calls.map((sent) => sent.maxOutputTokens)).toEqual([400, 800, 1600])
    expect(model.calls.map(userText)).toEqual([call.user, call.user, call.user])
  })

  test('sums usage and cost over every attempt', async () => {
    const model = aModel([
      says(broken, { inputTokens: 1_000, outputTokens: 100 }),
      failsWith(500),
      says(JSON.stringify(anAnswer), { inputTokens: 30, outputTokens: 3 }),
    ])
    const { use } = await generate(model, call, aTiming())
    expect(use).toMatchObject({ inputTokens: 1_030, outputTokens: 103 })
    expect(use.costUsd).toBeCloseTo((1_030 * 0.4 + 103 * 1.6) / 1e6, 12)
  })
})

describe('a cancelled call', () => {
  const reason = new Error('the client is gone')

  test('ends with the caller’s own reason while the model writes', async () => {
    const controller = new AbortController()
    const model = aModel([
      (sent) => {
        controller.abort(reason)
        return hangs(sent)
      },
      anAnswer,
    ])
    const fallback = aModel()
    const run = generate({ ...model, fallback: fallback.primary }, { ...call, signal: controller.signal }, aTiming(200))
    await expect(run).rejects.toBe(reason)
    expect([model.calls.length, fallback.calls.length]).toEqual([1, 0])
  })

  test('ends with it during a real wait, at once', async () => {
    const controller = new AbortController()
    const model = aModel([failsWith(429, { headers: { 'retry-after': '9' } }), anAnswer])
    setTimeout(() => controller.abort(reason), 20)
    await expect(generate(model, { ...call, signal: controller.signal })).rejects.toBe(reason)
    expect(model.calls).toHaveLength(1)
  })

  test('that was cancelled before it began asks nobody', async () => {
    const model = aModel()
    await expect(generate(model, { ...call, signal: AbortSignal.abort(reason) }, aTiming())).rejects.toBe(reason)
    expect(model.calls).toHaveLength(0)
  })
})

describe('telemetry', () => {
  const seen: string[] = []
  const keep = (event: unknown) => void seen.push(inspect(event, { depth: 12 }))
  const channel = tracingChannel('ai:telemetry')
  const subscriber = { start: keep, end: keep, asyncStart: keep, asyncEnd: keep, error: keep }

  // The two ways in which a tracer listens to the SDK: its registry and the Node tracing channel.
  beforeAll(() => {
    channel.subscribe(subscriber)
    registerTelemetry({
      onStart: keep,
      onStepStart: keep,
      onLanguageModelCallStart: keep,
      onLanguageModelCallEnd: keep,
      onStepEnd: keep,
      onStepError: keep,
      onEnd: keep,
      onError: keep,
    })
  })
  afterAll(() => {
    channel.unsubscribe(subscriber)
    globalThis.AI_SDK_TELEMETRY_INTEGRATIONS = undefined
  })
  beforeEach(() => {
    seen.length = 0
  })

  test.each<[string, ModelTurn[]]>([
    ['an answer', [{ ...anAnswer, body: CANARY }]],
    ['a failure', [failsWith(400)]],
    ['broken JSON', [broken]],
  ])('%s is traced by name, without prompt and answer', async (_, turns) => {
    await generate(aModel(turns), call, aTiming()).catch(() => undefined)
    const trace = seen.join('\n')
    expect(trace).toContain('research-follow-up@1')
    expect(trace).not.toContain(CANARY)
  })
})
