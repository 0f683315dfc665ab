import { Customer, toE164 } from './customer.ts'

export const TRAIT_NAMES = ['firstName', 'lastName', 'email', 'phone', 'locale', 'timeZone'] as const
export type TraitName = (typeof TRAIT_NAMES)[number]
/** What a tracking client says of a customer: anything, as nobody has checked it. */
export type Traits = Readonly<Partial<Record<TraitName, unknown>>>
export type ReadTraits = { values: Partial<Record<TraitName, string>>; ignored: TraitName[] }

const ADDRESSES: readonly TraitName[] = ['email', 'phone']

/**
 * Traits as they are stored. What cannot be read, and addresses from somebody who may not change them, are named in
 * `ignored`. An empty or missing trait says nothing.
 */
export function readTraits(traits: Traits, options: { mayChangeAddresses: boolean }): ReadTraits {
  const values: ReadTraits['values'] = {}
  const ignored: TraitName[] = []
  for (const name of TRAIT_NAMES) {
    const sent = traits[name]
    if (sent === undefined || sent === null || sent === '') continue
    const parsed = Customer.shape[name].safeParse(sent)
    const value = parsed.success && parsed.data !== undefined ? stored(name, parsed.data) : null
    if (value === null || (ADDRESSES.includes(name) && !options.mayChangeAddresses)) ignored.push(name)
    else values[name] = value
  }
  return { values, ignored }
}

const stored = (name: TraitName, value: string): string | null => (name === 'phone' ? toE164(value) : value)
