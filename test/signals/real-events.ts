import { readFileSync } from 'node:fs'
import { csvFields } from '../../src/catalog/csv-records.ts'

const DATA = new URL('../../../shared/data/', import.meta.url)

/** What a shop hands to its tracking client. */
export type TrackCall = {
  event: string
  userId?: string
  anonymousId: string
  messageId: string
  timestamp: Date
  properties: Record<string, unknown>
}
/** What must stand in the timeline of `customer` for one row of the file. */
export type Entry = {
  customer: string
  name: string
  type: string | null
  productId: string | null
  at: string
  properties: Record<string, unknown>
}
export type RealEvent = { call: TrackCall; entry: Entry }

type Row = Record<string, string>
type Said = {
  event: string
  type: string | null
  properties: Record<string, unknown>
  implied?: Record<string, unknown>
}

function rowsOf(file: string): Row[] {
  const [header = [], ...rows] = readFileSync(new URL(file, DATA), 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => csvFields(line, ',')!)
  return rows.map((cells) => Object.fromEntries(header.map((name, column) => [name, cells[column]!])))
}

const given = (properties: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== '' && value !== undefined))

const realEvent = (
  who: Pick<TrackCall, 'userId' | 'anonymousId'>,
  customer: string,
  messageId: string,
  at: Date,
  said: Said,
): RealEvent => {
  const { event, type, properties, implied } = said
  const product = (properties['product_id'] ??
    (type === 'purchase' ? (properties['products'] as Row[])[0]!['product_id'] : null)) as string | number | null
  return {
    call: { ...who, event, messageId, timestamp: at, properties },
    entry: {
      customer,
      name: event,
      type,
      productId: product === null || type === null ? null : String(product),
      at: at.toISOString(),
      properties: { ...implied, ...properties },
    },
  }
}

/** A shop of many kinds of things (REES46, October 2019): people whom it knows look, fill carts and buy. */
export function rees46Events(): RealEvent[] {
  const named: Record<string, Pick<Said, 'event' | 'type'>> = {
    view: { event: 'Product Viewed', type: 'product-viewed' },
    cart: { event: 'Product Added', type: 'cart-updated' },
    purchase: { event: 'Order Completed', type: 'purchase' },
  }
  return rowsOf('rees46_events/2019-Oct-sample.csv').map((row, index) => {
    const kind = named[row['event_type']!]!
    // As shops do it: numbers where the database holds numbers, nothing where it holds nothing.
    const product = given({
      product_id: Number(row['product_id']),
      category: row['category_code'],
      brand: row['brand'],
      price: Number(row['price']),
    })
    const properties = kind.type === 'purchase' ? { order_id: `o-${index}`, products: [product] } : product
    const at = new Date(row['event_time']!.replace(' UTC', 'Z').replace(' ', 'T'))
    const userId = row['user_id']!
    return realEvent({ userId, anonymousId: row['user_session']! }, userId, `rees46 ${index}`, at, {
      ...kind,
      properties,
    })
  })
}

/** Google's shop (Google Analytics, 2016 and 2017): visitors who are known by their visit alone. */
export const merchandiseEvents = (): RealEvent[] =>
  rowsOf('google_merch_store_hits/hits.csv').map((row, index) => {
    const visit = row['visit_id']!
    const at = new Date(Number(visit) * 1000 + Number(row['elapsed_ms']))
    return realEvent({ anonymousId: visit }, customerOfVisit(visit), `hit ${index}`, at, saidByHit(row))
  })

/** Who came on which visit is not told: a hundred made-up people share the visits. */
export const customerOfVisit = (visit: string): string => `visitor ${visit.slice(-2)}`

function saidByHit(row: Row): Said {
  const product = given({
    product_id: row['product_sku'],
    name: row['product_name'],
    category: row['product_category'],
    variant: row['product_variant'],
    price: Number(row['price_usd']),
    quantity: row['product_quantity'] === '' ? undefined : Number(row['product_quantity']),
  })
  const list = given({ category: row['product_category'], products: [product] })
  switch (row['ecommerce_action_type']) {
    case '1':
      return { event: 'Product Clicked', type: 'product-viewed', properties: product }
    case '2':
      return { event: 'Product Viewed', type: 'product-viewed', properties: product }
    case '3':
      return { event: 'Product Added', type: 'cart-updated', properties: product }
    case '4':
      return { event: 'Product Removed', type: 'cart-updated', properties: product, implied: { action: 'removed' } }
    case '5':
      return checkoutStep(row['ecommerce_action_option']!, product)
    case '6':
      return {
        event: 'Order Completed',
        type: 'purchase',
        properties: { order_id: row['transaction_id'], products: [product] },
      }
    default:
      if (row['hit_type'] === 'EVENT') return { event: 'Promotion Clicked', type: null, properties: list }
      return row['page_title'] === 'Store search results'
        ? { event: 'Products Searched', type: 'product-searched', properties: { query: '', products: [product] } }
        : { event: 'Product List Viewed', type: 'product-list-viewed', properties: list }
  }
}

/** The later steps are events of the e-commerce specification that mean nothing to us. */
function checkoutStep(option: string, product: Record<string, unknown>): Said {
  if (option === 'Billing and Shipping') {
    const properties = { ...product, products: [product] }
    return { event: 'Checkout Started', type: 'cart-updated', properties, implied: { action: 'checkout' } }
  }
  return option === 'Payment'
    ? { event: 'Payment Info Entered', type: null, properties: { step: 2, products: [product] } }
    : { event: 'Checkout Step Viewed', type: null, properties: { step: 3, products: [product] } }
}
