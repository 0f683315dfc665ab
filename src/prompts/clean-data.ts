import { cleanText } from '../briefs/clean-text.ts'

/** Longest string that goes into a prompt, in UTF-16 units. */
export const LONGEST_STRING = 8000

const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
const ESCAPES: Record<string, string> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' }

/**
 * What chat templates and prompt files begin a role, a section or code with, as far as `<` and `>` are not in it. The sign in
 * front or behind is escaped: whoever parses the record reads the same words, whoever splits text at markers finds none.
 */
const ROLE_MARKER =
  /\[(?=\/?(?:INST|SYS(?:TEM)?)\])|#(?=#*\s{0,3}(?:system|user|assistant|human|instructions?|response)\b)|`(?=`)|(?<=``)`|=(?==+\s?(?:system|user)\b)|(?<=(?<![\p{L}\p{N}])(?:human|assistant)\s?|["#*.!?…;]\s{0,3}(?:system|user|developer)\s?):(?!")/giu
/** Says quickly of most texts that they hold none. */
const PERHAPS = /\[\/?(?:INST|SYS)|#|``|==|(?:human|assistant|system|user|developer)\s?:/i

/**
 * Data as one line of JSON that no section marker, tag or role marker can be made of: every string and key is one clean line of visible
 * text, cut to `LONGEST_STRING`; `<`, `>` and `&` are escaped. What is not known is `null`.
 */
export function jsonLine(data: unknown): string {
  const json = JSON.stringify(cleanData(data)) ?? 'null'
  const unmarked = PERHAPS.test(json) ? json.replace(ROLE_MARKER, escaped) : json
  return unmarked.replace(/[<>&]/g, (character) => ESCAPES[character] ?? '')
}

function cleanData(data: unknown): unknown {
  if (typeof data === 'string') return cleanText(data, LONGEST_STRING)
  if (Array.isArray(data)) return data.map(cleanData)
  if (data === null || typeof data !== 'object') return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [cleanText(key, 100), cleanData(value)]))
}
