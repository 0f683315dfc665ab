import type { StoredProduct } from '../../../src/catalog/product.ts'
import { findChannel } from '../../../src/channels/list.ts'
import { merge } from '../../../src/drafts/merge.ts'
import { generate } from '../../../src/llm/generate.ts'
import { openModel } from '../../../src/llm/model.ts'
import { loadPrompts } from '../../../src/prompts/load-prompts.ts'
import { choosePrompt } from '../../../src/prompts/prompt.ts'
import { findingsOf, type World, worldOf } from './brief-of.ts'
import { type Item, readCatalogue } from './catalogue.ts'
import { type Chance, chanceOf, isHeldOut, pick } from './chance.ts'
import { clausesOf } from './clauses.ts'
import type { Language } from './clean-message.ts'
import { localNumber } from './figures.ts'
import { moneyText, STOCK } from './phrases.ts'

const BRIEFS = 200
const FIELDS = ['price', 'availability', 'url', 'facts', 'brand', 'category', 'listPrice', 'attributes'] as const
type Field = (typeof FIELDS)[number]

export type MissingResult = {
  figures: { inventions: number; unflagged: number; n: number }
  byField: { field: string; n: number; inventions: number; unflagged: number }[]
  /** Of the half that rules may be tuned on. */
  misses: { field: string; kind: 'invented' | 'unflagged'; words: string; text: string }[]
}

/**
 * Leaves out each field of 200 products in turn. What the offline writer then says of it is an invention; a text that says
 * what the field held must be blocked. A field whose value is known from another one is left out of the count.
 */
export async function runMissing(items: readonly Item[] = readCatalogue()): Promise<MissingResult> {
  const write = await offlineWriter()
  const chosen = items.filter((item) => isWhole(item)).map(withSpareBrand)
  // Every so many-th, so that both catalogues are met.
  const step = Math.max(1, Math.floor(chosen.length / BRIEFS))
  const products = chosen.filter((_, index) => index % step === 0).slice(0, BRIEFS)
  if (products.length < BRIEFS) throw new Error(`There are only ${products.length} products for missing fields.`)
  const counts = FIELDS.map((field) => ({ field, n: 0, inventions: 0, unflagged: 0 }))
  const misses: MissingResult['misses'] = []
  for (const item of products) {
    for (const count of counts) {
      const dropped = dropField(item, count.field)
      if (dropped === null) continue
      count.n++
      const text = await write(dropped.world)
      const note = (kind: 'invented' | 'unflagged', words: string, of: string) => {
        if (!isHeldOut(item.product.id)) misses.push({ field: count.field, kind, words, text: of })
      }
      const invented = dropped.values.find((value) => text.toLowerCase().includes(value.toLowerCase()))
      if (invented !== undefined) {
        count.inventions++
        note('invented', invented, text)
      }
      const body = `Hello {{customer.first_name}},\n\nthis is about the {{p1.name}}.\n\n${dropped.mention}\n\nKind regards,\n{{brand.name}}`
      const claims = dropped.facts.length === 0 ? [] : [{ text: dropped.mention, facts: dropped.facts }]
      // Flagged is what a reviewer sees marked: a finding of either severity at the words themselves.
      const start = body.indexOf(dropped.mention)
      const isFlagged = findingsOf(dropped.world, { subject: 'A few plain facts', body }, claims).some(
        ({ span }) => span?.field === 'body' && span.start < start + dropped.mention.length && span.end > start,
      )
      if (!isFlagged) {
        count.unflagged++
        note('unflagged', dropped.mention, body)
      }
    }
  }
  const sum = (key: 'n' | 'inventions' | 'unflagged'): number => counts.reduce((total, count) => total + count[key], 0)
  return {
    figures: { inventions: sum('inventions'), unflagged: sum('unflagged'), n: sum('n') },
    byField: counts,
    misses,
  }
}

const isWhole = ({ product }: Item): boolean =>
  product.price !== undefined && (product.listPrice !== undefined || product.id.startsWith('GND'))

/** The brand is taken out of the name, so that nothing else says it. */
function withSpareBrand(item: Item): Item {
  const { brand = '', name } = item.product
  const rest = name.startsWith(`${brand} `) ? name.slice(brand.length + 1) : name
  return { ...item, product: { ...item.product, name: rest, availability: 'in_stock' } }
}

