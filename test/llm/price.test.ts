import { expect, test } from 'vitest'
import { costUsd, type TokenCount, type Writer } from '../../src/llm/price.ts'

const at = new Date('2026-01-01T00:00:00Z')
const tokens: TokenCount = { inputTokens: 1_200, outputTokens: 300, cachedTokens: undefined }
const mini: Writer = { provider: 'openai.responses', modelId: 'gpt-4.1-mini', baseUrl: undefined }

// gpt-4.1-mini: $0.40, cached $0.10, output $1.60 for a million tokens.
test.each<[string, Writer, TokenCount, number | null]>([
  ['a known model', mini, tokens, 0.00096],
  ['cached input', mini, { ...tokens, cachedTokens: 1_000 }, 0.00066],
  ['a dated snapshot', { ...mini, modelId: 'gpt-4.1-mini-2025-04-14' }, tokens, 0.00096],
  ['OpenAI by its address', { ...mini, baseUrl: 'https://api.openai.com/v1' }, tokens, 0.00096],
  ['no tokens', mini, { inputTokens: 0, outputTokens: 0, cachedTokens: 0 }, 0],
  ['the offline writer', { ...mini, provider: 'foreword', modelId: 'offline' }, tokens, 0],
  ['an unknown model', { ...mini, modelId: 'qwen3-8b' }, tokens, null],
  ['a known name at an unknown address', { ...mini, baseUrl: 'http://127.0.0.1:11434/v1' }, tokens, null],
  ['input that nobody counted', mini, { ...tokens, inputTokens: undefined }, null],
  ['output that nobody counted', mini, { ...tokens, outputTokens: undefined }, null],
  ['more cached than sent', mini, { ...tokens, cachedTokens: 5_000 }, null],
])('prices %s', (_, writer, count, price) => {
  expect(costUsd(writer, count, at)).toEqual(price === null ? null : expect.closeTo(price, 10))
})
