import { firstLetters } from './first-letters.ts'
import { KEY_LENGTH, keyOf, shorter } from './word-starts.ts'
import type { Key, WordStarts } from './word-starts.ts'

/** One phrase of a list, as a pattern source. `kind`: the number of its list among those of one owner. */
export type Alternative = { kind: number; source: string }

/** What an owner may find at a word: one pattern for all, and one for each kind when there are several. */
export type Candidate = { any: RegExp; kinds: { kind: number; pattern: RegExp }[] }

/** The lists of one owner, and how their patterns are made. */
export type Owner = {
  alternatives: readonly Alternative[]
  letters(source: string): string
  compile(source: string): RegExp
}

/** Words of a text at which an owner may find something, in text order. */
export type Hit = { start: number; candidate: Candidate }

/** What may begin with these letters: own alternatives, and with those of fewer letters once a text has asked. */
type Entry = { owner: Owner; candidate: Candidate }
type Node = { own: Map<Owner, Set<number>>; entries?: Entry[] }
/** By the number of letters, and by their key. */
type Index = { levels: Map<Key, Node>[]; candidateOf: ReturnType<typeof candidates> }

const owners: Owner[] = []
let made: Index | undefined

/** From now on every text is looked through for these lists as well. */
export function register(owner: Owner): void {
  owners.push(owner)
  made = undefined
}

const looked = new WeakMap<WordStarts, { index: Index; hits: Map<Owner, Hit[]> }>()

/** Where an owner may find something. All owners are looked for in one go: a text is walked through once. */
export function hitsOf(owner: Owner, words: WordStarts): readonly Hit[] {
  const index = (made ??= makeIndex())
  const known = looked.get(words)
  if (known?.index === index) return known.hits.get(owner) ?? []
  const hits = walk(words, index)
  looked.set(words, { index, hits })
  return hits.get(owner) ?? []
}

function walk({ at, keys }: WordStarts, index: Index): Map<Owner, Hit[]> {
  const hits = new Map<Owner, Hit[]>()
  for (let word = 0; word < at.length; word += 1) {
    const start = at[word] ?? 0
    for (const { owner, candidate } of entriesAt(keys[word] ?? 0, index)) {
      const list = hits.get(owner)
      if (list === undefined) hits.set(owner, [{ start, candidate }])
      else list.push({ start, candidate })
    }
  }
  return hits
}

function entriesAt(whole: Key, index: Index): readonly Entry[] {
  for (let length = KEY_LENGTH, key = whole; length >= 0; length -= 1, key = shorter(key)) {
    const node = index.levels[length]?.get(key)
    if (node !== undefined) return (node.entries ??= withFewerLetters(key, length, index))
  }
  return []
}

function withFewerLetters(whole: Key, most: number, { levels, candidateOf }: Index): Entry[] {
  const all = new Map<Owner, number[]>()
  for (let length = most, key = whole; length >= 0; length -= 1, key = shorter(key)) {
    for (const [owner, numbers] of levels[length]?.get(key)?.own ?? []) {
      all.set(owner, [...(all.get(owner) ?? []), ...numbers])
    }
  }
  return [...all].map(([owner, numbers]) => ({ owner, candidate: candidateOf(owner, new Set(numbers)) }))
}

function makeIndex(): Index {
  const levels = Array.from({ length: KEY_LENGTH + 1 }, () => new Map<Key, Node>())
  for (const owner of owners) {
    owner.alternatives.forEach(({ source }, number) => {
      for (const letters of firstLetters(owner.letters(source))) {
        const level = levels[letters.length]!
        const key = keyOf(letters)
        const node = level.get(key) ?? { own: new Map<Owner, Set<number>>() }
        level.set(key, node)
        node.own.set(owner, (node.own.get(owner) ?? new Set()).add(number))
      }
    })
  }
  return { levels, candidateOf: candidates() }
}

/** Makes candidates, the same one for the same alternatives. Patterns are compiled when a text first asks them. */
function candidates(): (owner: Owner, numbers: ReadonlySet<number>) => Candidate {
  const made = new Map<Owner, Map<string, Candidate>>()
  return (owner, numbers) => {
    const inOrder = [...numbers].toSorted((a, b) => a - b)
    const ofOwner = made.get(owner) ?? new Map<string, Candidate>()
    made.set(owner, ofOwner)
    const known = ofOwner.get(inOrder.join())
    if (known !== undefined) return known
    const chosen = inOrder.flatMap((number) => owner.alternatives[number] ?? [])
    const candidate = lazily(owner, chosen)
    ofOwner.set(inOrder.join(), candidate)
    return candidate
  }
}

function lazily(owner: Owner, chosen: readonly Alternative[]): Candidate {
  const sourceOf = (list: readonly Alternative[]) => list.map(({ source }) => source).join('|')
  let any: RegExp | undefined
  let kinds: Candidate['kinds'] | undefined
  return {
    get any() {
      return (any ??= owner.compile(sourceOf(chosen)))
    },
    get kinds() {
      return (kinds ??= [...Map.groupBy(chosen, ({ kind }) => kind)].map(([kind, group]) => ({
        kind,
        pattern: group.length === chosen.length ? this.any : owner.compile(sourceOf(group)),
      })))
    },
  }
}
