import { matchesOf } from '../patterns/matches-of.ts'
import type { Place } from './text-places.ts'

export type CalendarDay = { year: number | null; month: number; day: number }
/** A date in figures. `days` holds every reading: 03/04/2026 has two. */
export type DateAtom = Place & { days: CalendarDay[] }

const MONTHS: Record<string, number> = {}
for (const names of [
  'january february march april may june july august september october november december',
  'jan feb mar apr may jun jul aug sep oct nov dec',
  'januar februar märz april mai juni juli august september oktober november dezember',
  'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
  'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
]) {
  for (const [index, name] of names.split(' ').entries()) MONTHS[name] = index + 1
}
MONTHS['sept'] = 9
const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
const names = Object.keys(MONTHS).toSorted((a, b) => b.length - a.length)
/** English and German write months with a capital; "may" and "mar" in small letters are other words. */
const SMALL = names.filter((name) => name.length > 3 && name !== 'march')
const MONTH = `(?:${[...names.map(capital), ...SMALL].join('|')})(?![\\p{L}])`

const ISO = /(?<![\p{N}-])(\d{4})-(\d{2})-(\d{2})(?![\p{N}-])/gu
const FIGURES = /(?<![\p{N}./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\p{N}/-])/gu
const DAY_MONTH = new RegExp(
  `(?<![\\p{L}\\p{N}.,])(\\d{1,2})(?:st|nd|rd|th|er|\\.|º)?\\s(?:of\\s|de\\s)?(${MONTH})(?:\\.?,?\\s(?:de\\s)?(\\d{4})(?!\\p{N}))?`,
  'gu',
)
const MONTH_DAY = new RegExp(
  `(?<![\\p{L}])((?:${names.map(capital).join('|')})(?![\\p{L}]))\\.?\\s(?:the\\s)?(\\d{1,2})(?:st|nd|rd|th)?(?![\\p{L}\\p{N}:%])(?:,?\\s(\\d{4})(?!\\p{N}))?`,
  'gu',
)

const asDay = (year: number | null, month: number, day: number): CalendarDay[] =>
  month >= 1 && month <= 12 && day >= 1 && day <= 31 ? [{ year, month, day }] : []
const yearOf = (text: string | undefined): number | null =>
  text === undefined ? null : text.length === 2 ? 2000 + Number(text) : Number(text)

/** Every date in figures in a text whose digits are ASCII, in no special order. */
export function dateAtoms(text: string): DateAtom[] {
  const atoms: DateAtom[] = []
  const add = (match: RegExpExecArray, days: CalendarDay[]) => {
    if (days.length > 0) atoms.push({ start: match.index, end: match.index + match[0].length, days })
  }
  const inFigures = /\d[./-]\d/.test(text) ? text : ''
  for (const match of matchesOf(ISO, inFigures)) add(match, asDay(Number(match[1]), Number(match[2]), Number(match[3])))
  for (const match of matchesOf(FIGURES, inFigures)) {
    const [first, second, year] = [Number(match[1]), Number(match[3]), yearOf(match[4])]
    add(match, [...asDay(year, second, first), ...asDay(year, first, second)])
  }
  for (const match of matchesOf(DAY_MONTH, text)) {
    add(match, asDay(yearOf(match[3]), MONTHS[(match[2] ?? '').toLowerCase()] ?? 0, Number(match[1])))
  }
  for (const match of matchesOf(MONTH_DAY, text)) {
    add(match, asDay(yearOf(match[3]), MONTHS[(match[1] ?? '').toLowerCase()] ?? 0, Number(match[2])))
  }
  return atoms
}

/** True when two dates can be the same day; a year that one of them leaves out fits any. */
export const sameDay = (a: CalendarDay, b: CalendarDay): boolean =>
  a.month === b.month && a.day === b.day && (a.year === null || b.year === null || a.year === b.year)
