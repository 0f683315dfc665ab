import type { StoredProduct } from '../../../src/catalog/product.ts'
import { chanceOf, pick } from './chance.ts'
import { readShared, readSharedLines } from './shared-data.ts'
import { COLOURS, MATERIALS } from './words.ts'

/** A product as `PUT /v1/products/{id}` would hold it, and what its messages are written in. */
export type Item = { product: StoredProduct; language: 'en' | 'de'; locale: string }

const UPDATED = '2026-11-01T00:00:00.000Z'
const MAX_BULLETS = 6
const SHOP = 'https://shop.example/p'

type AmazonRow = {
  product_id: string
  product_name: string
  category: string
  discounted_price: string
  actual_price: string
  rating: string
  rating_count: string
  about_product: string
}

/** Products of both catalogues. The amounts are the catalogues' own; the currency goes by the product. */
export const readCatalogue = (): Item[] => [...amazonItems(), ...groundiesItems()]

function amazonItems(): Item[] {
  return readSharedLines<AmazonRow>('data/amazon_in_products/products.jsonl').flatMap((row) => {
    const price = amountOf(row.discounted_price)
    const list = amountOf(row.actual_price)
    const bullets = row.about_product.split('|').map((text) => text.trim())
    const facts = bullets.filter((text) => text !== '' && text.length <= 500).slice(0, MAX_BULLETS)
    const brand = row.product_name.split(' ')[0] ?? ''
    if (price === null || facts.length < 2 || brand.length < 2) return []
    const chance = chanceOf(`item ${row.product_id}`)
    const language = chance() < 0.25 ? 'de' : 'en'
    const locale = language === 'de' ? 'de-DE' : pick(chance, ['en-GB', 'en-IN', 'en-US'])
    const currency = language === 'de' ? 'EUR' : pick(chance, ['INR', 'INR', 'EUR', 'USD', 'GBP'])
    const rating = Number(row.rating)
    const count = Number(row.rating_count)
    const attributes = {
      ...(rating > 0 ? { rating: `${rating} out of 5` } : {}),
      ...(rating > 0 && count > 0 ? { rating_count: count } : {}),
      ...wordsIn(row.product_name),
    }
    const product: StoredProduct = {
      id: row.product_id,
      name: row.product_name.slice(0, 500),
      brand,
      category: spaced(row.category.split('|').at(-1) ?? ''),
      price: { amount: price, currency },
      ...(list !== null && Number(list) > Number(price) ? { listPrice: { amount: list, currency } } : {}),
      availability: chance() < 0.25 ? 'out_of_stock' : 'in_stock',
      url: `${SHOP}/${row.product_id.toLowerCase()}`,
      facts,
      attributes,
      updatedAt: UPDATED,
    }
    return [{ product, language, locale }]
  })
}

/** Shoes: only parent items hold a description; its sentences are the facts. */
function groundiesItems(): Item[] {
  const feed = readShared('data/groundies_merchant_feed/products.xml')
  return feed.split('<item>').flatMap((text) => {
    const field = (name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]?.trim() ?? ''
    const [amount = '', currency = ''] = field('g:price').split(' ')
    const facts = sentencesOf(unescaped(field('description'))).slice(0, MAX_BULLETS)
    if (facts.length < 2 || !(Number(amount) > 0)) return []
    const id = field('g:id')
    const chance = chanceOf(`item ${id}`)
    const language = chance() < 0.4 ? 'de' : 'en'
    const product: StoredProduct = {
      id,
      name: unescaped(field('title')),
      brand: 'GROUNDIES',
      category: 'Barefoot shoes',
      price: { amount, currency: language === 'de' ? 'EUR' : currency },
      availability: chance() < 0.25 ? 'out_of_stock' : 'in_stock',
      url: `${SHOP}/${id.toLowerCase()}`,
      facts,
      attributes: { ...wordsIn(field('link').split('/').at(-2)?.replaceAll('-', ' ') ?? ''), age_group: 'adult' },
      updatedAt: UPDATED,
    }
    return [{ product, language, locale: language === 'de' ? 'de-DE' : pick(chance, ['en-GB', 'en-US']) }]
  })
}

function amountOf(written: string): string | null {
  const amount = Number(written.replace(/[^\d.]/g, ''))
  return amount > 0 ? amount.toFixed(2) : null
}

/** `USBCables` as people write it. */
const spaced = (category: string): string =>
  category
    .replace(/([a-z])([A-Z&])|([A-Z]+)([A-Z][a-z])/g, '$1$3 $2$4')
    .replaceAll('&', ' and ')
    .replace(/ +/g, ' ')

const unescaped = (text: string): string =>
  text
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll("\\'", "'")
    .replace(/\s+/g, ' ')

const sentencesOf = (text: string): string[] =>
  text.split(/(?<=[.!?])\s+/).filter((sentence) => sentence.length > 15 && sentence.length <= 400)

/** Colour and material that a name or an address states, as attributes. */
function wordsIn(text: string): Record<string, string> {
  const words = text.toLowerCase().split(/[^a-z]+/)
  const colour = COLOURS.find((word) => words.includes(word))
  const material = MATERIALS.find((word) => words.includes(word))
  return { ...(colour === undefined ? {} : { colour }), ...(material === undefined ? {} : { material }) }
}
