import type { VersionedBrand } from '../brand/brand.ts'
import { loadBrand } from '../brand/store.ts'
import type { StoredOffer } from '../catalog/offer.ts'
import type { ProductChange } from '../catalog/product-change.ts'
import type { StoredProduct } from '../catalog/product.ts'
import { loadOffer } from '../catalog/offer-store.ts'
import { loadChanges, loadProducts } from '../catalog/store.ts'
import type { Channel, Purpose } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import { givenConsent, hasConsent, type StoredCustomer } from '../customers/customer.ts'
import { loadPresentCustomers } from '../customers/store.ts'
import type { BriefSignal } from '../signals/signal.ts'
import { loadSignals } from '../signals/store.ts'
import type { Brief, SlotValues } from './brief.ts'
import { composeBrief } from './compose-brief.ts'
import { isPersonName } from './fit-names.ts'
import { HISTORY_DAYS } from './history-facts.ts'
import { readSignals } from './reading.ts'
import { slotValues } from './slot-values.ts'

/** Signals beyond this many are too old to say anything about today. */
const MAX_SIGNALS = 500
const DAY_MS = 24 * 60 * 60 * 1000

/** Everything that a brief is composed of, as it stands now. */
export type BriefSources = {
  customer: StoredCustomer
  signals: BriefSignal[]
  products: StoredProduct[]
  changes: ProductChange[]
  offer: StoredOffer | null
  brand: VersionedBrand | null
}

/** Reads what a message to one customer may be made of. Null: no such customer. */
export async function loadBriefSources(
  context: Context,
  input: { customerId: string; offerId: string | null },
): Promise<BriefSources | null> {
  const { customerId, offerId } = input
  return (await loadManyBriefSources(context, { customerIds: [customerId], offerId })).get(customerId) ?? null
}

/** The same for any number of customers: six queries, however many they are and whatever they did. */
export async function loadManyBriefSources(
  context: Context,
  input: { customerIds: readonly string[]; offerId: string | null },
): Promise<Map<string, BriefSources>> {
  const [customers, signalsOf, offer, brand] = await Promise.all([
    loadPresentCustomers(context.db, input.customerIds),
    loadSignals(context.db, input.customerIds, MAX_SIGNALS),
    input.offerId === null ? null : loadOffer(context.db, input.offerId),
    loadBrand(context.db),
  ])
  const people = customers.map((customer) => {
    const signals = signalsOf.get(customer.id) ?? []
    const productIds = new Set(readSignals(signals).flatMap((reading) => reading.productIds))
    return { customer, signals, productIds: [...productIds] }
  })
  const wanted = [...new Set(people.flatMap(({ productIds }) => productIds))]
  const since = new Date(context.now().getTime() - HISTORY_DAYS * DAY_MS)
  const [products, changes] = await Promise.all([
    loadProducts(context.db, wanted),
    loadChanges(context.db, wanted, since),
  ])
  const productOf = new Map(products.map((product) => [product.id, product]))
  const changesOf = Map.groupBy(changes, ({ productId }) => productId)
  return new Map(
    people.map(({ customer, signals, productIds }) => {
      const own = productIds.flatMap((id) => productOf.get(id) ?? [])
      const changed = productIds.flatMap((id) => changesOf.get(id) ?? [])
      return [customer.id, { customer, signals, products: own, changes: changed, offer, brand }]
    }),
  )
}

/** What a request adds to the sources. */
export type BriefWish = {
  channel: Channel
  purpose: Purpose
  agentName: string | null
  note: string | null
  /** True: what the customer did shapes nothing. */
  withoutSignals?: boolean
}

/** The brief of one message out of what was read. Pure. */
export function briefOf(sources: BriefSources, wish: BriefWish, now: Date): Brief {
  const { customer } = sources
  return composeBrief({
    channel: wish.channel.name,
    purpose: wish.purpose,
    customer: {
      locale: customer.locale,
      timeZone: customer.timeZone,
      hasFirstName: customer.firstName !== null && isPersonName(customer.firstName),
      knows: { email: customer.email !== null, phone: customer.phone !== null },
      names: [customer.firstName, customer.lastName].filter((name) => name !== null),
    },
    consent: hasConsent(customer.consents, wish.channel.name, wish.purpose),
    givenConsent: givenConsent(customer.consents, wish.channel.name, wish.purpose),
    signals: sources.signals,
    products: sources.products,
    changes: sources.changes,
    offer: sources.offer,
    brand: sources.brand?.policy ?? null,
    limits: wish.channel.limits,
    hasAgentName: wish.agentName !== null && isPersonName(wish.agentName),
    note: wish.note,
    ...(wish.withoutSignals === undefined ? {} : { withoutSignals: wish.withoutSignals }),
    now,
  })
}

/** What code will put in place of the brief's slots. Pure. */
export function slotsOf(sources: BriefSources, brief: Brief, agentName: string | null): SlotValues {
  const byId = new Map(sources.products.map((product) => [product.id, product]))
  return slotValues({
    brief,
    firstName: sources.customer.firstName,
    products: brief.products.map(({ id }) => byId.get(id)!),
    offer: sources.offer,
    brandName: sources.brand?.policy.name ?? null,
    agentName,
    locale: sources.customer.locale,
  })
}
