import { z } from 'zod'
import { ChannelName, Purpose } from '../channels/channel.ts'
import { Origin, Party } from '../signals/signal.ts'

/** What a fact may do: `mention` may be said, `steer` may choose the topic and is never said. */
export const FactUse = z.enum(['mention', 'steer']).meta({ id: 'FactUse' })

const FactKind = z
  .enum(['signal', 'product', 'offer', 'concern', 'price-drop', 'back-in-stock', 'left-out'])
  .meta({ id: 'FactKind' })
const FactSource = z
  .strictObject({ type: z.enum(['signal', 'product', 'offer']), id: z.string() })
  .meta({ id: 'FactSource' })

export const Fact = z
  .strictObject({
    id: z.string().regex(/^f\d+$/),
    /** `signal`: something the customer did or said; `product`, `offer`: from the catalogue; `concern`: what reviews the customer read complain about; `price-drop`, `back-in-stock`: what the catalogue's history shows; `left-out`: what was kept away from the model because it reads like an order to one. */
    kind: FactKind,
    text: z.string(),
    use: FactUse,
    origin: Origin,
    party: Party,
    /** The brief's product it is about (`p1`, ...), if any. */
    product: z.string().nullable(),
    source: FactSource,
    /** When the signal occurred; null for catalogue facts. */
    at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Fact' })
export type Fact = z.infer<typeof Fact>

export const Stage = z.enum(['need', 'research', 'compare', 'decide', 'after-purchase']).meta({ id: 'Stage' })
export type Stage = z.infer<typeof Stage>

export const Absence = z.enum(['came-back', 'quiet']).meta({ id: 'Absence' })
export type Absence = z.infer<typeof Absence>

export const BriefProduct = z
  .strictObject({
    ref: z.string().regex(/^p\d+$/),
    id: z.string(),
    name: z.string(),
    category: z.string().nullable(),
    hasPrice: z.boolean(),
    hasLink: z.boolean(),
    availability: z.string().nullable(),
  })
  .meta({ id: 'BriefProduct' })
export type BriefProduct = z.infer<typeof BriefProduct>

const BriefOffer = z
  .strictObject({
    ref: z.literal('o1'),
    id: z.string(),
    version: z.int(),
    kind: z.string(),
    value: z.string(),
    validUntil: z.iso.datetime(),
    /** Whole days from the day of composing to the last day; 0: it ends today. */
    daysLeft: z.int(),
    /** Whole days since its first day; 0: it began today. */
    daysOn: z.int(),
  })
  .meta({ id: 'BriefOffer' })
export const GivenConsent = z.strictObject({ source: z.string(), at: z.iso.datetime() }).meta({ id: 'GivenConsent' })
const Interests = z
  .strictObject({
    products: z.array(z.strictObject({ id: z.string(), weight: z.number() }).meta({ id: 'ProductInterest' })),
    categories: z.array(z.strictObject({ name: z.string(), weight: z.number() }).meta({ id: 'CategoryInterest' })),
  })
  .meta({ id: 'Interests' })
export const BriefDisclosure = z.strictObject({ text: z.string(), reason: z.string() }).meta({ id: 'BriefDisclosure' })
const BriefBrand = z
  .strictObject({
    voice: z.string().nullable(),
    bannedPhrases: z.array(z.string()),
    linkDomains: z.array(z.string()),
    /** Those of this channel, purpose and language. */
    requiredPhrases: z.array(z.string()).optional(),
    /** Added by code, so that no model writes them; `reason` is for who reviews. */
    disclosures: z.array(BriefDisclosure).optional(),
    minReadingEase: z.int().optional(),
  })
  .meta({ id: 'BriefBrand' })
const BriefLimits = z
  .strictObject({
    subject: z.int(),
    body: z.int(),
    mentionedSignals: z.int(),
    /** Fewer segments than an SMS may have, where the brand wants that. */
    segments: z.int().optional(),
  })
  .meta({ id: 'BriefLimits' })

/**
 * Everything that one message may know. Holds no name, e-mail address, postal address or phone number of the customer:
 * those are slots, filled after the model has answered. Every key is always there; unknown is null and listed in `unknown`.
 */
export const Brief = z
  .strictObject({
    channel: ChannelName,
    purpose: Purpose,
    /** BCP 47, as the customer record says, or null. */
    locale: z.string().nullable(),
    stage: Stage,
    /** One plain sentence: why this stage. */
    stageReason: z.string(),
    /** Ids of the signals that the stage was derived from, newest first. */
    stageSignals: z.array(z.string()).max(20),
    /** `came-back`: the newest search began after 90 days or more without a signal; `quiet`: there was none for 90 days or more. Chooses the prompt; never said. */
    absence: Absence.nullable(),
    /** True when an unresolved complaint stands: then service comes first and nothing is sold. */
    complaint: z.boolean(),
    /** True when consent for this channel and purpose stands (or, for service, was not withdrawn). */
    consent: z.boolean(),
    /** Where and when the customer agreed, in the words of who sent it here; none where nobody was asked. Never said. */
    givenConsent: GivenConsent.optional(),
    products: z.array(BriefProduct).max(5),
    facts: z.array(Fact).max(40),
    offer: BriefOffer.nullable(),
    interests: Interests,
    /** The closed list of slots that this message may use, e.g. `customer.first_name`, `p1.name`. */
    slots: z.array(z.string()),
    /** What is not known and must not be filled in, e.g. `the customer's first name`, `the price of p1`. */
    unknown: z.array(z.string()),
    brand: BriefBrand,
    limits: BriefLimits,
    /** What the requester asks for in own words, or null. */
    note: z.string().nullable(),
  })
  .meta({ id: 'Brief' })
export type Brief = z.infer<typeof Brief>

/** What code puts in place of each slot, by slot name. Never shown to the model. */
export type SlotValues = Record<string, string>
