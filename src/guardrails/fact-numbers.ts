import type { Fact } from '../briefs/brief.ts'
import type { NumberAtom } from './number-atoms.ts'
import { numberAtoms } from './number-atoms.ts'

const numbers = new WeakMap<Fact, NumberAtom[]>()

/** Every number of a fact, and its day if it has one; read once for all guardrails. */
export function numbersOf(fact: Fact): NumberAtom[] {
  const known = numbers.get(fact)
  if (known !== undefined) return known
  const read = [...numberAtoms(fact.text), ...(fact.at === null ? [] : numberAtoms(fact.at.slice(0, 10)))]
  numbers.set(fact, read)
  return read
}
