import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Call } from '../../src/llm/ask.ts'
import { generate } from '../../src/llm/generate.ts'
import type { FailureKind } from '../../src/llm/retry.ts'
import { aModel, aTiming, failsWith, hangs, problemOf, says, userText, type ModelTurn } from '../support/model.ts'

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
const refusal = says(`I will not write to ${CANARY}.`, { finish: 'content-filter' })
const quotaTurn = failsWith(429, { code: 'insufficient_quota' })

type Row = [
  name: string,
  turns: ModelTurn[],
  kind: FailureKind,
  slug: string,
  status: number,
  calls: number,
  retryable: boolean,
]

/** Every failure kind, with the canary in the prompt, the provider's words, headers, codes and the model's text. */
const failures: Row[] = [
  ['429, three times', [failsWith(429, { code: 'rate_limit_exceeded' })], 'rate', 'llm-rate-limited', 503, 3, true],
  [
    '429 beyond the inline wait',
    [failsWith(429, { headers: { 'retry-after': '90' } })],
    'rate',
    'llm-rate-limited',
    503,
    1,
    true,
  ],
  ['500, three times', [failsWith(500, { says: CANARY })], 'unavailable', 'llm-unavailable', 503, 3, true],
  ['no connection', [failsWith(undefined)], 'unavailable', 'llm-unavailable', 503, 3, true],
  ['no answer in time', [hangs], 'timeout', 'llm-timeout', 504, 2, true],
  ['broken JSON, three times', [broken], 'invalid-output', 'llm-invalid-output', 502, 3, true],
  ['another form, three times', [wrongForm], 'invalid-output', 'llm-invalid-output', 502, 3, true],
  ['cut, three times', [cutOff], 'truncated', 'llm-truncated', 502, 3, false],
  ['a refusal', [refusal], 'refused', 'llm-refused', 422, 1, false],
  ['a refused prompt', [failsWith(400, { code: 'invalid_prompt' })], 'refused', 'llm-refused', 422, 1, false],
  ['an empty account', [quotaTurn], 'quota', 'llm-quota', 503, 1, false],
  ['an empty account, by type', [failsWith(429, { type: 'insufficient_quota' })], 'quota', 'llm-quota', 503, 1, false],
  ['payment required', [failsWith(402)], 'quota', 'llm-quota', 503, 1, false],
  ['401', [failsWith(401, { code: 'invalid_api_key' })], 'auth', 'llm-auth', 503, 1, false],
  ['403', [failsWith(403)], 'auth', 'llm-auth', 503, 1, false],
  ['400', [failsWith(400, { code: `${CANARY} is too long` })], 'bad-request', 'llm-bad-request', 502, 1, false],
  [
    '404',
    [failsWith(404, { headers: { 'x-request-id': `${CANARY} and more` } })],
    'bad-request',
    'llm-bad-request',
    502,
    1,
    false,
  ],
  ['a fault of our own', [new TypeError(`no ${CANARY}`)], 'bad-request', 'llm-bad-request', 502, 1, false],
]

describe('what ends as a problem', () => {
  test.each(failures)('%s', async (_, turns, kind, slug, status, calls, retryable) => {
    const model = aModel(turns)
    const problem = await problemOf(generate(model, call, aTiming(30)))
    expect(problem).toMatchObject({ type: `/problems/${slug}`, status, retryable, cause: { kind } })
    expect(model.calls).toHaveLength(calls)
  })

  test.each(failures)('%s, and nothing of prompt or answer is in it', async (_, turns) => {
    const problem = await problemOf(generate(aModel(turns), call, aTiming(30)))
    const everything = [
      JSON.stringify(problem),
      JSON.stringify(problem.cause),
      inspect(problem, { depth: 10, showHidden: true }),
      problem.stack,
      problem.message,
    ].join('\n')
    expect(everything).not.toContain(CANARY)
    expect(everything).not.toContain('dishwasher')
  })

  test('names status, code and request id, and when to come back', async () => {
    const headers = { 'retry-after-ms': '89500', 'x-request-id': 'req_12' }
    const problem = await problemOf(
      generate(aModel([failsWith(429, { code: 'rate_limit_exceeded', headers })]), call, aTiming()),
    )
    expect(problem.detail).toBe('The call ended with status 429, code rate_limit_exceeded, request id req_12.')
    expect(problem.retryAfter).toBe(90)
    expect(problem.cause).toEqual({
      kind: 'rate',
      status: 429,
      code: 'rate_limit_exceeded',
      requestId: 'req_12',
      retryAfterMs: 89_500,
    })
  })
})

describe('the fallback', () => {
  const standIn = { subject: 'From the fallback', body: 'Hello', claims: [] }
  const down = new Set<FailureKind>(['rate', 'unavailable', 'timeout', 'quota'])

  test.each(failures)('%s: writes only when the provider is down', async (_, turns, kind, slug, __, calls) => {
    const fallback = aModel([standIn], { id: 'offline', provider: 'foreword' })
    const model = aModel(turns, { fallback: fallback.primary })
    const run = generate(model, call, aTiming(30))
    if (down.has(kind)) {
      expect(await run).toMatchObject({ answer: standIn, use: { id: 'offline', fallback: true, costUsd: 0 } })
      expect(fallback.calls.map(userText)).toEqual([call.user])
    } else {
      expect((await problemOf(run)).type).toBe(`/problems/${slug}`)
      expect(fallback.calls).toHaveLength(0)
    }
    expect(model.calls).toHaveLength(calls)
  })

  test('keeps what the attempts before it have cost', async () => {
    const fallback = aModel([says(JSON.stringify(standIn), { inputTokens: 7, outputTokens: 3 })], {
      provider: 'foreword',
    })
    const model = aModel([broken, quotaTurn], { fallback: fallback.primary })
    const { use } = await generate(model, call, aTiming())
    expect(use).toMatchObject({ inputTokens: 107, outputTokens: 23 })
    expect(use.costUsd).toBeCloseTo((100 * 0.4 + 20 * 1.6) / 1e6, 12)
  })

  test('gets the prompt as it was, without repair line or doubled limit', async () => {
    const fallback = aModel([standIn])
    await generate(aModel([broken, cutOff, quotaTurn], { fallback: fallback.primary }), call, aTiming())
    expect(fallback.calls[0]?.maxOutputTokens).toBe(400)
    expect(fallback.calls.map(userText)).toEqual([call.user])
  })

  test('that fails too leaves the first problem standing', async () => {
    const fallback = aModel([new TypeError(CANARY)])
    const problem = await problemOf(generate(aModel([quotaTurn], { fallback: fallback.primary }), call, aTiming()))
    expect(problem.type).toBe('/problems/llm-quota')
  })
})
