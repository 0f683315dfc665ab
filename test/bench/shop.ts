/** A made-up shop for the benchmark: each customer did 20 things with 10 products in the last two weeks. */
export type Shop = {
  products: { id: string; record: Record<string, unknown> }[]
  customers: { id: string; record: Record<string, unknown> }[]
  signals: Record<string, unknown>[]
}

export const BRAND = {
  name: 'Northlight',
  sender: { name: 'Northlight', email: 'hello@northlight.test' },
  postalAddress: '1 Made-up Street, Nowhere',
  linkDomains: ['northlight.test'],
  voice: 'Plain, warm, short sentences.',
  bannedPhrases: ['cheapest ever', 'act now', 'once in a lifetime'],
}

const PRODUCTS = 200
const PRODUCTS_EACH = 10
const KINDS = ['Dishwasher', 'Kettle', 'Desk Lamp', 'Vacuum Cleaner', 'Coffee Grinder']
const REVIEW =
  'It does what it should, but it is louder than I had thought, and the manual could say more about cleaning it.'
const DAY_MS = 86_400_000

export function makeShop(customers: number, now: Date): Shop {
  const at = (hoursAgo: number) => new Date(now.getTime() - hoursAgo * 3_600_000).toISOString()
  return {
    products: Array.from({ length: PRODUCTS }, (_, index) => ({
      id: `product-${index}`,
      record: {
        name: `Northlight ${KINDS[index % KINDS.length]} ${100 + index}`,
        brand: 'Northlight',
        category: KINDS[index % KINDS.length],
        price: { amount: `${20 + index}.90`, currency: 'EUR' },
        availability: 'in_stock',
        url: `https://shop.northlight.test/products/${index}`,
        facts: [`Noise level ${36 + (index % 9)} dB`, `Weight ${2 + (index % 7)} kg`, 'Spare parts for ten years'],
        attributes: { colour: 'white', width_cm: 40 + (index % 20), energy_class: 'C' },
      },
    })),
    customers: Array.from({ length: customers }, (_, index) => ({
      id: `customer-${index}`,
      record: {
        firstName: 'Ines',
        lastName: 'Roca',
        email: `customer-${index}@bench.test`,
        locale: 'en-GB',
        timeZone: 'Europe/Madrid',
        consents: [
          {
            channel: 'email',
            purpose: 'marketing',
            state: 'granted',
            source: 'benchmark',
            at: new Date(now.getTime() - 30 * DAY_MS).toISOString(),
          },
        ],
      },
    })),
    signals: Array.from({ length: customers }, (_, customer) => {
      const product = (step: number) => `product-${(customer * 7 + step) % PRODUCTS}`
      return steps(product).map(({ type, ...rest }, index, all) => ({
        type,
        customerId: `customer-${customer}`,
        messageId: `customer-${customer} ${index}`,
        occurredAt: at((all.length - index) * 16),
        source: 'web',
        ...rest,
      }))
    }).flat(),
  }
}

type Step = { type: string; productId?: string; properties?: Record<string, unknown> }

/** Looks at everything once, searches, reads reviews of half of it, compares, puts one thing into the cart. */
function steps(product: (step: number) => string): Step[] {
  return [
    { type: 'product-searched', properties: { query: 'quiet dishwasher' } },
    ...Array.from({ length: PRODUCTS_EACH }, (_, step) => ({ type: 'product-viewed', productId: product(step) })),
    ...Array.from({ length: PRODUCTS_EACH / 2 }, (_, step) => ({
      type: 'review-read',
      productId: product(step),
      properties: { rating: 3, text: REVIEW },
    })),
    { type: 'support-contacted', productId: product(0), properties: { topic: 'question' } },
    { type: 'products-compared', properties: { productIds: [product(0), product(5)] } },
    { type: 'product-viewed', productId: product(0) },
    { type: 'cart-updated', productId: product(0), properties: { action: 'added' } },
  ]
}
