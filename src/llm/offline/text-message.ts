import { measureSms, withPlainSpaces } from '../../channels/sms-size.ts'
import { type Paragraph, say, type Sentence, shorten } from './letter.ts'
import type { Material } from './material.ts'
import { newsSentence } from './news-sentence.ts'
import { isLabelled, price } from './point.ts'
import type { Quote } from './quotable.ts'
import type { Records } from './records.ts'

/** Sentences of this rank and above are not worth a second segment. */
const NICE = 3
const MOST_SEGMENTS = 2

/**
 * A text message: one paragraph that says one thing and shows the way to more of it. It greets nobody by name: this
 * writer does not know the name, and the accent of a Lucía would double the price.
 */
export function textMessage(material: Material): Paragraph[] {
  return [{ sentences: material.plan.kind === 'service' ? service(material) : about(material) }]
}

/** Into one segment without what is only nice, else into two without what can be left out. */
export function shortenSms(paragraphs: readonly Paragraph[], records: Records): readonly Paragraph[] {
  const oneSegment = shorten(paragraphs, NICE, (text) => segmentsOf(text, records) === 1)
  const most = Math.min(MOST_SEGMENTS, records.task.limits.segments ?? MOST_SEGMENTS)
  return shorten(oneSegment, 1, (text) => segmentsOf(text, records) <= most)
}

function service({ phrases, pick, plan }: Material): Sentence[] {
  const { about: naming, unsettled, ask } = phrases.sms.service
  const { name, basis } = plan.kind === 'service' ? plan : { name: null, basis: [] }
  const matter = name === null ? pick('unsettled', unsettled) : pick('about', naming)(name)
  return [say(0, matter, name === null ? [] : basis), say(1, ask)]
}

function about(material: Material): Sentence[] {
  const { phrases, pick, plan, occasion } = material
  if (plan.kind !== 'product') return []
  const ask = pick('ask', phrases.sms.ask[occasion])
  const quotes = inOrder(plan.quotes, plan.concern === 'met').filter(
    (quote) => segmentsOf(told(material, plan.name, quote), material.records) <= MOST_SEGMENTS,
  )
  if (plan.news !== null) {
    const shortest: Material = { ...material, pick: (_purpose, choices) => choices[0] }
    return [newsSentence(shortest, plan.news), ...also(material, quotes[0]), ...ways(material, null)]
  }
  const [first, second] = quotes
  if (first === undefined) {
    if (plan.name === null) return [say(0, pick('nothing', phrases.sms.nothing))]
    return [say(0, phrases.sms.bare(plan.name)), ...ways(material, ask)]
  }
  return [say(0, told(material, plan.name, first), [first.id]), ...also(material, second), ...ways(material, ask)]
}

function told({ phrases, pick, occasion }: Material, name: string | null, fact: Quote): string {
  const { facts, after, unnamed } = phrases.sms
  if (isLabelled(fact)) return name === null ? `${fact.text}.` : `${name}. ${fact.text}.`
  return name === null ? unnamed(fact.text) : pick('facts', occasion === 'after' ? after : facts)(name, fact.text)
}

function also({ phrases }: Material, fact: Quote | undefined): Sentence[] {
  if (fact === undefined) return []
  return [say(NICE + 2, isLabelled(fact) ? `${fact.text}.` : phrases.sms.also(fact.text), [fact.id])]
}

/** What one can do now. */
function ways(material: Material, ask: string | null): Sentence[] {
  const { plan, phrases, slot, sells, records } = material
  if (plan.kind !== 'product') return []
  const link = plan.ref === null || !sells ? null : slot(`${plan.ref}.link`)
  const [code, terms] = [slot('o1.code'), slot('o1.terms')]
  const isOffered = sells && records.hasOffer && code !== null && terms !== null
  return [
    ...(plan.news?.kind === 'price-drop' ? [] : price(material, plan.ref).map(({ text }) => say(NICE, text))),
    ...(ask === null ? [] : [say(NICE + 1, ask)]),
    ...(link === null ? [] : [say(2, phrases.sms.link(link))]),
    // Terms are quoted and may end without a full stop: nothing may come behind them.
    ...(isOffered ? [say(1, phrases.sms.offer(code, terms))] : []),
  ]
}

/** What is wholly in the GSM alphabet comes first, unless the first fact is the one that matters. */
function inOrder(quotes: readonly Quote[], isFirstWanted: boolean): Quote[] {
  const [first, ...others] = quotes
  if (first === undefined) return []
  const isCheap = ({ text }: Quote): boolean => measureSms(withPlainSpaces(text)).encoding === 'GSM-7'
  const cheapFirst = (some: readonly Quote[]) => [...some.filter(isCheap), ...some.filter((one) => !isCheap(one))]
  return isFirstWanted ? [first, ...cheapFirst(others)] : cheapFirst(quotes)
}

// What a slot is likely to become in a text message, and the last line that says who writes.
const SLOT_LENGTHS: Record<string, number> = { first_name: 8, price: 10, link: 45, code: 10, terms: 60 }
const LAST_LINE = 40

/** Segments of the whole message, as far as it can be known beforehand. */
function segmentsOf(text: string, { products }: Records): number {
  const body = text.replace(/\{\{([^}.]+)\.([^}]+)\}\}/g, (slot, owner: string, field: string) => {
    const name = field === 'name' ? products.find(({ ref }) => ref === owner)?.name : undefined
    return name ?? 'x'.repeat(SLOT_LENGTHS[field] ?? slot.length)
  })
  return measureSms(`${withPlainSpaces(body)}${'x'.repeat(LAST_LINE)}`).segments
}
