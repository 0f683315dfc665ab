import type { Money } from '../text.ts'
import { csvRecord, rearmed } from './csv-cell.ts'
import { withoutUndefined } from './feed-product.ts'
import { type ReadItem, readProduct, rejected } from './item.ts'
import type { StoredProduct } from './product.ts'

/** The columns of our own export. A file that begins with them is read back to the letter. */
const COLUMNS = [
  'id',
  'name',
  'brand',
  'category',
  'price',
  'list_price',
  'availability',
  'url',
  'image_url',
  'description',
  'facts_json',
  'attributes_json',
] as const

const money = (price: Money | undefined): string => (price === undefined ? '' : `${price.amount} ${price.currency}`)

export const OWN_HEADER = csvRecord(COLUMNS)

/** One product as a record of our own CSV. */
export const ownRecord = (product: StoredProduct): string =>
  csvRecord([
    product.id,
    product.name,
    product.brand ?? '',
    product.category ?? '',
    money(product.price),
    money(product.listPrice),
    product.availability ?? '',
    product.url ?? '',
    product.imageUrl ?? '',
    product.description ?? '',
    product.facts === undefined || product.facts.length === 0 ? '' : JSON.stringify(product.facts),
    product.attributes === undefined || Object.keys(product.attributes).length === 0
      ? ''
      : JSON.stringify(product.attributes),
  ])

export const isOwn = (header: readonly string[]): boolean =>
  header.length === COLUMNS.length && COLUMNS.every((name, column) => header[column] === name)

/** Reads back what `ownRecord` wrote. */
export function readOwnRow(cells: readonly string[]): ReadItem {
  const [id, name, brand, category, price, listPrice, availability, url, imageUrl, description, facts, attributes] =
    cells.map((cell) => (cell === '' ? undefined : rearmed(cell)))
  try {
    return readProduct(
      withoutUndefined({
        id,
        name,
        brand,
        category,
        price: moneyOf(price),
        listPrice: moneyOf(listPrice),
        availability,
        url,
        imageUrl,
        description,
        facts: facts === undefined ? undefined : JSON.parse(facts),
        attributes: attributes === undefined ? undefined : JSON.parse(attributes),
      }),
      'row',
    )
  } catch {
    return rejected('A column that ends in _json does not hold JSON.')
  }
}

function moneyOf(written: string | undefined): Money | undefined {
  const [amount = '', currency = ''] = written?.split(' ') ?? []
  return written === undefined ? undefined : { amount, currency }
}
