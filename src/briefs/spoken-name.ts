import { matchesOf } from '../patterns/matches-of.ts'
/** Longer names are those of product feeds, which hold half a description. In UTF-16 units. */
const LONG = 60
const SHORTEST_HEAD = 12
const LONGEST_HEAD = 80
/** Where a feed's name ends and its description begins: the stronger signs first. A comma inside a number is none. */
const BREAKS = [/ [|–—-]+ | ?[([]/gu, /(?<!\d),|,(?!\d)|[:;] /gu]
const TRAILING = /[\s.…:;,|–—-]+$/u

/**
 * A product's name as a person would say it: what stands before the first bar, dash, bracket or comma when the whole is too
 * long for a sentence. Nothing is ever reworded or cut inside words; a long name without such a place stays as it is.
 */
export function spokenName(name: string): string {
  if (name.length <= LONG) return name
  for (const pattern of BREAKS) {
    for (const { index } of matchesOf(pattern, name)) {
      const head = name.slice(0, index).replace(TRAILING, '')
      if (head.length >= SHORTEST_HEAD && head.length <= LONGEST_HEAD && head.includes(' ')) return head
    }
  }
  return name.replace(TRAILING, '')
}
