import { Customer, type CustomerTraits } from '../customers/customer.ts'

type TraitName = keyof CustomerTraits

const ALIASES: Record<TraitName, readonly string[]> = {
  firstName: ['firstname', 'givenname'],
  lastName: ['lastname', 'familyname', 'surname'],
  email: ['email', 'emailaddress'],
  phone: ['phone', 'phonenumber', 'mobile'],
  locale: ['locale'],
  timeZone: ['timezone'],
}

/**
 * Reads traits in any common spelling of their names. A trait that is no good (a phone number without country code) is
 * left out and named in `ignored`: it must not cost the link between the ids. Consent is never read from traits: who can
 * call identify is not who can agree.
 */
export function readTraits(traits: Record<string, unknown>): { traits: CustomerTraits; ignored: string[] } {
  const given = new Map<string, string>()
  for (const [key, value] of Object.entries(traits)) {
    const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
    if (text !== '') given.set(key.toLowerCase().replace(/[_\s-]/g, ''), text)
  }
  const sent: Record<TraitName, string | undefined> = { ...EMPTY }
  for (const name of TRAIT_NAMES) sent[name] = ALIASES[name].map((alias) => given.get(alias)).find(Boolean)

  const whole = given.get('name')
  if (whole !== undefined && sent.firstName === undefined && sent.lastName === undefined) {
    const space = whole.search(/\s/)
    sent.firstName = space < 0 ? whole : whole.slice(0, space)
    sent.lastName = space < 0 ? undefined : whole.slice(space).trim()
  }
  sent.locale = sent.locale?.replaceAll('_', '-')

  const found: CustomerTraits = {}
  const ignored: string[] = []
  for (const name of TRAIT_NAMES) {
    const value = sent[name]
    if (value === undefined) continue
    if (Customer.shape[name].safeParse(value).success) found[name] = value
    else ignored.push(name)
  }
  return { traits: found, ignored }
}

const TRAIT_NAMES = ['firstName', 'lastName', 'email', 'phone', 'locale', 'timeZone'] as const
const EMPTY = {
  firstName: undefined,
  lastName: undefined,
  email: undefined,
  phone: undefined,
  locale: undefined,
  timeZone: undefined,
}
