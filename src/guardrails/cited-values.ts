import type { Brief, Fact } from '../briefs/brief.ts'
import { isTrueReduction } from './derived-numbers.ts'
import type { NumberAtom } from './number-atoms.ts'
import { numberAtoms, supports } from './number-atoms.ts'
import { blankSlots } from './slot-places.ts'

const numbersOf = (fact: Fact): NumberAtom[] => [
  ...numberAtoms(fact.text),
  ...(fact.at === null ? [] : numberAtoms(fact.at.slice(0, 10))),
]

/**
 * Numbers of a claim that none of the facts it names holds, but another one does: the words and the facts that hold them.
 * A number that no fact holds at all is found where it stands in the text.
 */
export function miscitedNumbers(
  claim: string,
  cited: readonly Fact[],
  brief: Brief,
): { words: string; facts: string[] }[] {
  const text = blankSlots(claim)
  const said = numberAtoms(text)
  if (said.length === 0 || cited.length === 0) return []
  const names = brief.products.flatMap(({ name, category }) => numberAtoms(`${name}\n${category ?? ''}`))
  const known = [...cited.flatMap(numbersOf), ...names]
  const others = brief.facts.filter((fact) => fact.use === 'mention' && !cited.includes(fact))
  return said
    .filter((atom) => !known.some((one) => supports(one, atom)) && !isTrueReduction(atom, text, brief))
    .map((atom) => ({
      words: text.slice(atom.start, atom.kind === 'plain' ? atom.unitEnd : atom.end),
      facts: others.filter((fact) => numbersOf(fact).some((one) => supports(one, atom))).map(({ id }) => id),
    }))
    .filter(({ facts }) => facts.length > 0)
}
