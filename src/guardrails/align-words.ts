import type { Word } from './words.ts'

/** Two stretches of words between which a sentence and a fact agree; either can be empty. */
export type Gap = { said: readonly Word[]; fact: readonly Word[]; before: number; after: number }
export type Alignment = { matched: number; gaps: Gap[]; first: { said: number; fact: number } }

/** So many words of each side are compared. */
const MOST = 64

/**
 * Lays a sentence beside a fact: the longest row of words that both have in this order, and what stands between them.
 * `before` and `after` are how many words agree in a row around a gap.
 */
export function alignWords(saidWords: readonly Word[], factWords: readonly Word[]): Alignment | null {
  const said = saidWords.slice(0, MOST)
  const fact = factWords.slice(0, MOST)
  const width = fact.length + 1
  const lengths = new Uint8Array((said.length + 1) * width)
  for (let a = said.length - 1; a >= 0; a--) {
    for (let b = fact.length - 1; b >= 0; b--) {
      const here = a * width + b
      lengths[here] =
        said[a]?.key === fact[b]?.key
          ? (lengths[here + width + 1] ?? 0) + 1
          : Math.max(lengths[here + width] ?? 0, lengths[here + 1] ?? 0)
    }
  }
  const pairs: { a: number; b: number }[] = []
  for (let a = 0, b = 0; a < said.length && b < fact.length;) {
    const here = a * width + b
    if (said[a]?.key === fact[b]?.key) pairs.push({ a: a++, b: b++ })
    else if ((lengths[here + width] ?? 0) >= (lengths[here + 1] ?? 0)) a++
    else b++
  }
  const [first] = pairs
  return first === undefined
    ? null
    : { matched: pairs.length, gaps: gapsOf(said, fact, pairs), first: { said: first.a, fact: first.b } }
}

function gapsOf(said: readonly Word[], fact: readonly Word[], pairs: readonly { a: number; b: number }[]): Gap[] {
  const runs: { a: number; b: number; length: number }[] = []
  for (const { a, b } of pairs) {
    const run = runs.at(-1)
    if (run !== undefined && a === run.a + run.length && b === run.b + run.length) run.length++
    else runs.push({ a, b, length: 1 })
  }
  return runs.slice(1).map((run, index) => {
    const previous = runs[index] ?? run
    return {
      said: said.slice(previous.a + previous.length, run.a),
      fact: fact.slice(previous.b + previous.length, run.b),
      before: previous.length,
      after: run.length,
    }
  })
}
