import type { Item } from './catalogue.ts'
import type { Chance } from './chance.ts'
import type { Message, Sentence } from './clean-message.ts'
import { numbersIn, quantitiesIn, readings } from './figures.ts'

/** The sentences after a mutation, and where the wrong words stand: in sentence `at`, from `start` to `end`. */
export type Change = { sentences: Sentence[]; at: number; start: number; end: number }

/** One way to make a true message false. Gives null where it does not apply, or where the message would stay true. */
export type Mutator = {
  kind: string
  group: 'structured' | 'freeText'
  mutate(message: Message, chance: Chance, held: Held, others: readonly Item[]): Change | null
}

/** What the facts of a message hold, so that a mutation that happens to be true is thrown away. */
export type Held = {
  says(words: string): boolean
  number(value: number): boolean
  /** True when a fact holds this number with a unit that begins alike, or a number that may be meant by it. */
  quantity(written: string, unit: string): boolean
}

export function heldBy({ brief, item }: Message): Held {
  const { product } = item
  const facts = brief.facts.filter(({ use }) => use === 'mention').map(({ text }) => text)
  const all = [...facts, product.name, product.category ?? '', product.brand ?? ''].join('\n')
  const low = all.toLowerCase()
  const money = [product.price, product.listPrice].map((each) => Number(each?.amount ?? 0))
  const numbers = new Set([...numbersIn(all), ...money, ...money.map(Math.round)])
  const quantities = quantitiesIn(all)
  return {
    says: (words) => low.includes(words.toLowerCase()),
    // A month is a twelfth of a year, a centimetre a hundredth of a metre: what converts is not surely false.
    number: (value) =>
      [1, 10, 100, 1000, 0.1, 0.01, 0.001, 12, 1 / 12, 60, 1 / 60].some((by) => hasNear(numbers, value * by)),
    quantity: (written, unit) =>
      quantities.some(
        (each) =>
          each.unit.slice(0, 2).toLowerCase() === unit.slice(0, 2).toLowerCase() &&
          readings(each.number).some((value) => readings(written).includes(value)),
      ),
  }
}

function hasNear(numbers: ReadonlySet<number>, value: number): boolean {
  for (const number of numbers) if (Math.abs(number - value) < 1e-9 * Math.max(1, Math.abs(value))) return true
  return false
}

export function replaceIn(
  { sentences }: Message,
  at: number,
  start: number,
  end: number,
  words: string,
  facts?: string[],
): Change {
  const old = sentences[at]!
  const text = old.text.slice(0, start) + words + old.text.slice(end)
  const changed = { ...old, text, facts: facts ?? old.facts }
  return { sentences: sentences.with(at, changed), at, start, end: start + words.length }
}

/** Puts a sentence before the link. A draft may cite nothing for it, or any fact at all. */
export function insert({ sentences }: Message, text: string, facts: string[] = []): Change {
  const at = sentences.findIndex(({ about }) => about === 'link')
  return { sentences: sentences.toSpliced(at, 0, { text, facts, about: 'quote' }), at, start: 0, end: text.length }
}

/** Ids of one fact that may be said, for sentences that cite without reason. */
export function anyFact({ brief }: Message, chance: Chance): string[] {
  const ids = brief.facts.filter(({ use, kind }) => use === 'mention' && kind === 'product').map(({ id }) => id)
  const id = ids[Math.floor(chance() * ids.length)]
  return id === undefined ? [] : [id]
}

/** Every match in the sentences that state something about the product. */
export function matchesIn(
  { sentences }: Message,
  abouts: readonly Sentence['about'][],
  pattern: RegExp,
): { at: number; start: number; end: number; text: string }[] {
  return sentences.flatMap(({ text, about }, at) =>
    abouts.includes(about)
      ? [...text.matchAll(pattern)].map((match) => ({
          at,
          start: match.index,
          end: match.index + match[0].length,
          text: match[0],
        }))
      : [],
  )
}

/** The number with one digit changed, written as it was written. */
export function otherDigit(chance: Chance, written: string): string {
  const places = [...written.matchAll(/\d/g)].map(({ index }) => index)
  // The last digits of "1,099.00" are the least telling; the first ones change the value most surely.
  const place = places[Math.floor(chance() * Math.min(places.length, 3))] ?? 0
  const old = Number(written[place])
  const digit = (old + 1 + Math.floor(chance() * 8)) % 10
  const fresh = digit === 0 && place === places[0] ? ((old + 1) % 9) + 1 : digit
  return written.slice(0, place) + String(fresh) + written.slice(place + 1)
}
