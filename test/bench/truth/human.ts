import type { StoredProduct } from '../../../src/catalog/product.ts'
import { blocksOf, claimsOnAll, type World, worldOf } from './brief-of.ts'
import { isHeldOut } from './chance.ts'
import { readSharedLines } from './shared-data.ts'

/** `incorrect` is said of a span that contradicts the data; other kinds of remarks are no matter of truth. */
type Remark = { type: string; start: number; text: string }
type TextRow = { table_idx: number; model: string; text: string; human_errors: Remark[]; gpt4_errors: Remark[] }
type ProductRow = { table_idx: number; id: string; name: string; specs: Record<string, [string, string][]> }

export type HumanFigures = { precision: number; recall: number; gpt4Precision: number; gpt4Recall: number }
export type HumanResult = {
  figures: HumanFigures
  counts: { texts: number; wrong: number; blocked: number; gpt4: number }
  /** Of the spans: the share of ours that meets a human's, and of humans' that ours meet; the same for GPT-4. */
  spans: HumanFigures
  /** Of the half of the products that rules may be tuned on. */
  misses: { id: string; kind: string; words: string[]; rules: string[]; text: string }[]
}

/** Rules that judge form, consent or tone: they say nothing on whether a text is true. */
const NO_TRUTH =
  /length|consent|banned|markup|hidden|costly|slot|placeholder|signal|complaint|tone|reading|language|shout|disclos/

const LEAST = 120

/** Texts of four models on phones, with what one person each marked, beside what GPT-4 marked. */
export function runHuman(): HumanResult {
  const products = new Map(
    readSharedLines<ProductRow>('data/quintd_product_texts/products.jsonl').map((row) => [row.table_idx, row]),
  )
  const texts = readSharedLines<TextRow>('data/quintd_product_texts/annotated_texts.jsonl')
  if (texts.length < LEAST) throw new Error(`There are only ${texts.length} texts with people's marks.`)
  const judged = texts.map((row) => {
    const product = products.get(row.table_idx)!
    const world = worldOfPhone(product)
    const found = blocksOf(world, { subject: 'A few plain facts', body: row.text }, claimsOnAll(row.text, world.brief))
    const blocks = found.filter(({ rule, span }) => !NO_TRUTH.test(rule) && span?.field === 'body')
    return {
      row,
      product,
      rules: blocks.map(({ rule, message }) => `${rule}: ${message}`),
      ours: blocks.map(({ span }) => ({ start: span!.start, end: span!.end })),
      human: spansOf(row.human_errors),
      gpt4: spansOf(row.gpt4_errors),
    }
  })
  const isWrong = judged.map(({ human }) => human.length > 0)
  const ours = rates(
    judged.map((each) => each.ours.length > 0),
    isWrong,
  )
  const gpt4 = rates(
    judged.map((each) => each.gpt4.length > 0),
    isWrong,
  )
  const oursSpans = spanRates(judged.map((each) => ({ marked: each.ours, human: each.human })))
  const gpt4Spans = spanRates(judged.map((each) => ({ marked: each.gpt4, human: each.human })))
  return {
    figures: { ...ours, gpt4Precision: gpt4.precision, gpt4Recall: gpt4.recall },
    counts: {
      texts: judged.length,
      wrong: isWrong.filter(Boolean).length,
      blocked: judged.filter((each) => each.ours.length > 0).length,
      gpt4: judged.filter((each) => each.gpt4.length > 0).length,
    },
    spans: { ...oursSpans, gpt4Precision: gpt4Spans.precision, gpt4Recall: gpt4Spans.recall },
    misses: judged
      .filter(({ product, ours: marked, human }) => !isHeldOut(product.id) && marked.length > 0 !== human.length > 0)
      .map(({ product, row, rules, ours: marked, human }) => ({
        id: `${product.id} ${row.model}`,
        kind: human.length > 0 ? 'missed' : 'blocked though nobody marked it',
        words: (human.length > 0 ? human : marked).map(({ start, end }) => row.text.slice(start, end)),
        rules,
        text: row.text,
      })),
  }
}

/** A phone as a shop would keep it, each line of its data sheet one fact; all of them stand in the brief. */
function worldOfPhone({ id, name, specs }: ProductRow): World {
  const facts = Object.entries(specs).flatMap(([section, lines]) =>
    lines
      .filter(([, value]) => value.trim() !== '')
      .map(([label, value]) => `${section}${label === '' ? '' : `, ${label}`}: ${value.trim()}`),
  )
  const product: StoredProduct = { id, name, category: 'Phones', facts: [], updatedAt: '2026-11-01T00:00:00.000Z' }
  const { brief, slots } = worldOf(product)
  // A brief takes twelve facts of a product; a person who marks errors has the whole data sheet.
  const all = facts.map((text, index) => ({
    id: `f${brief.facts.length + index + 1}`,
    kind: 'product' as const,
    text,
    use: 'mention' as const,
    origin: 'stated' as const,
    party: 'first' as const,
    product: 'p1',
    source: { type: 'product' as const, id },
    at: null,
  }))
  return { brief: { ...brief, facts: [...brief.facts, ...all], limits: { ...brief.limits, body: 10_000 } }, slots }
}

type Span = { start: number; end: number }

const spansOf = (remarks: readonly Remark[]): Span[] =>
  remarks.filter(({ type }) => type === 'incorrect').map(({ start, text }) => ({ start, end: start + text.length }))

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000
const meets = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end

function rates(marked: readonly boolean[], wrong: readonly boolean[]): { precision: number; recall: number } {
  const both = marked.filter((isMarked, index) => isMarked && wrong[index]).length
  return {
    precision: rounded(both / Math.max(1, marked.filter(Boolean).length)),
    recall: rounded(both / Math.max(1, wrong.filter(Boolean).length)),
  }
}

function spanRates(texts: readonly { marked: Span[]; human: Span[] }[]): { precision: number; recall: number } {
  const marked = texts.flatMap((text) => text.marked.map((span) => text.human.some((each) => meets(each, span))))
  const human = texts.flatMap((text) => text.human.map((span) => text.marked.some((each) => meets(each, span))))
  return {
    precision: rounded(marked.filter(Boolean).length / Math.max(1, marked.length)),
    recall: rounded(human.filter(Boolean).length / Math.max(1, human.length)),
  }
}
