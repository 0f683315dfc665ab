import type { StoredOffer } from '../../src/catalog/offer.ts'
import type { StoredProduct } from '../../src/catalog/product.ts'
import type { BriefInput } from '../../src/briefs/compose-brief.ts'
import { typeNamed } from '../../src/signals/find-type.ts'
import type { Signal } from '../../src/signals/signal.ts'

export const now = new Date('2026-11-22T12:00:00Z')
const DAY_MS = 24 * 60 * 60 * 1000

/** A signal of this kind, so many days before `now`, as it would be stored. */
export function signal(type: string, daysAgo: number, properties: Record<string, unknown> = {}, id?: string): Signal {
  const kind = typeNamed(type)
  const read = kind?.properties.parse(properties)
  return {
    id: id ?? `s-${hash(`${type} ${daysAgo} ${JSON.stringify(properties)}`)}`,
    type: kind?.type ?? null,
    name: type,
    source: 'web',
    messageId: 'm',
    customerId: 'c-1',
    anonymousId: null,
    productId: read === undefined ? null : (kind?.productIds(read)[0] ?? null),
    origin: kind?.origin ?? 'observed',
    party: read === undefined ? 'first' : (kind?.partyOf?.(read) ?? kind?.party ?? 'first'),
    properties,
    occurredAt: new Date(now.getTime() - daysAgo * DAY_MS),
    receivedAt: now,
  }
}

export const product = (id: string, extra: Partial<StoredProduct> = {}): StoredProduct => ({
  id,
  name: `Product ${id.toUpperCase()}`,
  category: 'Dishwashers',
  price: { amount: '649.00', currency: 'EUR' },
  availability: 'in_stock',
  url: `https://shop.example/${id}`,
  facts: [`Noise level 39 dB (${id})`, '14 place settings'],
  updatedAt: '2026-11-01T00:00:00Z',
  ...extra,
})

export const offer = (extra: Partial<StoredOffer> = {}): StoredOffer => ({
  id: 'o-1',
  version: 3,
  code: 'QUIET10',
  kind: 'percent',
  value: '10',
  terms: '10 % off one dishwasher, once per customer',
  validFrom: '2026-11-01T00:00:00Z',
  validUntil: '2027-01-31T23:59:59+01:00',
  ...extra,
})

export const input = (extra: Partial<BriefInput> = {}): BriefInput => ({
  channel: 'email',
  purpose: 'marketing',
  customer: { locale: 'es-ES', hasFirstName: true, knows: { email: true, phone: true } },
  consent: true,
  signals: [],
  products: [product('a'), product('b'), product('c'), product('t', { category: 'Toasters' })],
  offer: null,
  brand: {
    name: 'Aquila',
    sender: { name: 'Aquila', email: 'hello@aquila.example' },
    postalAddress: '1 Quay, Lisbon',
    linkDomains: ['shop.example'],
  },
  limits: { subject: 78, body: 2000 },
  hasAgentName: false,
  note: null,
  now,
  ...extra,
})

/** Ids that tell signals apart and give nothing of them away. */
function hash(text: string): number {
  let value = 7
  for (let at = 0; at < text.length; at++) value = (value * 31 + text.charCodeAt(at)) % 2_147_483_647
  return value
}
