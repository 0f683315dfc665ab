import { randomUUID } from 'node:crypto'

/** One call of a tracking client: its body as sent. */
export type TrackingCall = { body: string; events: number }

const CUSTOMERS = 2000
const PRODUCTS = 500
/** Of ten events one is a visitor's whom nobody knows yet. */
const ANONYMOUS = 10
const HEAD = { integrations: {}, context: { library: { name: '@segment/analytics-node', version: '3.1.0' } } }

/** Bodies of `/v1/batch` as the Node client of Segment writes them: a shop's day, every message new. */
export const trackingCalls = (calls: number, events: number, now: Date): TrackingCall[] =>
  Array.from({ length: calls }, () => ({
    events,
    body: JSON.stringify({
      batch: Array.from({ length: events }, (_, index) => eventOf(index, now)),
      sentAt: now.toISOString(),
    }),
  }))

function eventOf(index: number, now: Date) {
  const who = Math.floor(Math.random() * CUSTOMERS)
  const product = Math.floor(Math.random() * PRODUCTS)
  return {
    ...HEAD,
    type: 'track',
    ...(index % ANONYMOUS === 0 ? { anonymousId: `visitor-${who}` } : { userId: `customer-${who}` }),
    ...KINDS[index % KINDS.length]!(product),
    messageId: `node-next-${now.getTime()}-${randomUUID()}`,
    timestamp: new Date(now.getTime() - index * 1000).toISOString(),
    _metadata: { nodeVersion: '24.21.0', jsRuntime: 'node' },
  }
}

const item = (product: number) => ({
  product_id: `product-${product}`,
  sku: `sku-${product}`,
  category: 'Kettles',
  name: `Northlight Kettle ${product}`,
  brand: 'Northlight',
  price: 20 + product,
  currency: 'EUR',
  quantity: 1,
})
const viewed = (product: number) => ({
  event: 'Product Viewed',
  properties: { ...item(product), url: `https://shop.northlight.test/products/${product}`, position: 3 },
})

/** Mostly views, as in every shop. */
const KINDS = [
  viewed,
  viewed,
  viewed,
  viewed,
  viewed,
  () => ({ event: 'Products Searched', properties: { query: 'quiet kettle' } }),
  (product: number) => ({
    event: 'Product List Viewed',
    properties: { list_id: 'kettles', category: 'Kettles', products: [0, 1, 2].map((next) => item(product + next)) },
  }),
  (product: number) => ({ event: 'Product Added', properties: { ...item(product), cart_id: 'cart-1' } }),
  (product: number) => ({
    event: 'Order Completed',
    properties: { order_id: randomUUID(), total: 20 + product, currency: 'EUR', products: [item(product)] },
  }),
  () => ({ event: 'Newsletter Opened', properties: { campaign: 'spring' } }),
]
