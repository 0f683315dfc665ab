import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { z } from 'zod'
import { ChannelName, Purpose } from '../channels/channel.ts'
import { ExternalId, Json, SomeText, Text } from '../text.ts'
import { TimeZone } from './time-zone.ts'

const ConsentState = z.enum(['granted', 'denied', 'withdrawn']).meta({ id: 'ConsentState' })

/** A consent as it was given or taken back. `at` is when that happened, not when it was sent here. */
export const Consent = z
  .strictObject({
    channel: ChannelName,
    purpose: Purpose,
    state: ConsentState,
    source: SomeText(200),
    at: z.iso.datetime({ offset: true }).refine((value) => Date.parse(value) >= Date.UTC(1900, 0, 1), {
      message: 'must not be before the year 1900',
    }),
    proof: Text(4000).optional(),
  })
  .meta({
    id: 'Consent',
    examples: [
      {
        channel: 'email',
        purpose: 'marketing',
        state: 'granted',
        source: 'checkout',
        at: '2026-01-01T00:00:00Z',
        proof: 'Yes, write to me about offers.',
      },
    ],
  })
export type Consent = z.infer<typeof Consent>

const Locale = z
  .string()
  .max(35)
  .refine(
    (value) => {
      try {
        return Intl.getCanonicalLocales(value).length === 1
      } catch {
        return false
      }
    },
    { message: 'must be a BCP 47 tag such as "es-ES"' },
  )
/** E.164 with a plus; any common spelling with a country code is accepted. */
const Phone = Text(40).refine(
  (value) => value.trim().startsWith('+') && parsePhoneNumberFromString(value)?.isPossible() === true,
  {
    message: 'must be a phone number that begins with + and the country code',
  },
)

/** The body of `PUT /v1/customers/{id}`: the whole record, but for consents, which are added to. */
export const Customer = z
  .strictObject({
    firstName: Text(100).optional(),
    lastName: Text(100).optional(),
    email: z.email().max(254).optional(),
    phone: Phone.optional(),
    locale: Locale.optional(),
    timeZone: TimeZone.optional(),
    traits: Json.optional(),
    consents: z.array(Consent).max(50).optional(),
  })
  .meta({
    id: 'Customer',
    examples: [
      {
        firstName: 'Ines',
        lastName: 'Roca',
        email: 'ines@example.com',
        locale: 'es-ES',
        timeZone: 'Europe/Madrid',
        consents: [
          { channel: 'email', purpose: 'marketing', state: 'granted', source: 'checkout', at: '2026-01-01T00:00:00Z' },
        ],
      },
    ],
  })
export type Customer = z.infer<typeof Customer>
/** What tracking clients may say of a customer. */
export type CustomerTraits = Pick<Customer, 'firstName' | 'lastName' | 'email' | 'phone' | 'locale' | 'timeZone'>

export const StoredCustomer = z
  .strictObject({
    id: ExternalId,
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    locale: z.string().nullable(),
    timeZone: z.string().nullable(),
    traits: z.record(z.string(), z.unknown()),
    consents: z.array(Consent),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'StoredCustomer' })
export type StoredCustomer = z.infer<typeof StoredCustomer>

/** The number as E.164, as it is stored; a number that cannot be read is null. */
export const toE164 = (phone: string): string | null => parsePhoneNumberFromString(phone)?.number ?? null

/**
 * Whether a message of this purpose may be approved for this channel. Marketing needs a granted consent; service, which
 * answers what the customer began, is open until it is denied or withdrawn.
 */
export function hasConsent(consents: readonly Consent[], channel: ChannelName, purpose: Purpose): boolean {
  const held = heldConsent(consents, channel, purpose)
  return purpose === 'service' ? held === undefined || held.state === 'granted' : held?.state === 'granted'
}

/** When and where the customer agreed to messages of this purpose by this channel, or null. */
export function givenConsent(consents: readonly Consent[], channel: ChannelName, purpose: Purpose): Consent | null {
  const held = heldConsent(consents, channel, purpose)
  return held?.state === 'granted' ? held : null
}

const heldConsent = (consents: readonly Consent[], channel: ChannelName, purpose: Purpose): Consent | undefined =>
  consents.find((consent) => consent.channel === channel && consent.purpose === purpose)
