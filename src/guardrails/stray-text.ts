import type { Brief } from '../briefs/brief.ts'
import { matchesOf } from '../patterns/matches-of.ts'
import { factWords } from './fact-words.ts'
import type { CheckedMessage, Finding, Guardrail } from './guardrail.ts'
import { sentencesOf, wordsPlace } from './message-sentences.ts'
import { isTextLanguage, languageOf } from './text-language.ts'
import type { Place, TextField } from './text-places.ts'
import { fieldsOf, foundAt, quoted } from './text-places.ts'
import { type Word, wordsOf } from './words.ts'

const RULE = 'stray-text'
/** What stands between two empty lines. */
const BLOCK = /\S(?:[^\n]|\n(?![ \t]*\n))*/g
const LAST_SENTENCE = /(?<=[.!?…。！？]["'”’»)]*\s)\s*(?=\S)/u
/** A line that ends so is finished: a mark, a slot such as a link, a picture. A list begins with a sign. */
const FINISHED = /(?:[.!?…:;,。！？：]["'”’»)\]]*|\u0000|[\p{Extended_Pictographic}\uFE0F])\s*$/u
const LISTED = /^(?:[-–—*•·‣▪✓✔>+]|\d{1,2}[.)])\s/u
const POSTSCRIPT = /^\(?P\.?\s?[SD]\.?(?=[\s:.–-])/iu
/** Words of headings in letters. */
const OF_HEADINGS = new Set(
  'technical key data glance highlights summary specs advantages benefits background next steps why best technische daten vorteile eckdaten ihr ihre características ventajas resumen claves avantages caractéristiques résumé'.split(
    ' ',
  ),
)
/** A short line with such a word in it comes before the names of those who write. */
const CLOSING =
  /(?<!\p{L})(?:regards|(?:best|warm|warmest|kind|kindest|good) wishes|all the best|sincerely|faithfully|truly yours|yours truly|grüße|grüßen|gruß|grüsse|grüssen|gruss|herzlichst|hochachtungsvoll|saludos?|atentamente|cordialmente|un abrazo|cordialement|salutations|amicalement|bien à (?:vous|toi)|saluti|un saluto|cumprimentos|atenciosamente|saudações|groet|groeten|groetjes)(?!\p{L})/iu
const LONGEST_CLOSING = 60
const LONGEST_NAME = 6

type Block = Place & { plain: string; isOneLine: boolean }

const blocksOf = ({ plain }: TextField): Block[] =>
  matchesOf(BLOCK, plain).map(({ 0: block, index }) => ({
    plain: block.trimEnd(),
    start: index,
    end: index + block.trimEnd().length,
    isOneLine: !block.trimEnd().includes('\n'),
  }))

/** The words that state something and that neither a fact nor the names of brand, agent and customer hold. */
function strangersIn(text: string, message: CheckedMessage, brief: Brief): Word[] {
  const unheld = wordsOf(text).filter(
    (word) => !word.form.isGlue && !word.form.isNumber && !OF_HEADINGS.has(word.low) && !factWords(brief).holds(word),
  )
  if (unheld.length === 0) return []
  const names = new Set(Object.values(message.slots).flatMap((value) => wordsOf(value).map(({ low }) => low)))
  return unheld.filter(({ low }) => !names.has(low))
}

/** A block of one line, between greeting and closing, whose last words are no sentence and rest on nothing. */
function unfinished(field: TextField, block: Block, message: CheckedMessage, brief: Brief): Finding[] {
  if (!block.isOneLine || FINISHED.test(block.plain) || LISTED.test(block.plain)) return []
  const last = block.plain.split(LAST_SENTENCE).at(-1) ?? ''
  if (strangersIn(last, message, brief).length === 0) return []
  const place = { start: block.end - last.length, end: block.end }
  const why = `${quoted(field.text, place)} is no whole sentence, and no fact holds its words: finish it or take it out.`
  return [foundAt(RULE, isReadable(brief) ? 'block' : 'warn', why, field.field, place)]
}

/** Of other languages neither closing lines nor small words are known. */
const isReadable = ({ locale }: Brief): boolean => locale === null || isTextLanguage(locale.split('-')[0] ?? '')

/** So many words of which no fact holds one: the sentence is about something else; with fewer it may be. */
const MANY = 8
const SOME = 5

function beside(field: TextField, message: CheckedMessage, brief: Brief): Finding[] {
  const facts = factWords(brief)
  return sentencesOf(field).flatMap((sentence) => {
    if (sentence.words.length < SOME || sentence.text.includes('\u0000')) return []
    const meaning = sentence.words.filter((word) => !word.form.isGlue)
    if (meaning.length < SOME || meaning.some((word) => facts.holds(word) && !word.form.isNumber)) return []
    const strangers = strangersIn(sentence.text, message, brief).length
    if (strangers < SOME) return []
    // Words of another language cannot be laid beside those of the facts.
    if (languageOf(sentence.text) !== (facts.language ?? 'en')) return []
    const place = wordsPlace(sentence)
    const why = `Nothing in this brief speaks of what ${quoted(field.text, place)} is about: keep to its facts or take it out.`
    return [foundAt(RULE, strangers < MANY ? 'warn' : 'block', why, field.field, place)]
  })
}

function afterClosing(field: TextField, block: Block, message: CheckedMessage, brief: Brief): Finding[] {
  if (POSTSCRIPT.test(block.plain) || block.plain.replace(/[\u0000\s]/g, '') === '') return []
  if ((brief.brand.requiredPhrases ?? []).some((phrase) => phrase.includes(block.plain.trim()))) return []
  const isCertain = !block.plain.split('\n').every(isName) && strangersIn(block.plain, message, brief).length > 0
  const why = `${quoted(field.text, block)} comes after the closing line: put it before, begin it with "PS:", or take it out.`
  return [foundAt(RULE, isCertain ? 'block' : 'warn', why, field.field, block)]
}

/** The last line that closes the message, or null. */
function closingLine(plain: string): Place | null {
  let end = plain.length
  while (end > 0) {
    const start = plain.lastIndexOf('\n', end - 1) + 1
    if (end - start <= LONGEST_CLOSING) {
      const line = plain.slice(start, end)
      if (CLOSING.test(line) && isName(line) && !line.includes(':'))
        return { start, end: start + line.trimEnd().length }
    }
    end = start - 1
  }
  return null
}

/** Where the closing line begins, and which block comes first after the names; null without a closing line. */
function closingOf({ plain }: TextField, blocks: readonly Block[]): { start: number; after: number } | null {
  const line = closingLine(plain)
  if (line === null) return null
  const own = blocks.findIndex((block) => block.end >= line.end)
  const next = blocks[own + 1]
  const isNames = blocks[own]?.end === line.end && next !== undefined && next.plain.split('\n').every(isName)
  return { start: line.start, after: own + (isNames ? 2 : 1) }
}

/** A short line that is no sentence: a name, a role, a street. */
const isName = (line: string): boolean => wordsOf(line).length <= LONGEST_NAME && !/[.?]\s*$/.test(line)

/** Words that belong to nothing: a line of its own that no sentence and no fact carries, and what comes after the closing line. */
export const strayText: Guardrail = {
  rule: RULE,
  check(message, brief) {
    // A script to be read aloud has headings and lists.
    if (brief.channel === 'call') return []
    const body = fieldsOf(message.content).find(({ field }) => field === 'body')
    if (body === undefined) return []
    const blocks = blocksOf(body)
    const closing = closingOf(body, blocks)
    const stray = blocks.flatMap((block, at) => {
      if (closing !== null && at >= closing.after) return afterClosing(body, block, message, brief)
      const isInside = at > 0 && at < blocks.length - 1 && (closing === null || block.end <= closing.start)
      return isInside ? unfinished(body, block, message, brief) : []
    })
    return [...stray, ...beside(body, message, brief)]
  },
}
