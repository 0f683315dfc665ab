import { formOf, HOUSE_RULES } from '../prompts/house-rules.ts'
import { ChannelName } from '../channels/channel.ts'
import type { Guardrail } from './guardrail.ts'
import { sentencesOf } from './message-sentences.ts'
import { blankSlots } from './slot-places.ts'
import type { Place, TextField } from './text-places.ts'
import { fieldsOf, foundAt, joinPlaces, placesOf, quoted } from './text-places.ts'
import { wordsOf } from './words.ts'

const RULE = 'prompt-leak'
/** So many words in a row are no chance; the sentences that a message may well hold are shorter. */
const ROW = 8

/** Most texts hold none of these words, and no more is done. */
const MAY_HOLD_MARKS =
  /prompt|brief>|record|use["“”]|===|instructions|stageReason|hasPrice|mentionedSignals|language model/i
/** What stands in prompts and nowhere else: the first line of each, the marks around the data, the keys of its records. */
const MARKS =
  /foreword\s+prompt\s?=|<\/?brief>|["“”]?record["“”]\s?:\s?["“”](?:task|instruction|product|offer|fact)|["“”]use["“”]\s?:\s?["“”](?:mention|steer)|=== (?:system|user)\b|"(?:stageReason|hasPrice|mentionedSignals)"/giu
/** What a model says that talks about its orders instead of the brand's matter. */
const TALK =
  /(?<![\p{L}\p{N}])(?:my|the|these|meine|mis|mes) (?:system |initial |original )?(?:prompt|instructions) (?:were|are|is|was|say|said|waren|sind|son|eran|sont|étaient)(?![\p{L}\p{N}])|(?<!\p{L})system prompt(?!\p{L})|(?<!\p{L})as an? (?:AI|large) language model(?!\p{L})/giu

/** Every row of eight words of a prompt, under its first two words: most words of a message begin none. */
type Rows = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>

function readRows(text: string): Rows {
  const rows = new Map<string, Map<string, Set<string>>>()
  for (const line of blankSlots(text).split('\n')) {
    const words = wordsOf(line).map(({ low }) => low)
    for (let at = 0; at + ROW <= words.length; at++) {
      const [first, second] = [words[at]!, words[at + 1]!]
      const begun = rows.get(first) ?? new Map<string, Set<string>>()
      rows.set(first, begun.set(second, (begun.get(second) ?? new Set()).add(words.slice(at, at + ROW).join(' '))))
    }
  }
  return rows
}

const HOUSE = [HOUSE_RULES, ...ChannelName.options.map(formOf)].join('\n')
/** Prompt files are few and read at boot: each is taken apart once. */
const known = new Map<string, Rows>()

function rowsOf(orders: string): Rows {
  const rows = known.get(orders) ?? readRows(`${HOUSE}\n${orders}`)
  known.set(orders, rows)
  return rows
}

function repeatedRows(field: TextField, orders: string): Place[] {
  const words = sentencesOf(field).flatMap((sentence) => sentence.words)
  const rows = rowsOf(orders)
  const found: Place[] = []
  for (let at = 0; at + ROW <= words.length; at++) {
    const begun = rows.get(words[at]!.low)?.get(words[at + 1]!.low)
    if (begun === undefined) continue
    const row = words.slice(at, at + ROW)
    if (begun.has(row.map(({ low }) => low).join(' '))) found.push({ start: row[0]!.start, end: row.at(-1)!.end })
  }
  return found
}

/** A message that tells what the model was told: its rules, its data as records, or talk about both. */
export const promptLeak: Guardrail = {
  rule: RULE,
  check: (message) =>
    fieldsOf(message.content).flatMap((textField) => {
      const { field, text } = textField
      const marks = MAY_HOLD_MARKS.test(text) ? [...placesOf(MARKS, text), ...placesOf(TALK, text)] : []
      return joinPlaces([...marks, ...repeatedRows(textField, message.orders ?? '')]).map((place) => {
        const why = `${quoted(text, place)} is what a writing model was told, and not for the customer: take it out.`
        return foundAt(RULE, 'block', why, field, place)
      })
    }),
}
