import { cleanText } from '../briefs/clean-text.ts'

/** Longest string that goes into a prompt, in UTF-16 units. */
export const LONGEST_STRING = 2000

const ESCAPES: Record<string, string> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' }

/**
 * Data as one line of JSON that no section marker, tag or role marker can be made of: every string and key is one clean line of visible
 * text, cut to `LONGEST_STRING`; `<`, `>` and `&` are escaped. What is not known is `null`.
 */
export function jsonLine(data: unknown): string {
  return (JSON.stringify(cleanData(data)) ?? 'null').replace(/[<>&]/g, (character) => ESCAPES[character] ?? '')
}

function cleanData(data: unknown): unknown {
  if (typeof data === 'string') return cleanText(data, LONGEST_STRING)
  if (Array.isArray(data)) return data.map(cleanData)
  if (data === null || typeof data !== 'object') return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [cleanText(key, 100), cleanData(value)]))
}
