import { blocksOf, type World } from './brief-of.ts'
import { type Item, readCatalogue } from './catalogue.ts'
import { chanceOf, isHeldOut, shuffled } from './chance.ts'
import { assemble, cleanMessage, type Message, type Sentence } from './clean-message.ts'
import { heldBy, type Mutator } from './mutation.ts'
import { nameMutators } from './mutate-names.ts'
import { valueMutators } from './mutate-values.ts'
import { wordMutators } from './mutate-words.ts'

/** The kinds of error; a new kind is one more entry in one of these lists. */
export const MUTATORS: readonly Mutator[] = [...valueMutators, ...nameMutators, ...wordMutators]

const MUTATIONS_EACH = 3
const LEAST = { mutated: 600, clean: 300, kinds: 15 }

export type SeededCase = {
  /** Of the product; also says which half it is in. */
  id: string
  heldOut: boolean
  message: Message
  sentences: Sentence[]
  /** Null: the message is true. The span stands in the body. */
  error: { kind: string; group: Mutator['group']; start: number; end: number } | null
}

export type SeededFigures = { structuredRecall: number; freeTextRecall: number; falseBlocks: number; n: number }
export type SeededMiss = { kind: string; words: string; text: string; rules: string[]; claims: string[] }
export type SeededResult = {
  figures: SeededFigures
  clean: number
  /** The same recall, counting only findings on the wrong words: other findings may block for no reason. */
  bySpan: { structured: number; freeText: number }
  byKind: { kind: string; group: string; n: number; blocked: number; spanHit: number }[]
  misses: SeededMiss[]
}

/** Every case, true and false ones: the same in each run. @throws Error when there are fewer than promised */
export function seededCases(items: readonly Item[] = readCatalogue()): SeededCase[] {
  const cases: SeededCase[] = []
  const counts = new Map<string, number>()
  for (const item of items) {
    const message = cleanMessage(item)
    if (message === null) continue
    const { id } = item.product
    const heldOut = isHeldOut(id)
    const countOf = ({ kind }: Mutator): number => counts.get(`${kind} ${heldOut}`) ?? 0
    cases.push({ id, heldOut, message, sentences: message.sentences, error: null })
    const held = heldBy(message)
    let made = 0
    // Kinds that rarely apply come first, so that each gets its share.
    const order = shuffled(chanceOf(`order ${id}`), MUTATORS).toSorted((a, b) => countOf(a) - countOf(b))
    for (const mutator of order) {
      if (made === MUTATIONS_EACH) break
      const change = mutator.mutate(message, chanceOf(`${mutator.kind} ${id}`), held, items)
      if (change === null) continue
      made++
      counts.set(`${mutator.kind} ${heldOut}`, countOf(mutator) + 1)
      const from = assemble(change.sentences).starts[change.at]!
      const { kind, group } = mutator
      const error = { kind, group, start: from + change.start, end: from + change.end }
      cases.push({ id, heldOut, message, sentences: change.sentences, error })
    }
  }
  assertEnough(cases)
  return cases
}

function assertEnough(cases: readonly SeededCase[]): void {
  const mutated = cases.filter(({ error }) => error !== null)
  const kinds = new Set(mutated.map(({ error }) => error!.kind)).size
  const clean = cases.length - mutated.length
  if (mutated.length < LEAST.mutated || clean < LEAST.clean || kinds < LEAST.kinds) {
    throw new Error(`There are only ${mutated.length} mutated and ${clean} clean messages of ${kinds} kinds.`)
  }
}

/** Checks the cases of one half. `n` counts the mutated ones. */
export function runSeeded(cases: readonly SeededCase[], heldOut: boolean): SeededResult {
  const results = cases.filter((each) => each.heldOut === heldOut).map(judge)
  const wrong = results.filter(({ error }) => error !== null)
  const right = results.filter(({ error }) => error === null)
  const ofGroup = (group: Mutator['group']) => wrong.filter(({ error }) => error!.group === group)
  const recall = (group: Mutator['group']): number => share(ofGroup(group), ({ blocked }) => blocked)
  const byKind = MUTATORS.map(({ kind, group }) => {
    const ones = wrong.filter(({ error }) => error!.kind === kind)
    const blocked = ones.filter((each) => each.blocked).length
    return { kind, group, n: ones.length, blocked, spanHit: ones.filter((each) => each.spanHit).length }
  })
  return {
    figures: {
      structuredRecall: recall('structured'),
      freeTextRecall: recall('freeText'),
      falseBlocks: share(right, ({ blocked }) => blocked),
      n: wrong.length,
    },
    clean: right.length,
    bySpan: {
      structured: share(ofGroup('structured'), ({ spanHit }) => spanHit),
      freeText: share(ofGroup('freeText'), ({ spanHit }) => spanHit),
    },
    byKind,
    misses: results.filter(({ error, blocked }) => (error !== null) !== blocked).map(missOf),
  }
}

type Judged = SeededCase & { blocked: boolean; spanHit: boolean; body: string; found: ReturnType<typeof blocksOf> }

function judge(each: SeededCase): Judged {
  const { body, claims } = assemble(each.sentences)
  const world: World = each.message
  const found = blocksOf(world, { subject: each.message.subject, body }, claims)
  const { error } = each
  const spanHit =
    error !== null &&
    found.some(({ span }) => span?.field === 'body' && span.start < error.end && span.end > error.start)
  return { ...each, body, found, blocked: found.length > 0, spanHit }
}

const share = (results: readonly Judged[], isIt: (result: Judged) => boolean): number =>
  Math.round((results.filter(isIt).length / Math.max(1, results.length)) * 10_000) / 10_000

const missOf = ({ error, body, found, message, sentences }: Judged): SeededMiss => ({
  kind: error?.kind ?? 'clean',
  words:
    error === null
      ? found.map(({ span }) => (span === null ? '' : body.slice(span.start, span.end))).join(' | ')
      : body.slice(error.start, error.end),
  text: body,
  rules: found.map(({ rule, message: why }) => `${rule}: ${why}`),
  claims: sentences.flatMap(({ text, facts }) =>
    facts.map((id) => `${text} <- ${message.brief.facts.find((fact) => fact.id === id)?.text ?? id}`),
  ),
})
