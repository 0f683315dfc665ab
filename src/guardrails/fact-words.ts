import type { Brief } from '../briefs/brief.ts'
import { remembered } from '../patterns/remembered.ts'
import type { Language } from './text-language.ts'
import { languageOf } from './text-language.ts'
import type { Word } from './words.ts'
import { wordsOf } from './words.ts'

/** A sentence of a fact, or the name or category of a product. */
export type FactClause = { fact: string | null; text: string; words: Word[] }

/** What a message may say, as words; made once for each brief. */
export type FactWords = {
  clauses: readonly FactClause[]
  /** Clauses by the key of a word that stands in them. */
  byKey: ReadonlyMap<string, readonly number[]>
  /** True when some text that may be said holds the word, its stem, or a longer word that begins alike. */
  holds(word: Word): boolean
  /** The same for the facts with these ids and the names of products. */
  holdsIn(facts: readonly string[]): (word: Word) => boolean
  /** The keys of all words of a fact. */
  keysOf(fact: string): ReadonlySet<string>
  /** All texts in small letters, one a line. */
  low: string
  /** The language of the facts, or null when they are too short to tell. */
  language: Language | null
}

/** Catalogues often leave out the blank behind a full stop or a semicolon. */
const CLAUSE_END = /(?<=[\p{L}\p{N})"”][.!?;•|])\s+|(?<=[;•|])|(?<=\p{Ll}[.!?])(?=\p{Lu}\p{Ll})|\n+/u
/** Words that begin with as many letters alike are taken for the same word: "install" and "installation". */
const ALIKE = 6

const known = new WeakMap<Brief, FactWords>()

/** The words of all facts that may be said, of the products' names and categories. */
export function factWords(brief: Brief): FactWords {
  const words = known.get(brief) ?? readFacts(brief)
  known.set(brief, words)
  return words
}

/** Facts come again with other customers. */
const clausesOf = remembered((text) =>
  text.split(CLAUSE_END).map((clause) => ({ text: clause, words: wordsOf(clause) })),
)

function readFacts(brief: Brief): FactWords {
  const facts = brief.facts.filter((fact) => fact.use === 'mention')
  const names = brief.products.flatMap(({ name, category }) => (category === null ? [name] : [name, category]))
  const clauses: FactClause[] = [
    ...facts.flatMap(({ id, text }) => clausesOf(text).map((clause) => ({ fact: id, ...clause }))),
    ...names.map((text) => ({ fact: null, text, words: wordsOf(text) })),
  ]
  const byKey = new Map<string, number[]>()
  clauses.forEach(({ words }, index) => {
    for (const key of new Set(words.map((word) => word.key))) {
      const list = byKey.get(key)
      if (list === undefined) byKey.set(key, [index])
      else list.push(index)
    }
  })
  const low = clauses.map(({ text }) => text.toLowerCase()).join('\n')
  return {
    clauses,
    byKey,
    holds: holder(clauses),
    holdsIn: (ids) => holder(clauses.filter(({ fact }) => fact === null || ids.includes(fact))),
    keysOf: keyReader(clauses),
    low,
    language: languageOf(facts.map(({ text }) => text).join('\n')),
  }
}

function keyReader(clauses: readonly FactClause[]): (fact: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>()
  return (fact) => {
    const keys =
      known.get(fact) ??
      new Set(clauses.flatMap((clause) => (clause.fact === fact ? clause.words.map(({ key }) => key) : [])))
    known.set(fact, keys)
    return keys
  }
}

function holder(clauses: readonly FactClause[]): (word: Word) => boolean {
  const held = new Set<string>()
  for (const { words } of clauses) {
    let previous = ''
    for (const { low, key } of words) {
      held
        .add(key)
        .add(low)
        .add(low.slice(0, ALIKE))
        .add(previous + low)
      previous = low
    }
  }
  return ({ low, key }) => held.has(key) || held.has(low) || (low.length >= ALIKE && held.has(low.slice(0, ALIKE)))
}
