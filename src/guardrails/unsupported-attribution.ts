import { matchesOf } from '../patterns/matches-of.ts'
import type { Brief } from '../briefs/brief.ts'
import { alteredNames } from './altered-names.ts'
import { factWords } from './fact-words.ts'
import type { CheckedMessage, Guardrail } from './guardrail.ts'
import { sentencesOf } from './message-sentences.ts'
import { KnownWords } from './name-tokens.ts'
import { saidTexts } from './said-texts.ts'
import type { Place } from './text-places.ts'
import { fieldsOf, foundAt, joinPlaces, quoted } from './text-places.ts'
import { wordsOf } from './words.ts'

const RULE = 'unsupported-attribution'
const NAME = String.raw`\p{L}[\p{L}\p{N}&'’®™.-]*[\p{L}\p{N}®™](?: \p{Lu}[\p{L}\p{N}&'’®™-]*){0,3}`
const CAPITAL_NAME = String.raw`\p{Lu}[\p{L}\p{N}&'’®™-]+(?: \p{Lu}[\p{L}\p{N}&'’®™-]*){0,3}`

/** Who makes it or says so; the name is the group. Most texts hold none of the signs, and are not searched. */
const MAKER: { sign: RegExp; pattern: RegExp }[] = [
  {
    sign: /\sby\s/,
    pattern: new RegExp(
      String.raw`(?<!\p{L})(?:made|built|produced|manufactured|designed|developed|sold)\s+by\s+(?!hand|a\s|an\s|the\s|us|our)(${NAME})`,
      'gu',
    ),
  },
  {
    sign: /ccording|[Bb]y\s|[Ff]rom\s|brand|maker/,
    pattern: new RegExp(
      String.raw`(?<!\p{L})(?:[Aa]ccording\s+to|[Bb]y|[Ff]rom|brand(?:\s+is|:)|maker(?:\s+is|:))\s+(${CAPITAL_NAME})`,
      'gu',
    ),
  },
  {
    sign: /says|writes|states|promises|claims|puts|sagt|schreibt|verspricht|gibt|dice|afirma|indi|dit/,
    pattern: new RegExp(
      String.raw`(?:^|[\n.!?]\s*)(${CAPITAL_NAME})\s+(?:says|writes|states|promises|claims|puts\s+it|sagt|schreibt|verspricht|gibt\s+an|dice|afirma|indica|dit|indique)(?!\p{L})`,
      'gu',
    ),
  },
  {
    sign: /\svo[nm]\s|[Ll]aut|[Mm]arke|[Hh]ersteller/,
    pattern: new RegExp(
      String.raw`(?<!\p{L})(?:(?:(?:[Ee]s|[Ee]r|[Ss]ie)\s+ist|stammt|kommt|hergestellt|gefertigt|gebaut)\s+(?:von|vom\s+Hersteller)|[Ll]aut|(?:[Mm]arke|[Hh]ersteller)(?:\s+ist|:)?)\s+(${NAME})`,
      'gu',
    ),
  },
  {
    sign: /\spor\s|marca|fabricante|egún/,
    pattern: new RegExp(
      String.raw`(?<!\p{L})(?:(?:hech|fabricad|producid)[oa]\s+por|(?:la\s+marca|el\s+fabricante)(?:\s+es|:)?|[Ss]egún)\s+(${CAPITAL_NAME})`,
      'gu',
    ),
  },
  {
    sign: /\spar\s|marque|elon/,
    pattern: new RegExp(
      String.raw`(?<!\p{L})(?:(?:fabriqu|produi|conçu)\p{L}{1,3}\s+par|de\s+(?:la\s+)?marque|[Ss]elon)\s+(${CAPITAL_NAME})`,
      'gu',
    ),
  },
]
const MAY_NAME_CATEGORY = /ateg|atég|belong|gehört|pertenece|appartient/
const CATEGORY =
  /(?<!\p{L})(?:(?:belongs?|belonging)\s+to\s+(?:the\s+)?(?:category|range|group|family)(?:\s+of)?|in\s+(?:the|our)\s+category|category(?:\s+is)?:?|gehört\s+(?:zu(?:r)?(?:\s+Kategorie)?)|[Kk]ategorie(?:\s+ist)?|pertenece\s+a\s+(?:la\s+categoría)?|[Cc]ategoría|appartient\s+à\s+(?:la\s+catégorie)?|[Cc]atégorie)\s*:?\s+["“„«]?(\p{Lu}[^.!?\n"”“»;]{2,60})/gu

function groupPlace(match: RegExpExecArray): Place {
  const name = match[1] ?? ''
  const start = match.index + match[0].lastIndexOf(name)
  return { start, end: start + name.length }
}

const knownNames = new WeakMap<CheckedMessage, KnownWords>()
function namesOf(message: CheckedMessage, brief: Brief): KnownWords {
  const slots = Object.entries(message.slots).flatMap(([slot, value]) => (slot.endsWith('name') ? [value] : []))
  const known = knownNames.get(message) ?? new KnownWords([...saidTexts(brief), ...slots])
  knownNames.set(message, known)
  return known
}

const HYPHEN = /[-_]/
const CAPITAL = /^\p{Lu}/u

/** True when a name is one that the brief knows, or no name at all. */
function isKnownName(name: string, isKnown: (word: string) => boolean, isMaker: boolean): boolean {
  return name.split(' ').every((part) => {
    const word = part.replace(/[®™.]+|['’]s?$/gu, '')
    if (isKnown(word)) return true
    const isNameLike = HYPHEN.test(word) || (word.length > 1 && word === word.toUpperCase())
    // Behind "made by" a capital begins a name, whatever the word means in small letters.
    if (isMaker && CAPITAL.test(word)) return false
    return (
      !isNameLike && wordsOf(word).every((each) => each.form.isGlue && (each.low.length > 2 || !CAPITAL.test(word)))
    )
  })
}

/** Makers and categories that the brief does not name: "made by", "according to", "belongs to the category". */
export const unsupportedAttribution: Guardrail = {
  rule: RULE,
  check: (message, brief) => {
    const isGerman = /^de\b/i.test(brief.locale ?? '')
    return fieldsOf(message.content).flatMap((field) => {
      const isKnown = (word: string) => namesOf(message, brief).has(word)
      const makers = MAKER.filter(({ sign }) => sign.test(field.plain)).flatMap((maker) =>
        matchesOf(maker.pattern, field.plain)
          .map(groupPlace)
          .filter(({ start, end }) => !isKnownName(field.plain.slice(start, end), isKnown, maker === MAKER[0])),
      )
      const categories = matchesOf(CATEGORY, MAY_NAME_CATEGORY.test(field.plain) ? field.plain : '')
        .map(groupPlace)
        .filter(({ start, end }) => !factWords(brief).low.includes(field.plain.slice(start, end).trim().toLowerCase()))
      const brands = sentencesOf(field).flatMap((sentence) => alteredNames(sentence, brief, isKnown, isGerman))
      return [
        ...joinPlaces([...makers, ...brands]).map((place) => {
          const why = `No fact names ${quoted(field.text, place)}: correct the name or take it out.`
          return foundAt(RULE, 'block', why, field.field, place)
        }),
        ...categories.map((place) => {
          const why = `No product of this brief is in a category ${quoted(field.text, place)}: correct it or take it out.`
          return foundAt(RULE, 'block', why, field.field, place)
        }),
      ]
    })
  },
}
