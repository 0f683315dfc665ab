import type { BrandPolicy } from '../brand/brand.ts'
import { tightened } from '../brand/max-length.ts'
import { whyOfferUnusable } from '../catalog/offer.ts'
import type { StoredOffer } from '../catalog/offer.ts'
import type { ProductChange } from '../catalog/product-change.ts'
import type { StoredProduct } from '../catalog/product.ts'
import type { ChannelName, Purpose } from '../channels/channel.ts'
import type { BriefSignal } from '../signals/signal.ts'
import { findAbsence } from './absence.ts'
import type { Brief, BriefProduct } from './brief.ts'
import { briefOffer } from './brief-offer.ts'
import { cleanCatalogue } from './catalogue.ts'
import { offerFacts, productFacts } from './catalogue-facts.ts'
import { chooseProducts } from './choose-products.ts'
import type { Chosen } from './choose-products.ts'
import { cleanText } from './clean-text.ts'
import { findComplaints } from './complaint.ts'
import { findConcerns } from './concerns.ts'
import { mentionsAny, withoutContactDetails } from './contact-details.ts'
import { historyFacts } from './history-facts.ts'
import { measureInterest } from './interest.ts'
import { followJourney } from './journey.ts'
import { leftOutFacts } from './left-out.ts'
import { brandLink } from './links.ts'
import { briefBrand } from './brief-brand.ts'
import { hasUsedOffer } from './offer-used.ts'
import { readSignals } from './reading.ts'
import type { Reading } from './reading.ts'
import { concernFacts, signalFacts } from './signal-facts.ts'
import type { NewFact } from './new-fact.ts'
import { speakable } from './speakable.ts'
import { isSensitive } from './sensitive-topics.ts'
import { findStage } from './stage.ts'
import type { StageFinding } from './stage.ts'

/** Everything a brief is made of, read beforehand. */
export type BriefInput = {
  channel: ChannelName
  purpose: Purpose
  customer: {
    locale: string | null
    timeZone?: string | null
    hasFirstName: boolean
    knows: { email: boolean; phone: boolean }
    /** First and last name, only so that a search or a note that holds one of them is noticed. They are not kept. */
    names?: readonly string[]
  }
  consent: boolean
  /** The consent behind it, when one was given. */
  givenConsent?: { source: string; at: string } | null
  /** The newest 500 of the customer's signals at most. */
  signals: readonly BriefSignal[]
  /** The products of the catalogue that the signals name. */
  products: readonly StoredProduct[]
  /** What changed of their prices and stock in the last `HISTORY_DAYS` days. */
  changes?: readonly ProductChange[]
  offer: StoredOffer | null
  brand: BrandPolicy | null
  limits: { subject: number; body: number }
  hasAgentName: boolean
  note: string | null
  /** True for a message that what the customer did must not shape. It still sells nothing during a complaint, and no offer twice. */
  withoutSignals?: boolean
  now: Date
}

const MAX_FACTS = 40
const MAX_FACTS_PER_PRODUCT = 12
/** More than two remarks on what somebody did reads as being watched. */
const MENTIONED_SIGNALS = 2
const SHOWN_INTERESTS = 10

/**
 * Makes the brief of one message: what it may be about and which facts it may use. The same input gives the same brief,
 * in whatever order the signals come. What speaks of a sensitive matter is left out of everything. An open complaint comes first: then the message is about that product alone, and
 * nothing is sold. An offer is left out of service messages, and where it is not for what the message is about.
 */
export function composeBrief(input: BriefInput): Brief {
  const { now, brand } = input
  const linkDomains = brand?.linkDomains ?? []
  const signalled = input.withoutSignals === true ? [] : input.products
  const catalogue = cleanCatalogue(signalled, linkDomains)
  const all = readSignals(input.signals)
  const told = input.withoutSignals === true ? [] : all
  const readings = told.map(speakable(catalogue)).filter((reading) => reading !== null)
  const complaints = findComplaints(all, now)
  // A complaint about a sensitive matter puts service first like any other, but nothing of it is told.
  const complaint =
    complaints.open === null
      ? null
      : (readings.find(({ signal }) => signal === complaints.open?.signal) ?? { ...complaints.open, productIds: [] })
  const journey = followJourney(readings, catalogue)
  const finding = complaint === null ? findStage(readings, journey, catalogue) : serviceFirst(complaint)
  const chosen = chooseProducts(complaint, complaints.productIds, journey, finding, catalogue, now)
  const offer = usableOffer(input, complaint, chosen, all)
  const interests = measureInterest(readings, catalogue, now)
  const products = chosen.map((each) => briefProduct(each, brand))
  const isPrivate = mentionsAny(input.customer.names ?? [])
  const leftOut = leftOutFacts(readings, signalled, chosen, linkDomains)

  return {
    channel: input.channel,
    purpose: input.purpose,
    locale: input.customer.locale !== null && LOCALE.test(input.customer.locale) ? input.customer.locale : null,
    stage: finding.stage,
    stageReason: finding.reason,
    stageSignals: finding.signalIds,
    absence: findAbsence(told, now),
    complaint: complaint !== null,
    consent: input.consent,
    ...(input.givenConsent ? { givenConsent: consentOf(input.givenConsent) } : {}),
    products,
    facts: factsOf(readings, chosen, complaint, offer, isPrivate, leftOut, (each) =>
      historyFacts(each, readings, input.changes ?? [], now),
    ),
    offer: offer === null ? null : briefOffer(offer, now, input.customer.timeZone ?? null),
    interests: {
      products: interests.products.slice(0, SHOWN_INTERESTS),
      categories: interests.categories.filter(({ name }) => !isPrivate(name)).slice(0, SHOWN_INTERESTS),
    },
    slots: slotsOf(input, products, offer),
    unknown: unknownsOf(input, products, offer),
    brand: briefBrand({ brand, channel: input.channel, purpose: input.purpose, locale: input.customer.locale }),
    limits: { ...tightened(input.channel, input.limits, brand?.maxLength ?? {}), mentionedSignals: MENTIONED_SIGNALS },
    note: cleanNote(input.note, isPrivate),
  }
}

