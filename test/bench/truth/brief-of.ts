import type { Brief, SlotValues } from '../../../src/briefs/brief.ts'
import { composeBrief } from '../../../src/briefs/compose-brief.ts'
import { slotValues } from '../../../src/briefs/slot-values.ts'
import type { StoredOffer } from '../../../src/catalog/offer.ts'
import type { ProductChange } from '../../../src/catalog/product-change.ts'
import type { StoredProduct } from '../../../src/catalog/product.ts'
import { findChannel } from '../../../src/channels/list.ts'
import { merge } from '../../../src/drafts/merge.ts'
import { check } from '../../../src/guardrails/check.ts'
import type { Claim, Finding } from '../../../src/guardrails/guardrail.ts'
import type { Content } from '../../../src/channels/channel.ts'
import type { BriefSignal } from '../../../src/signals/signal.ts'
import { input, now, signal } from '../../briefs/inputs.ts'

/** What every message of these cases is sent as. */
export const BRAND = input().brand!
export const FIRST_NAME = 'Ines'

export type World = { brief: Brief; slots: SlotValues }

/** The brief of an e-mail to somebody who looked at one product 20 days ago, as the service composes it, and its slots. */
export function worldOf(
  product: StoredProduct,
  {
    locale = 'en-GB',
    offer = null,
    changes = [],
    signals = [],
  }: {
    locale?: string
    offer?: StoredOffer | null
    changes?: readonly ProductChange[]
    signals?: readonly BriefSignal[]
  } = {},
): World {
  const brief = composeBrief(
    input({
      customer: { locale, hasFirstName: true, knows: { email: true, phone: true } },
      signals: [signal('product-viewed', 20, { productId: product.id }), ...signals],
      products: [product],
      changes,
      offer,
      now,
    }),
  )
  const slots = slotValues({
    brief,
    firstName: FIRST_NAME,
    products: [product],
    offer,
    brandName: BRAND.name,
    agentName: null,
    locale,
  })
  return { brief, slots }
}

/** The findings of a text, checked as a draft is checked. */
export function findingsOf({ brief, slots }: World, content: Content, claims: Claim[]): Finding[] {
  const rendered = findChannel(brief.channel)!.render(merge(content, slots).content, {
    sender: { ...BRAND.sender, replyTo: null, postalAddress: BRAND.postalAddress },
    unsubscribeUrl: 'https://foreword.test/u/token',
    links: Object.entries(slots).flatMap(([name, value]) => (name.endsWith('.link') ? [value] : [])),
    locale: brief.locale,
  })
  return check({ content, claims, slots, rendered: rendered.text }, brief)
}

export const blocksOf = (world: World, content: Content, claims: Claim[]): Finding[] =>
  findingsOf(world, content, claims).filter(({ severity }) => severity === 'block')

/** For texts that come without claims: each sentence rests on every fact that may be said. */
export function claimsOnAll(body: string, brief: Brief): Claim[] {
  const facts = brief.facts.filter(({ use }) => use === 'mention').map(({ id }) => id)
  return body
    .split(/(?<=[.!?])\s+|\n+/)
    .filter((sentence) => sentence.trim() !== '')
    .map((text) => ({ text: text.trim(), facts }))
}

export const anOffer = (percent: number): StoredOffer => ({
  id: 'o-1',
  version: 1,
  code: `QUIET${percent}`,
  kind: 'percent',
  value: String(percent),
  terms: `${percent} % off one order, once per customer`,
  validFrom: '2026-11-01T00:00:00Z',
  validUntil: '2027-01-31T23:59:00Z',
})

/** The day on which the price went down from the list price. */
export const REDUCED_AT = '2026-11-10T09:00:00.000Z'

export const reduction = (product: StoredProduct): ProductChange[] =>
  product.price === undefined || product.listPrice === undefined
    ? []
    : [
        {
          id: 1,
          productId: product.id,
          field: 'price',
          old: product.listPrice,
          new: product.price,
          at: REDUCED_AT,
          recordedAt: REDUCED_AT,
        },
      ]
