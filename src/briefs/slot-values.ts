import type { StoredOffer } from '../catalog/offer.ts'
import type { StoredProduct } from '../catalog/product.ts'
import type { Money } from '../text.ts'
import type { Brief, SlotValues } from './brief.ts'
import { MAX_NAME } from './catalogue.ts'
import { cleanText, cleanValue } from './clean-text.ts'
import { isPersonName } from './fit-names.ts'
import { brandLink } from './links.ts'
import { spokenName } from './spoken-name.ts'

export type SlotValuesInput = {
  brief: Brief
  firstName: string | null
  /** The brief's products, in its order; undefined where one is not there any more. */
  products: readonly (StoredProduct | undefined)[]
  offer: StoredOffer | null
  brandName: string | null
  agentName: string | null
  locale: string | null
}

/**
 * What stands in for each slot of the brief, from database rows only. A slot the brief does not list gets no value, nor
 * does one whose value is missing or empty once it is clean: it then stays in the text, where the checks find it.
 */
export function slotValues(input: SlotValuesInput): SlotValues {
  const { brief, offer } = input
  const known: Record<string, string | null | undefined> = {
    'customer.first_name': personName(input.firstName),
    'brand.name': input.brandName,
    'agent.name': personName(input.agentName),
    'o1.code': offer?.code,
    'o1.terms': offer?.terms,
  }
  brief.products.forEach(({ ref, id, name }, index) => {
    const product = input.products[index]
    if (product?.id !== id) return
    known[`${ref}.name`] = nameAs(name, product.name)
    known[`${ref}.price`] = product.price === undefined ? null : formatPrice(product.price, input.locale)
    known[`${ref}.link`] = brandLink(product.url, brief.brand.linkDomains)
  })
  return Object.fromEntries(
    brief.slots.flatMap((slot) => {
      const value = cleanValue(known[slot] ?? '')
      return value === '' ? [] : [[slot, value]]
    }),
  )
}

/** Whatever else stands in a name's field stays out of the message: the brief then offers no slot for it. */
const personName = (name: string | null): string | null => (name !== null && isPersonName(name) ? name : null)

/** The name as it was written, shortened where the brief shortens it. */
function nameAs(briefName: string, written: string): string {
  return briefName === cleanText(written, MAX_NAME) ? written : spokenName(cleanValue(written))
}

/** The amount as people of this locale write it, never rounded: more decimals than the currency has are shown. */
export function formatPrice({ amount, currency }: Money, locale: string | null): string {
  const decimals = (amount.split('.')[1] ?? '').replace(/0+$/, '').length
  // Given as text, the number keeps every digit.
  return priceFormat(locale, currency, decimals).format(amount as Intl.StringNumericLiteral)
}

/** A format takes a hundred times as long to make as to use. The few of one shop are kept, and not more. */
const formats = new Map<string, Intl.NumberFormat>()
const MAX_FORMATS = 500

function priceFormat(locale: string | null, currency: string, decimals: number): Intl.NumberFormat {
  const key = `${locale} ${currency} ${decimals}`
  const kept = formats.get(key)
  if (kept !== undefined) return kept
  const usual = new Intl.NumberFormat(supported(locale), { style: 'currency', currency })
  const format =
    decimals <= (usual.resolvedOptions().maximumFractionDigits ?? 2)
      ? usual
      : new Intl.NumberFormat(supported(locale), { style: 'currency', currency, maximumFractionDigits: decimals })
  if (formats.size >= MAX_FORMATS) formats.clear()
  formats.set(key, format)
  return format
}

function supported(locale: string | null): string {
  try {
    return locale !== null && Intl.NumberFormat.supportedLocalesOf(locale).length > 0 ? locale : 'en'
  } catch {
    return 'en'
  }
}
