import { formOf, HOUSE_RULES } from '../prompts/house-rules.ts'
import { ChannelName } from '../channels/channel.ts'
import type { Guardrail } from './guardrail.ts'
import type { Place } from './text-places.ts'
import { fieldsOf, foundAt, joinPlaces, placesOf } from './text-places.ts'

const RULE = 'prompt-leak'
/** So many words in a row are no chance; the sentences that a message may well hold are shorter. */
const ROW = 8
const WORD = /[\p{L}\p{N}]+/gu

/** What stands in prompts and nowhere else: the first line of each, the marks around the data, the keys of its records. */
const MARKS =
  /foreword\s+prompt\s?=|<\/?brief>|["“”]?record["“”]\s?:\s?["“”](?:task|instruction|product|offer|fact)|["“”]use["“”]\s?:\s?["“”](?:mention|steer)|=== (?:system|user)\b|"(?:stageReason|hasPrice|mentionedSignals)"/giu
/** What a model says that talks about its orders instead of the brand's matter. */
const TALK =
  /(?<![\p{L}\p{N}])(?:my|the|these|meine|mis|mes) (?:system |initial |original )?(?:prompt|instructions) (?:were|are|is|was|say|said|waren|sind|son|eran|sont|étaient)(?![\p{L}\p{N}])|(?<!\p{L})system prompt(?!\p{L})|(?<!\p{L})as an? (?:AI|large) language model(?!\p{L})/giu

const wordsOf = (text: string): { word: string; start: number; end: number }[] =>
  Array.from(text.matchAll(WORD), (match) => ({
    word: match[0].toLowerCase(),
    start: match.index,
    end: match.index + match[0].length,
  }))

/** Every row of eight words in the rules, under its first two: most words of a message begin none. */
const rows = new Map<string, Set<string>>()
for (const line of [HOUSE_RULES, ...ChannelName.options.map(formOf)].join('\n').split('\n')) {
  const words = wordsOf(line).map(({ word }) => word)
  for (let at = 0; at + ROW <= words.length; at++) {
    const first = `${words[at]} ${words[at + 1]}`
    rows.set(first, (rows.get(first) ?? new Set()).add(words.slice(at, at + ROW).join(' ')))
  }
}

function repeatedRows(text: string): Place[] {
  const words = wordsOf(text)
  return words.flatMap(({ word, start }, at) => {
    const known = rows.get(`${word} ${words[at + 1]?.word}`)
    const row = known === undefined ? [] : words.slice(at, at + ROW)
    const last = row.at(-1)
    return last !== undefined && known?.has(row.map((each) => each.word).join(' ')) === true
      ? [{ start, end: last.end }]
      : []
  })
}

/** A message that tells what the model was told: its rules, its data as records, or talk about both. */
export const promptLeak: Guardrail = {
  rule: RULE,
  check: (message) =>
    fieldsOf(message.content).flatMap(({ field, text }) =>
      joinPlaces([...placesOf(MARKS, text), ...placesOf(TALK, text), ...repeatedRows(text)]).map((place) =>
        foundAt(
          RULE,
          'block',
          'These words belong to the orders behind this message, not into it: take them out.',
          field,
          place,
        ),
      ),
    ),
}
