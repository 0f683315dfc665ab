import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../src/llm/ask.ts'
import type { Writer } from '../../src/llm/price.ts'
import type { Failure } from '../../src/llm/retry.ts'
import { chargeOf, likelyTokens, mostOf, mostTokens } from '../../src/llm/worst-case.ts'

const at = new Date('2026-01-01T00:00:00Z')
// $0.40 and $1.60 for a million tokens.
const mini: Writer = { provider: 'openai.responses', modelId: 'gpt-4.1-mini', baseUrl: undefined }
const unknown: Writer = { ...mini, modelId: 'qwen3-8b' }
const call = { system: 's'.repeat(4000), user: 'ü'.repeat(500), hasSubject: true, maxOutputTokens: 900 }
const answer = { subject: 'Hello', body: 'x'.repeat(600), claims: [] }

const answered = (inputTokens: number | undefined, outputTokens: number | undefined, cacheRead?: number): Outcome => ({
  answer,
  usage: {
    inputTokens,
    outputTokens,
    totalTokens: undefined,
    inputTokenDetails: { cacheReadTokens: cacheRead, cacheWriteTokens: undefined, noCacheTokens: undefined },
    outputTokenDetails: { textTokens: undefined, reasoningTokens: undefined },
  },
})
const failed = (failure: Failure, usage?: Outcome['usage']): Outcome => ({ failure, usage })
const WHOLE = { usd: null, tokens: null }

describe('the most that a call can cost', () => {
  test('is a token for each byte and all that may be answered', () => {
    const { input, output } = mostTokens(call)
    expect(output).toBe(900)
    expect(input).toBeGreaterThan(4000 + 1000)
    // The form of the answer, with room to spare.
    expect(input).toBeLessThan(4000 + 1000 + 2000)
    const { usd, tokens } = mostOf(mini, call, at)
    expect(tokens).toBe(input + output)
    expect(Number(usd)).toBeCloseTo((input * 0.4 + output * 1.6) / 1e6, 9)
  })

  test('is not known where the price is not', () => {
    expect(mostOf(unknown, call, at).usd).toBeNull()
  })

  test('offline is nothing', () => {
    expect(Number(mostOf({ ...mini, provider: 'foreword' }, call, at).usd)).toBe(0)
  })

  test('is more than providers count it as beforehand', () => {
    expect(likelyTokens(call)).toBe(1250 + 900)
    expect(likelyTokens(call)).toBeLessThan(mostOf(mini, call, at).tokens)
  })
})

test.each<[string, Outcome | 'broken-off', { usd: string | null; tokens: number | null }]>([
  ['what the provider says', answered(1200, 300), { usd: '0.000960000', tokens: 1500 }],
  ['cached input at its own price', answered(1200, 300, 1000), { usd: '0.000660000', tokens: 1500 }],
  [
    'failures that were paid for',
    failed({ kind: 'truncated' }, answered(1200, 900).usage),
    { usd: '0.001920000', tokens: 2100 },
  ],
  // A provider that lies.
  ['no count', answered(undefined, undefined), WHOLE],
  ['half a count', answered(1200, undefined), WHOLE],
  ['nothing at all', answered(0, 0), WHOLE],
  ['no input', answered(0, 300), WHOLE],
  ['no output for an answer', answered(1200, 0), WHOLE],
  ['less than the prompt can be', answered(38, 300), WHOLE],
  ['less than nothing', answered(-1200, 300), WHOLE],
  ['less than nothing for the answer', answered(1200, -300), WHOLE],
  ['parts of tokens', answered(1200.5, 300), WHOLE],
  ['no number', answered(Number.NaN, 300), WHOLE],
  ['without end', answered(Infinity, 300), WHOLE],
  ['more than was sent', answered(1e12, 300), WHOLE],
  ['more than may be answered', answered(1200, 901), WHOLE],
  ['more cached than sent', answered(1200, 300, 1201), WHOLE],
  ['less than nothing cached', answered(1200, 300, -5), WHOLE],
  // Nobody says what it cost.
  ['a call that took too long', failed({ kind: 'timeout' }), WHOLE],
  ['a call that broke off', 'broken-off', WHOLE],
  ['a connection that broke', failed({ kind: 'unavailable' }), WHOLE],
  ['an answer that cannot be read', failed({ kind: 'unavailable', status: 200 }), WHOLE],
  ['a server that broke down', failed({ kind: 'unavailable', status: 500 }), WHOLE],
  ['a gateway that waited too long', failed({ kind: 'unavailable', status: 504 }), WHOLE],
  ['a server that waited too long', failed({ kind: 'unavailable', status: 408 }), WHOLE],
  // Turned away.
  ['too many calls', failed({ kind: 'rate', status: 429 }), { usd: '0', tokens: 0 }],
  ['a wrong key', failed({ kind: 'auth', status: 401 }), { usd: '0', tokens: 0 }],
  ['a bad request', failed({ kind: 'bad-request', status: 400 }), { usd: '0', tokens: 0 }],
  ['a server that is not ready', failed({ kind: 'unavailable', status: 503 }), { usd: '0', tokens: 0 }],
])('a call costs %s', (_, outcome, cost) => {
  expect(chargeOf(mini, call, outcome, at)).toEqual(cost)
})

test('what a call costs is never more than was set aside for it', () => {
  const most = mostOf(mini, call, at)
  const { input, output } = mostTokens(call)
  const dearest = chargeOf(mini, call, answered(input, output, 0), at)
  expect(dearest).toEqual({ usd: most.usd, tokens: most.tokens })
})
