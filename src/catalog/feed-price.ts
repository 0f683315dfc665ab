import type { Money } from '../text.ts'

/** Signs of one currency only; what "$" means the file has to say. */
const SIGNS: Record<string, string> = { '€': 'EUR', '£': 'GBP', zł: 'PLN', '₹': 'INR' }
const CODE = /^[A-Z]{3}$/
const PRICE = /^(?<before>\p{L}{2,3}|\p{Sc})?\s*(?<figures>\d[\d.,'’\u00a0\u202f]*)\s*(?<after>\p{L}{2,3}|\p{Sc})?$/u

export type ReadPrice = { ok: true; price: Money } | { ok: false; why: string }

/**
 * Reads what a shop writes for a price: "99.99 USD", "1.299,00 €", "EUR 15", or a bare number beside `currency`. What can
 * be read in two ways is refused, because a wrong price is worse than none.
 */
export function readPrice(written: string, currency: string | undefined): ReadPrice {
  const match = PRICE.exec(written.trim())?.groups
  if (match === undefined) return { ok: false, why: 'must be a price such as "99.99 EUR"' }
  const { before, figures, after } = match
  if (before !== undefined && after !== undefined && codeOf(before) !== codeOf(after)) {
    return { ok: false, why: 'names two currencies' }
  }
  const named = before ?? after
  const code = named === undefined ? currency : (codeOf(named) ?? (named === '$' ? currency : undefined))
  if (code === undefined) {
    return { ok: false, why: 'names no currency: write "99.99 EUR", add a column "currency", or send ?currency=' }
  }
  const amount = amountOf(figures!)
  if (amount === null) return { ok: false, why: 'can be read in two ways: write it as "1299.00"' }
  return { ok: true, price: { amount, currency: code } }
}

const codeOf = (named: string): string | undefined =>
  SIGNS[named] ?? (CODE.test(named.toUpperCase()) ? named.toUpperCase() : undefined)

/** The amount with a decimal point, or null. Of two kinds of separators the last one is the decimal sign. */
function amountOf(figures: string): string | null {
  const text = figures.replaceAll(/['’\u00a0\u202f]/gu, '')
  if (/^\d+$/.test(text)) return text
  // One decimal sign with no group of three behind it.
  if (/^\d+[.,](?:\d{1,2}|\d{4})$/.test(text)) return text.replace(',', '.')
  if (/^\d{1,3}(?:,\d{3})+\.\d{1,2}$/.test(text)) return text.replaceAll(',', '')
  if (/^\d{1,3}(?:\.\d{3})+,\d{1,2}$/.test(text)) return text.replaceAll('.', '').replace(',', '.')
  // Groups of three alone: two of them can only be thousands, and so can a zero before them be nothing but a decimal.
  if (/^\d{1,3}(?:,\d{3}){2,}$|^\d{1,3}(?:\.\d{3}){2,}$/.test(text)) return text.replaceAll(/[.,]/g, '')
  return /^0[.,]\d{3}$/.test(text) ? text.replace(',', '.') : null
}

/** True when `now` lies in "2026-11-01T00:00+01:00/2026-11-30T23:59+01:00"; null when that is no such thing. */
export function isWithin(dates: string, now: Date): boolean | null {
  const [from, until, more] = dates.split('/').map((date) => Date.parse(date.trim()))
  if (from === undefined || until === undefined || more !== undefined) return null
  if (Number.isNaN(from) || Number.isNaN(until)) return null
  return from <= now.getTime() && now.getTime() <= until
}
