import type { FactWords } from './fact-words.ts'
import type { Word } from './words.ts'
import { wordsOf } from './words.ts'

/** Words that stand in any phrase: the rest of it is what a fact must hold. */
const FRAME =
  /^(?:the|a|an|its|our|their|this|than|very|simply|der|die|das|den|dem|des|ein|el|la|los|las|lo|su|le|les|son|notre)$/

/** True when a fact says this phrase: in these words, or all words of it in one statement. */
export function isSaid(words: string, facts: FactWords): boolean {
  const low = words.toLowerCase().replace(/\s+/g, ' ')
  if (facts.low.includes(low)) return true
  const [first, ...rest] = wordsOf(low).filter(({ low: word }) => !FRAME.test(word))
  if (first === undefined) return false
  const holds = (index: number, word: Word) => facts.clauses[index]?.words.some((each) => each.low === word.low)
  return (facts.byKey.get(first.key) ?? []).some((index) => [first, ...rest].every((word) => holds(index, word)))
}
