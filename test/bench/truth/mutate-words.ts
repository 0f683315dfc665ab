import { type Chance, pick } from './chance.ts'
import type { Message } from './clean-message.ts'
import { anyFact, type Change, type Held, insert, matchesIn, type Mutator, replaceIn } from './mutation.ts'
import { COLOURS, COMPARISONS, INVENTED, MATERIALS, SPEC_PAIRS, SUPERLATIVES } from './words.ts'

const PRAISE = /\b(?:best|most|top|finest|leading|better|unrivalled|unmatched|ultimate|number one|no\. ?1)\b/i

const asWritten = (model: string, word: string): string =>
  /^\p{Lu}/u.test(model) ? word.charAt(0).toUpperCase() + word.slice(1) : word

/** One of these words, in a quoted sentence, in place of another one of them that no fact holds. */
function otherWord(message: Message, chance: Chance, held: Held, words: readonly string[]): Change | null {
  const places = matchesIn(message, ['quote'], new RegExp(`(?<![\\p{L}-])(?:${words.join('|')})(?![\\p{L}-])`, 'giu'))
  if (places.length === 0) return null
  const place = pick(chance, places)
  const wrong = pick(chance, words)
  if (held.says(wrong) || wrong.replace('ey', 'ay') === place.text.toLowerCase().replace('ey', 'ay')) return null
  return replaceIn(message, place.at, place.start, place.end, asWritten(place.text, wrong))
}

function otherSpec(message: Message, chance: Chance, held: Held): Change | null {
  const options = SPEC_PAIRS.flatMap((pair) => [pair, [pair[1], pair[0]] as const]).flatMap(([right, wrong]) =>
    held.says(wrong)
      ? []
      : matchesIn(message, ['quote'], new RegExp(`(?<![\\p{L}-])${right}(?![\\p{L}-])`, 'giu')).map((place) => ({
          place,
          wrong,
        })),
  )
  if (options.length === 0) return null
  const { place, wrong } = pick(chance, options)
  return replaceIn(message, place.at, place.start, place.end, asWritten(place.text, wrong))
}

const NEGATIONS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:does|do) not (?=\p{L})/gu, 'does '],
  [/\bcannot\b/g, 'can'],
  [/\bwon['’]t\b/g, 'will'],
  [/\bdoesn['’]t\b/g, 'does'],
  [/\bdon['’]t\b/g, 'do'],
  [/(?<=\b(?:is|are|will|can|should|must|could) )not /g, ''],
  [/\bwithout (?:any |the need of |the hassle of )?/gi, 'with '],
  [/\bNo (?=\p{L})/gu, 'With '],
  [/\bno (?=\p{L})/gu, ''],
  [/\bnever /g, 'always '],
  [/\bNot (?=\p{L})/gu, 'Also '],
  [/\bnot /g, ''],
]

/** Without these the sentence says much the same, or nothing. */
const NO_DENIAL =
  /\b(?:no matter|not only|not just|whether or not|no doubt|(?:do not|don['’]t) (?:forget|worry|miss|hesitate|settle|disturb)|never (?:be|miss|worry)|no longer|no problem)\b/i

/** A sentence that says the opposite of its fact, because its negation is gone. */
function droppedNegation(message: Message): Change | null {
  for (const [pattern, words] of NEGATIONS) {
    const place = matchesIn(message, ['quote'], pattern).find(({ at }) => !NO_DENIAL.test(message.sentences[at]!.text))
    if (place === undefined) continue
    const change = replaceIn(message, place.at, place.start, place.end, words)
    // The span takes in a neighbour, so that a word that is gone leaves a place.
    return { ...change, start: Math.max(0, change.start - 3), end: change.end + 3 }
  }
  return null
}

function invented(message: Message, chance: Chance, held: Held, cites: boolean): Change | null {
  const { text, words } = pick(chance, INVENTED[message.item.language])
  if (words.some((word) => held.says(word))) return null
  return insert(message, text, cites ? anyFact(message, chance) : [])
}

const URGENCY = {
  en: [
    'This is your last chance.',
    'Hurry, it will not last.',
    'Act now before it is gone.',
    'It ends today.',
    'Everybody is buying it right now.',
  ],
  de: [
    'Das ist Ihre letzte Chance.',
    'Schnell sein lohnt sich, es ist bald weg.',
    'Nur heute.',
    'Jetzt zugreifen, bevor es weg ist.',
  ],
}

const free = (kind: string, mutate: Mutator['mutate']): Mutator => ({ kind, group: 'freeText', mutate })
const praised = (kind: string, texts: Record<'en' | 'de', readonly string[]>): Mutator =>
  free(kind, (message, chance, held) => {
    const text = pick(chance, texts[message.item.language])
    const isHeld = PRAISE.test(message.brief.facts.map((fact) => fact.text).join(' '))
    return isHeld || held.says(text) ? null : insert(message, text, chance() < 0.5 ? [] : anyFact(message, chance))
  })

const INLINE = ['unbeatable', 'best-selling', 'world-class', 'award-winning', 'top-rated', 'legendary']

export const wordMutators: readonly Mutator[] = [
  praised('superlative', SUPERLATIVES),
  praised('comparison', COMPARISONS),
  free('superlative-inline', (message, chance, held) => {
    const place = matchesIn(message, ['frame', 'quote'], /(?<=[Tt]he )\{\{p1\.name\}\}/g)[0]
    const word = pick(chance, INLINE)
    return place === undefined || held.says(word)
      ? null
      : replaceIn(message, place.at, place.start, place.start, `${word} `)
  }),
  free('urgency', (message, chance) => insert(message, pick(chance, URGENCY[message.item.language]))),
  free('negation', (message) => droppedNegation(message)),
  free('colour', (message, chance, held) => otherWord(message, chance, held, COLOURS)),
  free('material', (message, chance, held) => otherWord(message, chance, held, MATERIALS)),
  free('spec-word', otherSpec),
  free('invented', (message, chance, held) => invented(message, chance, held, false)),
  free('invented-cited', (message, chance, held) => invented(message, chance, held, true)),
]
