import { matchesOf } from '../patterns/matches-of.ts'
import type { Brief } from '../briefs/brief.ts'
import type { NumberAtom } from './number-atoms.ts'
import { numberAtoms, supports } from './number-atoms.ts'

/** Words that say how far a price went down, in English, German, Spanish and French. */
const LESS =
  /(?<!\p{L})(?:sav(?:e|es|ed|ing|ings)|less|lower|below|under|cheaper|off|down|drop(?:s|ped)?|fell|fallen|reduc(?:ed|tion)|decrease[sd]?|discount(?:ed)?|difference|spar(?:en|st|t)|weniger|g[üu]nstiger|billiger|unter|gesunken|gefallen|reduziert|gesenkt|zur[üu]ck|nachlass|rabatt|ersparnis|unterschied|ahorr\p{L}{1,5}|menos|bajad[oa]|rebajad[oa]|descuento|diferencia|[ée]conomis\p{L}{1,4}|moins|baiss\p{L}{1,2}|r[ée]duction|diff[ée]rence)(?!\p{L})/iu
const SENTENCE_END = /[.!?]\s|\n/g

/** With more prices than this nearly every difference would be true. */
const MAX_AMOUNTS = 6
const place = { start: 0, end: 0 }
const trimmed = (value: number, decimals: number): string => String(Number(value.toFixed(decimals)))

function reductionsOf(amounts: readonly number[], currencies: string[]): NumberAtom[] {
  return amounts.flatMap((high) =>
    amounts
      .filter((low) => low < high)
      .flatMap((low): NumberAtom[] => {
        const percent = ((high - low) / high) * 100
        const values = [trimmed(percent, 1), String(Math.floor(percent)), String(Math.ceil(percent))]
        return [
          { ...place, kind: 'money', values: [trimmed(high - low, 2)], currencies },
          { ...place, kind: 'percent', values },
        ]
      }),
  )
}

/** What follows from two prices of one product: the difference exactly, the percentage rounded either way. */
function derivedNumbers(brief: Brief): NumberAtom[] {
  const prices = brief.facts
    .filter((fact) => fact.use === 'mention' && fact.product !== null)
    .flatMap((fact) =>
      numberAtoms(fact.text).flatMap((atom) =>
        atom.kind === 'money' ? [{ of: `${fact.product} ${atom.currencies.join(' ')}`, atom }] : [],
      ),
    )
  return [...Map.groupBy(prices, ({ of }) => of).values()].flatMap((group) => {
    const amounts = new Set(group.flatMap(({ atom }) => atom.values.map(Number)))
    return amounts.size > MAX_AMOUNTS ? [] : reductionsOf([...amounts], group[0]?.atom.currencies ?? [])
  })
}

const known = new WeakMap<Brief, NumberAtom[]>()

/** True when the sentence says how much less a price is, and two prices that may be said give this very number. */
export function isTrueReduction(atom: NumberAtom, text: string, brief: Brief): boolean {
  if (atom.kind !== 'money' && atom.kind !== 'percent') return false
  if (!LESS.test(sentenceAround(text, atom.start, atom.end))) return false
  const derived = known.get(brief) ?? derivedNumbers(brief)
  known.set(brief, derived)
  return derived.some((one) => supports(one, atom))
}

/** True when every number between two places is a true reduction, and there is one. */
export function saysTrueReduction(text: string, start: number, end: number, brief: Brief): boolean {
  const atoms = numberAtoms(text).filter((atom) => atom.start < end && start < atom.end)
  return atoms.length > 0 && atoms.every((atom) => isTrueReduction(atom, text, brief))
}

function sentenceAround(text: string, start: number, end: number): string {
  let from = 0
  for (const { index, 0: mark } of matchesOf(SENTENCE_END, text)) {
    if (index >= end) return text.slice(from, index)
    if (index < start) from = index + mark.length
  }
  return text.slice(from)
}
