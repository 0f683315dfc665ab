import type { Brief, Fact } from '../briefs/brief.ts'
import { isTrueReduction } from './derived-numbers.ts'
import { numbersOf } from './fact-numbers.ts'
import type { NumberAtom } from './number-atoms.ts'
import { numberAtoms, supports } from './number-atoms.ts'
import { blankSlots } from './slot-places.ts'

const wordBefore = (text: string, at: number): string =>
  /[\p{L}\p{N}]+(?=[^\p{L}\p{N}]*$)/u.exec(text.slice(0, at))?.[0] ?? ''

/** True for a figure that names a product, behind the word that stands before it in the name: "Silent 39". */
const isInName = (atom: NumberAtom, text: string, brief: Brief): boolean =>
  brief.products.some(({ name }) =>
    numberAtoms(name).some(
      (known) =>
        supports(known, atom) &&
        wordBefore(name, known.start).toLowerCase() === wordBefore(text, atom.start).toLowerCase(),
    ),
  )

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
  const said = cited.length === 0 ? [] : numberAtoms(text)
  if (said.length === 0) return []
  const known = cited.flatMap(numbersOf)
  const others = brief.facts.filter((fact) => fact.use === 'mention' && !cited.includes(fact))
  return said
    .filter((atom) => !known.some((one) => supports(one, atom)) && !isTrueReduction(atom, text, brief))
    .filter((atom) => !isInName(atom, text, brief))
    .map((atom) => ({
      words: text.slice(atom.start, atom.kind === 'plain' ? atom.unitEnd : atom.end),
      facts: others.filter((fact) => numbersOf(fact).some((one) => supports(one, atom))).map(({ id }) => id),
    }))
    .filter(({ facts }) => facts.length > 0)
}
