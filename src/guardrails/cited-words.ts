import type { Brief, Fact } from '../briefs/brief.ts'
import { factWords } from './fact-words.ts'
import { blankSlots } from './slot-places.ts'
import { wordsOf } from './words.ts'

/** So much of a claim another fact must hold to be what was meant, and the facts that it names at most half of that. */
const MEANT = 0.75
const FEW_WORDS = 2

const names = new WeakMap<Brief, ReadonlySet<string>>()
function nameKeys(brief: Brief): ReadonlySet<string> {
  const words = () => factWords(brief).clauses.flatMap((clause) => (clause.fact === null ? clause.words : []))
  const known = names.get(brief) ?? new Set(words().map(({ key }) => key))
  names.set(brief, known)
  return known
}

/** The words by which a claim can be known again in a fact: no names of products, no figures. */
function tellingWords(claim: string, brief: Brief): string[] {
  const named = nameKeys(brief)
  const words = wordsOf(blankSlots(claim)).filter((word) => !word.form.isSmall && !word.form.isFigure)
  const rare = words.filter((word) => !word.form.isGlue && !named.has(word.key))
  return [...new Set((rare.length >= FEW_WORDS ? rare : words).map(({ key }) => key))]
}

/** The last part of a claim, behind a colon or a quotation mark, as facts are compared. */
const lastPart = (claim: string): string =>
  (claim.split(/: |[„“"«]/u).findLast((part) => /\p{L}/u.test(part)) ?? claim)
    .replace(/[\s.!”“"»]+$/u, '')
    .toLowerCase()

const shareOf = (words: readonly string[], isHeld: (word: string) => boolean): number =>
  words.filter(isHeld).length / Math.max(1, words.length)

/** The fact that says what a claim says, where the facts that the claim names speak of something else; null otherwise. */
export function factMeant(claim: string, cited: readonly Fact[], brief: Brief): string | null {
  if (cited.length === 0) return null
  const facts = factWords(brief)
  const part = lastPart(claim)
  // Most claims repeat what they name.
  if (part.length > 0 && cited.some(({ text }) => text.toLowerCase().includes(part))) return null
  const isCited = (word: string): boolean => cited.some(({ id }) => facts.keysOf(id).has(word))
  const words = tellingWords(claim, brief)
  const share = shareOf(words, isCited)
  const isTelling = words.length >= FEW_WORDS && share * 2 <= MEANT
  const partWords = wordsOf(part)
  const isLong = partWords.length >= FEW_WORDS && partWords.some((word) => !word.form.isSmall && !word.form.isFigure)
  const isQuote =
    isLong &&
    shareOf(
      partWords.map(({ key }) => key),
      isCited,
    ) <=
      1 / 2
  if (!isQuote && !isTelling) return null
  const meant = brief.facts.find((fact) => {
    if (fact.use !== 'mention' || cited.includes(fact)) return false
    if (isQuote && fact.text.toLowerCase().includes(part)) return true
    const keys = facts.keysOf(fact.id)
    const other = isTelling ? shareOf(words, (word) => keys.has(word)) : 0
    return other >= MEANT && other >= share * 2
  })
  return meant?.id ?? null
}