const LOCALE = /^[A-Za-z0-9]{2,8}(-[A-Za-z0-9]{1,8})*$/

const MAX_SOURCE = 200
const consentOf = ({ source, at }: { source: string; at: string }) => ({
  source: cleanText(source, MAX_SOURCE),
  at: new Date(at).toISOString(),
})

const serviceFirst = (complaint: Reading): StageFinding => ({
  stage: 'after-purchase',
  reason: 'The customer complained and nothing since says that it was put right.',
  productIds: [],
  signalIds: [complaint.signal.id],
})

function usableOffer(
  { offer, purpose, now, withoutSignals }: BriefInput,
  complaint: Reading | null,
  chosen: readonly Chosen[],
  readings: readonly Reading[],
): StoredOffer | null {
  // An incentive makes a message marketing, whatever it calls itself, and service needs no consent.
  if (offer === null || complaint !== null || purpose === 'service' || hasUsedOffer(offer, readings)) return null
  // A message about no product in particular may tell of an offer for some.
  const offered =
    withoutSignals === true
      ? (offer.productIds ?? [])
      : chosen.filter(({ role }) => role === 'offered').map(({ product }) => product.id)
  return whyOfferUnusable(offer, now, offered) === null ? offer : null
}

function briefProduct({ product, ref, role }: Chosen, brand: BrandPolicy | null): BriefProduct {
  return {
    ref,
    id: product.id,
    name: product.name,
    category: product.category,
    hasPrice: role === 'offered' && product.stored.price !== undefined,
    hasLink: role === 'offered' && brandLink(product.stored.url, brand?.linkDomains ?? []) !== null,
    availability: product.stored.availability ?? null,
  }
}

function factsOf(
  readings: readonly Reading[],
  chosen: readonly Chosen[],
  complaint: Reading | null,
  offer: StoredOffer | null,
  isPrivate: (text: string) => boolean,
  leftOut: readonly NewFact[],
  newsOf: (each: Chosen) => NewFact[],
): Brief['facts'] {
  // With a complaint open only what was said matters: remarks on what somebody looked at would be selling.
  const telling = complaint === null ? readings : readings.filter(({ signal }) => signal.origin === 'stated')
  const concerns = complaint === null ? findConcerns(readings) : []
  const first = [
    ...signalFacts(telling, chosen, { complaint, hasOffer: offer !== null, isPrivate }),
    ...concernFacts(concerns, chosen),
  ]
  const last = [...(offer === null ? [] : offerFacts(offer)), ...leftOut]
  const room = Math.floor((MAX_FACTS - first.length - last.length) / Math.max(1, chosen.length))
  const products = chosen.flatMap((each) => {
    const topics = concerns.filter(({ productId }) => productId === each.product.id).map(({ topic }) => topic)
    const news = newsOf(each)
    return [...news, ...productFacts(each, topics, Math.min(MAX_FACTS_PER_PRODUCT, room) - news.length)]
  })
  return [...first, ...products, ...last].map((fact, index) => ({ id: `f${index + 1}`, ...fact }))
}

const slotsOf = (input: BriefInput, products: readonly BriefProduct[], offer: StoredOffer | null): string[] => [
  ...(input.customer.hasFirstName ? ['customer.first_name'] : []),
  ...products.flatMap(({ ref, hasPrice, hasLink }) => [
    `${ref}.name`,
    ...(hasPrice ? [`${ref}.price`] : []),
    ...(hasLink ? [`${ref}.link`] : []),
  ]),
  ...(offer === null ? [] : ['o1.code', 'o1.terms']),
  ...(input.brand === null ? [] : ['brand.name']),
  ...(input.hasAgentName ? ['agent.name'] : []),
]

const unknownsOf = (input: BriefInput, products: readonly BriefProduct[], offer: StoredOffer | null): string[] => [
  ...(input.customer.hasFirstName ? [] : ["the customer's first name"]),
  ...(input.customer.knows.email ? [] : ["the customer's e-mail address"]),
  ...(input.customer.knows.phone ? [] : ["the customer's phone number"]),
  ...(products.length === 0 ? ['any product that the customer looks for'] : []),
  ...products.flatMap(({ ref, hasPrice, hasLink, availability }) => [
    ...(hasPrice ? [] : [`the price of ${ref}`]),
    ...(hasLink ? [] : [`a link to ${ref}`]),
    ...(availability === null ? [`whether ${ref} is in stock`] : []),
  ]),
  ...(offer === null ? ['any offer, discount or code'] : []),
  ...(input.brand === null ? ["the brand's name"] : []),
  ...(input.hasAgentName ? [] : ["the agent's name"]),
]

/** What the requester asks for, without the contact details, names and sensitive matters that a hurried note may hold. */
function cleanNote(note: string | null, isPrivate: (text: string) => boolean): string | null {
  const told = cleanText(note ?? '', 1000)
    .split(/(?<=[.!?;])\s/)
    .filter((sentence) => !isSensitive(sentence))
  const clean = withoutContactDetails(told.join(' '))
  const words = clean.split(' ').map((word) => (isPrivate(word) ? 'the customer' : word))
  return words.join(' ') || null
}
