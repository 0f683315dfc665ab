import type { Word } from './words.ts'

/**
 * Two stretches of words between which a sentence and a fact agree; either can be empty. `before` and `after` are how many
 * words agree in a row around them; 0 where the sentence or the fact begins or ends there.
 */
export type Gap = { said: readonly Word[]; fact: readonly Word[]; before: number; after: number }
export type Alignment = { matched: number; gaps: Gap[] }

/** So many words of each side are compared. */
const MOST = 64

type Pair = { a: number; b: number }

/**
 * Lays a sentence beside a fact: the longest row of words that both have in this order, and what stands before, between and
 * after them.
 */
export function alignWords(saidWords: readonly Word[], factWords: readonly Word[]): Alignment | null {
  const said = saidWords.length > MOST ? saidWords.slice(0, MOST) : saidWords
  const fact = factWords.length > MOST ? factWords.slice(0, MOST) : factWords
  const pairs = pairsOf(said, fact)
  return pairs.length === 0 ? null : { matched: pairs.length, gaps: gapsOf(said, fact, pairs) }
}

/** One word in two forms; "not" is no form of "note". */
const isSame = (a: Word | undefined, b: Word | undefined): boolean =>
  a?.key === b?.key &&
  (a?.low === b?.low || a === undefined || b === undefined || !(a.form.isDenial || b.form.isDenial))

const lengths = new Uint8Array((MOST + 1) * (MOST + 1))

function pairsOf(said: readonly Word[], fact: readonly Word[]): Pair[] {
  const width = fact.length + 1
  lengths.fill(0, 0, (said.length + 1) * width)
  for (let a = said.length - 1; a >= 0; a--) {
    for (let b = fact.length - 1; b >= 0; b--) {
      const here = a * width + b
      lengths[here] = isSame(said[a], fact[b])
        ? (lengths[here + width + 1] ?? 0) + 1
        : Math.max(lengths[here + width] ?? 0, lengths[here + 1] ?? 0)
    }
  }
  const pairs: Pair[] = []
  for (let a = 0, b = 0; a < said.length && b < fact.length;) {
    const here = a * width + b
    if (isSame(said[a], fact[b])) pairs.push({ a: a++, b: b++ })
    else if ((lengths[here + width] ?? 0) >= (lengths[here + 1] ?? 0)) a++
    else b++
  }
  return closeUp(pairs, said, fact)
}

/** "What the sheet says: the sole": it is the last "the" that belongs to the sole. */
function closeUp(pairs: Pair[], said: readonly Word[], fact: readonly Word[]): Pair[] {
  for (let index = pairs.length - 2; index >= 0; index--) {
    const [pair, next, previous] = [pairs[index], pairs[index + 1], pairs[index - 1]]
    if (pair === undefined || next === undefined) continue
    const isJoined = previous !== undefined && pair.a === previous.a + 1 && pair.b === previous.b + 1
    if (isJoined) continue
    const word = said[pair.a]
    for (let a = next.a - 1; a > pair.a; a--) if (isSame(said[a], word)) pair.a = a
    for (let b = next.b - 1; b > pair.b; b--) if (isSame(fact[b], word)) pair.b = b
  }
  return pairs
}

function gapsOf(said: readonly Word[], fact: readonly Word[], pairs: readonly Pair[]): Gap[] {
  const runs: { a: number; b: number; length: number }[] = []
  for (const { a, b } of pairs) {
    const run = runs.at(-1)
    if (run !== undefined && a === run.a + run.length && b === run.b + run.length) run.length++
    else runs.push({ a, b, length: 1 })
  }
  const ends = [...runs, { a: said.length, b: fact.length, length: 0 }]
  return ends.map((run, index) => {
    const previous = runs[index - 1] ?? { a: 0, b: 0, length: 0 }
    return {
      said: said.slice(previous.a + previous.length, run.a),
      fact: fact.slice(previous.b + previous.length, run.b),
      before: previous.length,
      after: run.length,
    }
  })
}
