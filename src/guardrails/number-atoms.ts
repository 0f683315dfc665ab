import { matchesOf } from '../patterns/matches-of.ts'
import type { CalendarDay } from './date-atoms.ts'
import { dateAtoms, sameDay } from './date-atoms.ts'
import { sameQuantity, unitAfter } from './number-units.ts'
import type { Unit } from './number-units.ts'
import { currenciesBeside, isPercentAfter, NUMBER_WORD, numberOf } from './number-words.ts'
import { nameTokens } from './name-tokens.ts'
import { blankPlaces } from './slot-places.ts'
import type { Place } from './text-places.ts'

/** A number as a text says it. `values` holds every reading in canonical form: "1.299" is 1299 or 1.299. */
export type NumberAtom = Place &
  (
    | { kind: 'plain'; values: string[]; unit: Unit | null; unitEnd: number }
    | { kind: 'money'; values: string[]; currencies: string[] }
    | { kind: 'percent'; values: string[] }
    | { kind: 'time'; values: string[] }
    | { kind: 'date'; days: CalendarDay[] }
  )

const MORE_THAN_ASCII = /[^\0-\x7f]/
const OTHER_DIGIT = /(?![0-9])\p{Nd}/gu
const TIME = /(?<![\p{N}:.,])(\d{1,2}):(\d{2})(?![\p{N}:])/gu
/** Figures with separators inside. A blank joins groups of three only when it does not break the line. */
const FIGURES = /\d+(?:[.,]\d+|['’\u00A0\u202F\u2009]\d{3}(?!\d))*/g
/** An ordinary blank joins as well, but only in an amount of money: "iPhone 15 256 GB" holds two numbers. */
const SPACED_FIGURES = /\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?(?!\d)/y
const LETTER = /\p{L}/u
const CONTEXT = 18

/** Digits of other scripts as ASCII, same length; those beyond the first plane stay as they are. */
function withAsciiDigits(text: string): string {
  if (!MORE_THAN_ASCII.test(text)) return text
  return text.replace(OTHER_DIGIT, (digit) => {
    const code = digit.codePointAt(0) ?? 0
    if (code > 0xffff) return digit
    let zero = code
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
    return String(code - zero)
  })
}

const canonical = (whole: string, fraction: string): string => {
  const head = whole.replace(/^0+(?=\d)/, '')
  const tail = fraction.replace(/0+$/, '')
  return tail === '' ? head : `${head}.${tail}`
}

/** Every way to read figures, whatever country's separators they use. */
export function readings(figures: string): string[] {
  const text = figures.replace(/['’\s]/g, '')
  const separators = text.replace(/\d/g, '')
  if (separators === '') return [canonical(text, '')]
  const last = separators.at(-1) ?? ''
  const parts = text.split(/[.,]/)
  const tail = parts.at(-1) ?? ''
  const groups = (list: string[]) => list.slice(1).every((part) => part.length === 3) && (list[0] ?? '').length <= 3
  const isMixed = new Set(separators).size === 2
  if (isMixed) {
    const isOneDecimalSign = separators.indexOf(last) === separators.length - 1
    return isOneDecimalSign && groups(parts.slice(0, -1)) ? [canonical(parts.slice(0, -1).join(''), tail)] : [text]
  }
  if (separators.length > 1) return groups(parts) ? [canonical(parts.join(''), '')] : [text]
  const decimal = canonical(parts[0] ?? '', tail)
  return groups(parts) && parts[0] !== '0' ? [canonical(parts.join(''), ''), decimal] : [decimal]
}

function atomAt(text: string, place: Place, values: string[]): NumberAtom {
  const before = text.slice(Math.max(0, place.start - CONTEXT), place.start)
  const after = text.slice(place.end, place.end + CONTEXT)
  const currencies = currenciesBeside(before, after)
  if (currencies.length > 0) return { ...place, kind: 'money', values, currencies }
  if (isPercentAfter(after)) return { ...place, kind: 'percent', values }
  const found = unitAfter(after)
  return { ...place, kind: 'plain', values, unit: found?.unit ?? null, unitEnd: place.end + (found?.end ?? 0) }
}

/**
 * A number word counts only before a unit, a currency or "percent". "One day" and "two minutes" are ways of speaking,
 * not facts.
 */
function countsAsNumber(word: string, atom: NumberAtom): boolean {
  if (atom.kind !== 'plain') return true
  if (atom.unit === null || atom.unit.name === 'minute') return false
  // What follows "two" in quotation marks is no inch.
  if (atom.unitEnd - atom.end === 1) return false
  return numberOf(word) > 1 || atom.unit.measure !== 'time'
}

/** Every number, amount, percentage, date and time of a text, in text order. Figures inside names ("WM14N200") are not numbers. */
export function numberAtoms(original: string): NumberAtom[] {
  const text = withAsciiDigits(original)
  const atoms: NumberAtom[] = []
  for (const match of matchesOf(NUMBER_WORD, text)) {
    const place = { start: match.index, end: match.index + match[0].length }
    const atom = atomAt(text, place, [String(numberOf(match[0]))])
    if (countsAsNumber(match[0], atom)) atoms.push(atom)
  }
  if (!/\p{Nd}/u.test(text)) return atoms

  const dates = dateAtoms(text)
  for (const { start, end, days } of dates) atoms.push({ start, end, kind: 'date', days })
  let rest = blankPlaces(text, dates)
  const times: Place[] = []
  for (const match of matchesOf(TIME, rest)) {
    const place = { start: match.index, end: match.index + match[0].length }
    times.push(place)
    atoms.push({ ...place, kind: 'time', values: [`${Number(match[1])}:${match[2] ?? ''}`] })
  }
  rest = blankPlaces(rest, times)
  rest = blankPlaces(rest, nameTokens(rest))
  let readUpTo = 0
  for (const match of matchesOf(FIGURES, rest)) {
    const start = match.index
    if (start < readUpTo) continue
    let figures = match[0]
    SPACED_FIGURES.lastIndex = start
    const spaced = SPACED_FIGURES.exec(rest)?.[0]
    if (spaced !== undefined && spaced.length > figures.length) {
      const amount = atomAt(rest, { start, end: start + spaced.length }, [])
      if (amount.kind === 'money') figures = spaced
    }
    readUpTo = start + figures.length
    const atom = atomAt(rest, { start, end: readUpTo }, readings(figures))
    // A letter right before the figures makes them part of a word, unless it is a currency code ("EUR649").
    if (atom.kind !== 'money' && LETTER.test(rest[start - 1] ?? '')) continue
    atoms.push(atom)
  }
  return atoms.toSorted((a, b) => a.start - b.start)
}

const share = (a: readonly string[], b: readonly string[]): boolean => a.some((one) => b.includes(one))

/** True when `known` says the same number as `said`: amounts with their currency, percentages as percentages. */
export function supports(known: NumberAtom, said: NumberAtom): boolean {
  if (said.kind === 'date') {
    return known.kind === 'date' && known.days.some((a) => said.days.some((b) => sameDay(a, b)))
  }
  if (known.kind === 'date') {
    return said.kind === 'plain' && known.days.some((day) => said.values.includes(String(day.year)))
  }
  if (known.kind === 'plain' && said.kind === 'plain' && known.unit !== null && said.unit !== null) {
    const [theirs, ours] = [known.unit, said.unit]
    return known.values.some((a) =>
      said.values.some((b) => sameQuantity({ value: a, unit: theirs }, { value: b, unit: ours })),
    )
  }
  if (!share(known.values, said.values)) return false
  if (said.kind === 'money') return known.kind === 'money' && share(known.currencies, said.currencies)
  if (said.kind === 'plain') {
    if (known.kind === 'plain') return true
    return known.kind === 'money' && said.unit === null
  }
  return known.kind === said.kind
}
