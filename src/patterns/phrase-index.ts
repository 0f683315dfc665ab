import { firstLetters } from './first-letters.ts'
import { LetterTree } from './letter-tree.ts'
import type { WordStarts } from './word-starts.ts'

/** One phrase of a list, as a pattern source. `kind`: the number of its list among those of one owner. */
export type Alternative = { kind: number; source: string }

/** The lists of one owner, and how their patterns are made. */
export type Owner = {
  alternatives: readonly Alternative[]
  letters(source: string): string
  compile(source: string): RegExp
}

/** What an owner may find at a word. Patterns are compiled when a text first asks them. */
export class Candidate {
  readonly #owner: Owner
  readonly #chosen: readonly Alternative[]
  #any: RegExp | undefined
  #kinds: readonly { kind: number; pattern: RegExp }[] | undefined

  constructor(owner: Owner, chosen: readonly Alternative[]) {
    this.#owner = owner
    this.#chosen = chosen
  }

  /** One pattern for all. */
  get any(): RegExp {
    return (this.#any ??= this.#compile(this.#chosen))
  }

  /** One pattern for each kind. */
  get kinds(): readonly { kind: number; pattern: RegExp }[] {
    return (this.#kinds ??= [...Map.groupBy(this.#chosen, ({ kind }) => kind)].map(([kind, group]) => ({
      kind,
      pattern: group.length === this.#chosen.length ? this.any : this.#compile(group),
    })))
  }

  #compile(alternatives: readonly Alternative[]): RegExp {
    return this.#owner.compile(alternatives.map(({ source }) => source).join('|'))
  }
}

/** Words of a text at which an owner may find something, in text order. */
export type Hit = { start: number; candidate: Candidate }

/** What an owner may find behind some letters. */
type Entry = { owner: number; candidate: Candidate }
type Index = {
  letters: LetterTree
  /** By node: which alternatives of which owner begin so. */
  own: { owner: number; alternative: number }[][]
  /** By node, made once a text has asked: those of the nodes before it as well. */
  entries: (readonly Entry[] | undefined)[]
  candidateOf: ReturnType<typeof candidates>
}

const owners: Owner[] = []
let made: Index | undefined

/** From now on every text is looked through for these lists as well. */
export function register(owner: Owner): void {
  owners.push(owner)
  made = undefined
}

const looked = new WeakMap<WordStarts, { index: Index; hits: Map<Owner, readonly Hit[]> }>()
const NONE: readonly Hit[] = []

/** Where an owner may find something. All owners are looked for in one go: a text is walked through once. */
export function hitsOf(owner: Owner, words: WordStarts): readonly Hit[] {
  const index = (made ??= makeIndex())
  let known = looked.get(words)
  if (known?.index !== index) {
    known = { index, hits: walk(words, index) }
    looked.set(words, known)
  }
  return known.hits.get(owner) ?? NONE
}

function walk({ text, at }: WordStarts, index: Index): Map<Owner, readonly Hit[]> {
  const lists: Hit[][] = owners.map(() => [])
  const gap = { start: 0, end: 0 }
  for (const start of at) {
    const node = index.letters.nodeAt(text, start, gap)
    for (const { owner, candidate } of (index.entries[node] ??= entriesOf(node, index))) {
      lists[owner]!.push({ start, candidate })
    }
  }
  return new Map(owners.map((owner, number) => [owner, lists[number]!]))
}

function entriesOf(node: number, { letters, own, candidateOf }: Index): readonly Entry[] {
  const all = letters.nodesTo(node).flatMap((each) => own[each] ?? [])
  return [...Map.groupBy(all, ({ owner }) => owner)].map(([owner, group]) => ({
    owner,
    candidate: candidateOf(owners[owner]!, new Set(group.map(({ alternative }) => alternative))),
  }))
}

function makeIndex(): Index {
  const begun = owners.flatMap((owner, number) =>
    owner.alternatives.flatMap(({ source }, alternative) =>
      [...firstLetters(owner.letters(source))].map((letters) => ({ letters, owner: number, alternative })),
    ),
  )
  const letters = new LetterTree(begun.map((each) => each.letters))
  const own: Index['own'] = []
  for (const each of begun) (own[letters.nodeOf(each.letters)] ??= []).push(each)
  return { letters, own, entries: [], candidateOf: candidates() }
}

/** Makes candidates, the same one for the same alternatives. */
function candidates(): (owner: Owner, numbers: ReadonlySet<number>) => Candidate {
  const made = new Map<Owner, Map<string, Candidate>>()
  return (owner, numbers) => {
    const inOrder = [...numbers].toSorted((a, b) => a - b)
    const ofOwner = made.get(owner) ?? new Map<string, Candidate>()
    made.set(owner, ofOwner)
    const known = ofOwner.get(inOrder.join())
    if (known !== undefined) return known
    const chosen = inOrder.flatMap((number) => owner.alternatives[number] ?? [])
    const candidate = new Candidate(owner, chosen)
    ofOwner.set(inOrder.join(), candidate)
    return candidate
  }
}
