import { reviewsOf } from './reviews.ts'

/** Something a customer did so many hours before the demo starts; the rest is the wire format of `POST /v1/signals`. */
type Deed = { hoursAgo: number; type: string; productId?: string; properties?: Record<string, unknown> }
export type DemoCustomer = {
  id: string
  /** The body of `PUT /v1/customers/{id}`; the consents get their time when they are sent. */
  record: Record<string, unknown> & { firstName: string; lastName: string }
  consents: { channel: string; purpose: string }[]
  deeds: Deed[]
}

const MARKETING_MAIL = { channel: 'email', purpose: 'marketing' }
const english = { locale: 'en-GB', timeZone: 'Europe/London' }

const viewed = (productId: string, ...hoursAgo: number[]): Deed[] =>
  hoursAgo.map((hours) => ({ hoursAgo: hours, type: 'product-viewed', productId }))

/** Eight people who do not exist, with addresses and a number that reach nobody (RFC 2606; Ofcom numbers for drama). */
export const customers: readonly DemoCustomer[] = [
  {
    id: 'c-tom',
    record: { firstName: 'Tom', lastName: 'Beckett', email: 'tom.beckett@post.example', ...english },
    consents: [MARKETING_MAIL],
    deeds: [
      { hoursAgo: 30, type: 'product-searched', properties: { query: 'quiet dishwasher' } },
      ...viewed('silent-39', 29, 5, 2),
    ],
  },
  {
    id: 'c-clara',
    record: { firstName: 'Clara', lastName: 'Byrne', email: 'clara.byrne@post.example', ...english },
    consents: [MARKETING_MAIL],
    deeds: [
      ...viewed('alma-dress', 26),
      ...reviewsOf('alma-dress').map(({ rating, text }, index) => ({
        hoursAgo: 25 - index / 10,
        type: 'review-read',
        productId: 'alma-dress',
        properties: { rating, text, site: 'own' },
      })),
    ],
  },
  {
    id: 'c-ines',
    record: {
      firstName: 'Inés',
      lastName: 'Roca',
      email: 'ines.roca@correo.example',
      locale: 'es-ES',
      timeZone: 'Europe/Madrid',
    },
    consents: [MARKETING_MAIL],
    deeds: [
      ...viewed('marea-15', 50),
      ...viewed('alba-10', 49),
      { hoursAgo: 48, type: 'products-compared', properties: { productIds: ['marea-15', 'alba-10'] } },
    ],
  },
  {
    id: 'c-jonas',
    record: {
      firstName: 'Jonas',
      lastName: 'Weber',
      email: 'jonas.weber@post.example',
      locale: 'de-DE',
      timeZone: 'Europe/Berlin',
    },
    consents: [MARKETING_MAIL],
    deeds: [
      { hoursAgo: 20, type: 'product-searched', properties: { query: 'Akku Laufzeit' } },
      ...viewed('wolke-500', 19, 3),
    ],
  },
  {
    id: 'c-priya',
    record: { firstName: 'Priya', lastName: 'Nair', email: 'priya.nair@post.example', ...english },
    consents: [MARKETING_MAIL],
    deeds: [...viewed('compact-45', 9), { hoursAgo: 8, type: 'cart-updated', productId: 'compact-45' }],
  },
  {
    id: 'c-grace',
    record: { firstName: 'Grace', lastName: 'Okafor', email: 'grace.okafor@post.example', ...english },
    consents: [MARKETING_MAIL],
    deeds: [
      { hoursAgo: 400, type: 'purchase', productId: 'family-16', properties: { orderId: 'o-1001' } },
      { hoursAgo: 6, type: 'support-contacted', productId: 'family-16', properties: { topic: 'spray arm broken' } },
    ],
  },
  {
    id: 'c-noah',
    record: { firstName: 'Noah', lastName: 'Lind', email: 'noah.lind@post.example', ...english },
    consents: [],
    deeds: viewed('vega-trousers', 12, 11),
  },
  {
    id: 'c-maeve',
    record: { firstName: 'Maeve', lastName: 'Doyle', phone: '+447700900123', ...english },
    consents: [MARKETING_MAIL, { channel: 'call', purpose: 'marketing' }],
    deeds: [
      { hoursAgo: 300, type: 'purchase', productId: 'lena-cardigan', properties: { orderId: 'o-1002' } },
      {
        hoursAgo: 40,
        type: 'review-posted',
        productId: 'lena-cardigan',
        properties: { rating: 5, text: reviewsOf('lena-cardigan')[1]?.text, site: 'own' },
      },
    ],
  },
]

const HOUR_MS = 3_600_000

/** The body of `PUT /v1/customers/{id}`. */
export const recordOf = ({ record, consents }: DemoCustomer, now: Date) => ({
  ...record,
  consents: consents.map((consent) => ({
    ...consent,
    state: 'granted',
    source: 'demo checkout',
    at: new Date(now.getTime() - 1000 * HOUR_MS).toISOString(),
  })),
})

/** Everything the customers did, as `POST /v1/signals` takes it. */
export const signalsOf = (people: readonly DemoCustomer[], now: Date) =>
  people.flatMap(({ id, deeds }) =>
    deeds.map(({ hoursAgo, ...deed }, index) => ({
      ...deed,
      customerId: id,
      messageId: `${id}-${index + 1}`,
      occurredAt: new Date(now.getTime() - hoursAgo * HOUR_MS).toISOString(),
      source: 'demo',
    })),
  )
