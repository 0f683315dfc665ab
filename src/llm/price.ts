import { calcPrice } from '@pydantic/genai-prices'

/** Tokens of one call as the provider counts them; `cachedTokens` is the part of `inputTokens` that it had cached. */
export type TokenCount = {
  inputTokens: number | undefined
  outputTokens: number | undefined
  cachedTokens: number | undefined
}

/** Who wrote, and where: a model id may cost something else, or nothing, at another address than OpenAI's. */
export type Writer = { provider: string; modelId: string; baseUrl: string | undefined }

/** The AI SDK provider name of the offline writer. */
const OFFLINE = 'foreword'

export const isOffline = (provider: string): boolean => provider === OFFLINE

/**
 * US dollars for one call, by the price list bundled with `@pydantic/genai-prices`. The offline writer costs 0: that is
 * known. A model, address or count that nobody knows the price of costs null, because 0 would look free in every sum.
 */
export function costUsd(writer: Writer, tokens: TokenCount, at: Date): number | null {
  if (isOffline(writer.provider)) return 0
  const { inputTokens, outputTokens, cachedTokens = 0 } = tokens
  if (inputTokens === undefined || outputTokens === undefined) return null
  try {
    const usage = { input_tokens: inputTokens, cache_read_tokens: cachedTokens, output_tokens: outputTokens }
    const seller = writer.baseUrl === undefined ? { providerId: 'openai' } : { providerApiUrl: writer.baseUrl }
    return calcPrice(usage, writer.modelId, { ...seller, timestamp: at })?.total_price ?? null
  } catch {
    // Counts that contradict each other throw. The answer is there and paid for: its price is unknown, that is all.
    return null
  }
}
