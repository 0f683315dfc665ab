import type { AudienceFilter } from '../../src/campaigns/audience-filter.ts'

/** What a filter may ask about, as plain values. Times are days before now. */
export type Person = {
  id: string
  stage: string
  locale: string | null
  timeZone: string | null
  traits: Record<string, unknown>
  createdDaysAgo: number
  /** What holds now, by `channel purpose`. */
  consents: Record<string, string>
  contacts: { channel: string; daysAgo: number }[]
  objections: string[]
  signals: PlainSignal[]
}
export type PlainSignal = {
  type: string
  party: 'first' | 'third'
  productId: string | null
  category: string | null
  daysAgo: number
}
export type PlainProduct = { id: string; category: string | null; brand: string | null }

/** Where signals of these types come from, written down once more. */
const SOURCE: Record<string, string> = {
  'product-viewed': 'site',
  purchase: 'purchase',
  'review-read': 'reviews-read',
  'review-posted': 'review',
  'social-mention': 'site',
  'question-asked': 'contact',
  'coupon-entered': 'coupon',
}
/** Types whose signals may come from elsewhere. */
const FOREIGN = ['review-read', 'review-posted', 'social-mention', 'question-asked']

/** True, false, or null: what the customer objects to is not looked at, so nobody knows. */
type Truth = boolean | null

/**
 * Kleene's three-valued logic over plain values: what the compiled filter must say, put another way. Only what is surely true
 * chooses anybody.
 */
export function matches(filter: AudienceFilter, person: Person, products: readonly PlainProduct[], now: Date): boolean {
  return truthOf(filter, person, new Map(products.map((product) => [product.id, product])), now) === true
}

function truthOf(filter: AudienceFilter, person: Person, products: Map<string, PlainProduct>, now: Date): Truth {
  const { and, or, not } = filter
  const each = (filters: AudienceFilter[]): Truth[] => filters.map((one) => truthOf(one, person, products, now))
  if (and !== undefined) {
    const truths = each(and)
    return truths.includes(false) ? false : truths.includes(null) ? null : true
  }
  if (or !== undefined) {
    const truths = each(or)
    return truths.includes(true) ? true : truths.includes(null) ? null : false
  }
  if (not !== undefined) {
    const truth = truthOf(not, person, products, now)
    return truth === null ? null : !truth
  }
  const { signal, interest, stage, consent, lastContact, locale, timeZone, trait, created } = filter
  const isAbout = (one: PlainSignal, category: string | undefined, brand: string | undefined): boolean => {
    const product = one.productId === null ? undefined : products.get(one.productId)
    return (
      (category === undefined || one.category === category || product?.category === category) &&
      (brand === undefined || product?.brand === brand)
    )
  }
  if (signal !== undefined) {
    const { type, done = true, withinDays = Infinity, productId, category, brand } = signal
    const own = person.signals.filter(
      (one) =>
        one.type === type &&
        one.daysAgo <= withinDays &&
        (productId === undefined || one.productId === productId) &&
        isAbout(one, category, brand),
    )
    const hidden = [SOURCE[type]!, ...(FOREIGN.includes(type) ? ['elsewhere'] : [])]
    const truth = known(own, person, hidden)
    return truth === null ? null : truth === done
  }
  if (interest !== undefined) {
    const { category, brand, withinDays = 90 } = interest
    const own = person.signals.filter((one) => one.daysAgo <= withinDays && isAbout(one, category, brand))
    return known(own, person, person.objections)
  }
  if (stage !== undefined) return stage.includes(person.stage as never)
  if (consent !== undefined)
    return (person.consents[`${consent.channel} ${consent.purpose}`] ?? 'unknown') === consent.state
  if (lastContact !== undefined)
    return person.contacts.some(
      ({ channel, daysAgo }) =>
        daysAgo <= lastContact.withinDays && (lastContact.channel === undefined || channel === lastContact.channel),
    )
  if (locale !== undefined)
    return locale.some((range) => `${person.locale?.toLowerCase()}-`.startsWith(`${range.toLowerCase()}-`))
  if (timeZone !== undefined) return person.timeZone !== null && timeZone.includes(person.timeZone)
  if (trait !== undefined) return Object.hasOwn(person.traits, trait.name) && person.traits[trait.name] === trait.equals
  const since = now.getTime() - person.createdDaysAgo * 86_400_000
  const { after = '1900-01-01T00:00:00Z', before = '9999-01-01T00:00:00Z' } = created!
  return since >= Date.parse(after) && since < Date.parse(before)
}

/** Whether there is one that may be looked at; where there is none, whether that says anything. */
function known(own: readonly PlainSignal[], person: Person, hidden: readonly string[]): Truth {
  const isUsable = ({ type, party }: PlainSignal): boolean => {
    const sources =
      party === 'first' ? [SOURCE[type]!] : type === 'review-read' ? ['elsewhere', 'reviews-read'] : ['elsewhere']
    return !sources.some((source) => person.objections.includes(source))
  }
  if (own.some(isUsable)) return true
  return person.objections.some((objection) => hidden.includes(objection)) ? null : false
}
