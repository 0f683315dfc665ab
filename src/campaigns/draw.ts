import { hash } from 'node:crypto'

/**
 * How a sample is drawn, so that anybody can draw it again: the drafts of the lot stand in the order of SHA-256 over
 * `<seed>:<draft id>`, the seed being 32 hexadecimal digits that the database made when the lot was opened. Drawn are
 *
 * 1. the first `size` of them: a simple random sample, for which alone the guarantee is computed, and
 * 2. of each stratum the first ones in the same order up to its share of `size`, rounded down, and one at least.
 *
 * What 2 adds to 1 can only find more bad ones: a lot is accepted when all that was drawn is good, so all of 1 is, and the chance
 * of that is the hypergeometric one wherever the bad ones are. No allocation of places to strata has to be trusted for it.
 */
export const drawKey = (seed: string, draftId: string): string => hash('sha256', `${seed}:${draftId}`)

export type Drawable = { draftId: string; stratum: string }

/** The share of a stratum in a sample, rounded down; one at least. */
export const shareOfStratum = (inStratum: number, population: number, size: number): number =>
  Math.max(1, Math.floor((size * inStratum) / population))

/** The drafts that are drawn, in the order of the draw. `store` says the same in SQL, for lots of any size. */
export function drawSample<Draft extends Drawable>(lot: readonly Draft[], seed: string, size: number): Draft[] {
  const ordered = inOrder(lot, ({ draftId }) => drawKey(seed, draftId))
  const sizes = Map.groupBy(ordered, ({ stratum }) => stratum)
  const seen = new Map<string, number>()
  return ordered.filter(({ stratum }, index) => {
    const place = (seen.get(stratum) ?? 0) + 1
    seen.set(stratum, place)
    return index < size || place <= shareOfStratum(sizes.get(stratum)!.length, lot.length, size)
  })
}

export const MAX_PLANTED = 20

/** Copies with a fault: one for every twenty drafts that are read, one at least. */
export const plantedFor = (drawn: number): number => Math.min(MAX_PLANTED, Math.ceil(drawn / 20))

/** Drafts and copies with a fault in the order in which they are shown, which tells nobody which is which. */
export function shownOrder<Place extends { draftId: string; planted: boolean }>(
  places: readonly Place[],
  seed: string,
): Place[] {
  return inOrder(places, ({ draftId, planted }) => hash('sha256', `${seed}:place:${planted ? 1 : 0}:${draftId}`))
}

const inOrder = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] =>
  items
    .map((item) => ({ item, key: keyOf(item) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item)
