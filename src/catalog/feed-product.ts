import type { ProblemPointer } from '../problem.ts'
import type { Money } from '../text.ts'
import { ATTRIBUTE_FIELDS, type FeedItem } from './feed-fields.ts'
import { isWithin, readPrice } from './feed-price.ts'
import { type ReadItem, readProduct, rejected } from './item.ts'

/** What the caller says of the whole file. */
export type FeedSettings = {
  /** ISO 4217; for prices that name no currency. */
  currency: string | undefined
  now: Date
}

const AVAILABILITY: Record<string, string> = {
  instock: 'in_stock',
  available: 'in_stock',
  limitedavailability: 'in_stock',
  outofstock: 'out_of_stock',
  soldout: 'out_of_stock',
  unavailable: 'out_of_stock',
  preorder: 'preorder',
  presale: 'preorder',
  backorder: 'backorder',
  onbackorder: 'backorder',
  discontinued: 'discontinued',
}

/** Makes a product of what one item of a shop's file says. `what` names the item in what is answered: row, item. */
export function feedProduct(item: FeedItem, settings: FeedSettings, what: string): ReadItem {
  const errors: ProblemPointer[] = []
  const refuse = (field: string, message: string): undefined => void errors.push({ pointer: `/${field}`, message })

  const money = (field: 'price' | 'salePrice' | 'listPrice'): Money | undefined => {
    const written = item[field]
    if (written === undefined) return undefined
    const read = readPrice(written, item.currency?.toUpperCase() ?? settings.currency)
    return read.ok ? read.price : refuse(field, read.why)
  }
  const sale = (): Money | undefined => {
    if (item.saleDates === undefined) return money('salePrice')
    const isNow = isWithin(item.saleDates, settings.now)
    if (isNow === null) return refuse('saleDates', 'must be two dates with "/" between them')
    return isNow ? money('salePrice') : undefined
  }
  const regular = money('price')
  const reduced = sale()
  const listPrice = reduced === undefined ? money('listPrice') : regular

  const availability =
    item.availability === undefined
      ? undefined
      : (AVAILABILITY[
          item.availability
            .split('/')
            .at(-1)!
            .toLowerCase()
            .replaceAll(/[\s_-]/g, '')
        ] ?? refuse('availability', 'must be such as "in stock", "out of stock", "preorder" or "backorder"'))
  const kept = ATTRIBUTE_FIELDS.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]]))
  const product = {
    id: item.id,
    name: item.name,
    brand: item.brand,
    category: item.category,
    price: reduced ?? regular,
    listPrice,
    availability,
    url: item.url,
    imageUrl: item.imageUrl,
    description: item.description,
    facts: item.facts
      ?.split(/\r?\n/)
      .map((fact) => fact.trim())
      .filter((fact) => fact !== ''),
    attributes: kept.length === 0 ? undefined : Object.fromEntries(kept),
  }
  if (errors.length > 0) return rejected(`The ${what} is not a product.`, errors)
  return readProduct(withoutUndefined(product), what)
}

export const withoutUndefined = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined))