type Dropped = { world: World; mention: string; values: string[]; facts: string[] }

/** The brief without the field, a sentence that says what it held, and the values that nothing may say any more. */
function dropField({ product, language, locale }: Item, field: Field): Dropped | null {
  const old = worldOf(product, { locale })
  const rest = Object.fromEntries(Object.entries(product).filter(([key]) => key !== field)) as StoredProduct
  const world = worldOf(rest, { locale })
  const chance = chanceOf(`missing ${field} ${product.id}`)
  const said = mentionOf(chance, product, field, language, old)
  if (said === null) return null
  const known = inLetters([rest.name, ...world.brief.facts.map(({ text }) => text), rest.category ?? ''].join('\n'))
  if (said.values.some((value) => known.includes(inLetters(value)))) return null
  const ids = world.brief.facts.filter(({ use }) => use === 'mention').map(({ id }) => id)
  return { world, ...said, facts: ids.length > 0 && chance() < 0.5 ? [pick(chance, ids)] : [] }
}

/** "Digitek®" and "DIGITEK" are one name. */
const inLetters = (text: string): string => text.toLowerCase().replace(/[®™©]/g, '')

function mentionOf(
  chance: Chance,
  product: StoredProduct,
  field: Field,
  language: Language,
  old: World,
): { mention: string; values: string[] } | null {
  const { price, listPrice, url, brand, category, attributes } = product
  const isGerman = language === 'de'
  if (field === 'price' && price !== undefined) {
    const said = moneyText(chance, price, language)
    return { mention: isGerman ? `Es kostet ${said}.` : `It costs ${said}.`, values: [said, price.amount] }
  }
  if (field === 'availability')
    return { mention: pick(chance, STOCK[language]), values: ['in stock', 'vorrätig', 'auf Lager'] }
  if (field === 'url' && url !== undefined)
    return { mention: isGerman ? `Alle Angaben: ${url}` : `All the details: ${url}`, values: [url] }
  if (field === 'listPrice' && listPrice !== undefined) {
    const said = moneyText(chance, listPrice, language)
    return {
      mention: isGerman ? `Der Listenpreis ist ${said}.` : `The list price is ${said}.`,
      values: [said, listPrice.amount],
    }
  }
  if (field === 'brand' && brand !== undefined)
    return { mention: isGerman ? `Es ist von ${brand}.` : `It is made by ${brand}.`, values: [brand] }
  if (field === 'category' && category !== undefined) {
    return {
      mention: isGerman ? `Es gehört zu: ${category}.` : `It belongs to the category ${category}.`,
      values: [category],
    }
  }
  if (field === 'facts') {
    const clauses = clausesOf(old.brief).filter(({ text }) => !/^(?:Colour|Material)/.test(text))
    if (clauses.length === 0) return null
    const { text } = pick(chance, clauses)
    return { mention: isGerman ? `Gut zu wissen: ${text}.` : `Good to know: ${text}.`, values: [text] }
  }
  const { rating, colour } = attributes ?? {}
  if (field === 'attributes' && typeof rating === 'string') {
    const stars = localNumber(Number.parseFloat(rating), language)
    return {
      mention: isGerman ? `Es wird mit ${stars} von 5 Sternen bewertet.` : `It is rated ${stars} out of 5 stars.`,
      values: [`${stars} out of 5`, rating],
    }
  }
  return field === 'attributes' && typeof colour === 'string' && !isGerman
    ? { mention: `It comes in ${colour}.`, values: [colour] }
    : null
}

/** Writes as the service does without a model, and fills the slots. */
async function offlineWriter(): Promise<(world: World) => Promise<string>> {
  const prompts = loadPrompts(new URL('../../../prompts/', import.meta.url))
  const model = await openModel({ model: { kind: 'offline' } })
  return async ({ brief, slots }) => {
    const { prompt } = choosePrompt(prompts, { ...brief, hasConcerns: false, purpose: null })!
    const { hasSubject } = findChannel(brief.channel)!
    const { answer } = await generate(model, {
      ...prompt.render(brief),
      hasSubject,
      functionId: prompt.name,
      ...prompt.parameters,
    })
    const { content } = merge({ subject: answer.subject ?? '', body: answer.body }, slots)
    return `${content.subject}\n${content.body}`
  }
}
