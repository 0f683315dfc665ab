import type { Brief } from '../briefs/brief.ts'
import { factWords } from './fact-words.ts'
import type { FactWords } from './fact-words.ts'
import type { Claim, Finding, Guardrail } from './guardrail.ts'
import { sentencesOf, wordsPlace } from './message-sentences.ts'
import type { Sentence } from './message-sentences.ts'
import { slotPlaces } from './slot-places.ts'
import { languageOf } from './text-language.ts'
import type { TextField } from './text-places.ts'
import { fieldsOf, foundAt, quoted } from './text-places.ts'
import type { Word } from './words.ts'
import { wordsOf } from './words.ts'

const RULE = 'unsupported-statement'
/** So many words that no fact holds are no paraphrase of one. */
const MANY = 5
/** The sentence speaks to the reader or of the sender, or sets a condition: it states nothing of a product. */
const TALK =
  /(?<!\p{L})(?:i|we|us|our|me|my|let's|if|whether|when|would|reply|hello|hi|dear|regards|wishes|thanks?|ich|wir|uns|unsere?\p{L}?|mich|mir|wenn|falls|ob|hallo|guten|grüße|danke|bitte|yo|nos|nosotros|nuestr[oa]s?|me|si|cuando|hola|saludos|gracias|je|nous|notre|nos|moi|quand|bonjour|merci|cordialement)(?!\p{L})/iu
/** The sentence speaks of the product: a pronoun, or a label and its value. */
const ABOUT_IT =
  /(?<!\p{L})(?:it|its|it's|this|these|they|es|er|dies\p{L}{0,2}|este|esta|ello|il|elle|ce|cette)(?!\p{L})/iu
/** A label and its value. */
const LABELLED = /\p{L}: \p{L}/u

/** So few telling words in all facts of products say next to nothing of them. */
const NEXT_TO_NOTHING = 8
/** What a brief says of price, stock and ratings is for other rules. */
const SOLD = /^(?:Price |In stock$|Rating)/u
/** A sentence that speaks to the reader and says so much that no fact holds states something all the same. */
const MUCH = 3

type Told = { facts: ReadonlySet<string>; isSparse: boolean }
const told = new WeakMap<Brief, Told>()

/** The facts that tell something of a product, and whether the brief knows products by little more than their names. */
function toldOf(brief: Brief): Told {
  const known = told.get(brief)
  if (known !== undefined) return known
  const facts = brief.facts.filter(({ kind, use, text }) => kind === 'product' && use === 'mention' && !SOLD.test(text))
  const isSparse =
    brief.products.length > 0 && facts.flatMap(({ text }) => meaningOf(wordsOf(text))).length < NEXT_TO_NOTHING
  const fresh = { facts: new Set(facts.map(({ id }) => id)), isSparse }
  told.set(brief, fresh)
  return fresh
}

/** What the model says that a sentence rests on. */
const citedFor = ({ text }: TextField, sentence: Sentence, claims: readonly Claim[]): string[] => {
  const said = text.slice(sentence.start, sentence.end)
  return claims.filter((claim) => claim.text !== '' && said.includes(claim.text)).flatMap(({ facts }) => facts)
}

/** A word said twice states no more than once. */
const unique = (words: readonly Word[]): Word[] => [...new Map(words.map((word) => [word.key, word])).values()]
const meaningOf = (words: readonly Word[]): Word[] => words.filter((word) => !word.form.isGlue && !word.form.isNumber)

/** Words that state something of a product of which next to nothing is known. */
function unknownWords(sentence: Sentence, facts: FactWords, isAbout: boolean): Word[] {
  if (sentence.isQuestion) return []
  if (!isAbout && !LABELLED.test(sentence.text)) return []
  // What stands before a colon is a label, or leads up to the statement.
  const label = Math.max(0, sentence.text.indexOf(': '))
  const unheld = sentence.words.filter(
    (word) => word.start >= sentence.start + label && !word.form.isTalk && !word.form.isNumber && !facts.holds(word),
  )
  // Less is known of the everyday words of other languages, and what leads up to a name is talk.
  const isOther = (languageOf(sentence.text) ?? 'en') !== 'en' || sentence.text.includes('\0')
  const least = TALK.test(sentence.text) ? MUCH : isOther ? 2 : 1
  return unheld.length >= least ? unheld : []
}

function findingsOf(
  field: TextField,
  sentence: Sentence,
  facts: FactWords,
  cited: string[],
  { facts: toldFacts, isSparse }: Told,
): Finding[] {
  const slots = slotPlaces(field.text.slice(sentence.start, sentence.end))
  // How an offer is used; what it promises is for other rules.
  if (slots.some(({ name }) => name.startsWith('o1.'))) return []
  const unknown = isSparse
    ? unknownWords(
        sentence,
        facts,
        cited.some((id) => toldFacts.has(id)),
      )
    : []
  // It may be talk, or of the house: a person sees which.
  if (unknown.length > 0) return [findingFor(field, sentence, unknown, 'warn')]
  if (sentence.isQuestion || TALK.test(sentence.text)) return []
  const meaning = meaningOf(sentence.words)
  if (meaning.length === 0) return []
  const isAbout =
    cited.length > 0 ||
    ABOUT_IT.test(sentence.text) ||
    LABELLED.test(sentence.text) ||
    slots.some(({ name }) => /^p\d/.test(name))
  if (!isAbout) return []
  // Words of another language cannot be laid beside those of the facts.
  const language = languageOf(sentence.text) ?? languageOf(field.plain)
  if (language !== (facts.language ?? 'en')) return []
  const unheld = unique(meaning.filter((word) => !facts.holds(word)))
  const held = unique(meaning).length - unheld.length
  const isCertain =
    held === 0
      ? unheld.length > 1 || (unheld.length > 0 && LABELLED.test(sentence.text))
      : unheld.length > MANY && unheld.length > held * 2
  // What cites nothing has to be in the facts' own words, by half at least.
  const isLoose = cited.length === 0 && LABELLED.test(sentence.text) && unheld.length > 1 && unheld.length > held
  if (!isCertain && !isLoose) return []
  return [findingFor(field, sentence, unheld, 'block')]
}

function findingFor(
  field: TextField,
  sentence: Sentence,
  unheld: readonly Word[],
  severity: Finding['severity'],
): Finding {
  const place = wordsPlace(sentence)
  const words = unheld.slice(0, 3).map(({ text }) => text)
  const why = `No fact says what ${quoted(field.text, place)} says (${words.join(', ')}): rest it on a fact or take it out.`
  return foundAt(RULE, severity, why, field.field, place)
}

/** A sentence of the body about a product whose words no fact holds, in the language of the facts. */
export const unsupportedStatement: Guardrail = {
  rule: RULE,
  check(message, brief: Brief) {
    const body = fieldsOf(message.content).find(({ field }) => field === 'body')
    if (body === undefined) return []
    const facts = factWords(brief)
    const toldFacts = toldOf(brief)
    return sentencesOf(body).flatMap((sentence) =>
      findingsOf(body, sentence, facts, citedFor(body, sentence, message.claims), toldFacts),
    )
  },
}
