/** How numbers with units are written, read and spelled otherwise. */
export type Quantity = { start: number; end: number; number: string; gap: string; unit: string }

const UNITS = [
  'kilowatts?',
  'kw',
  'watts?',
  'w',
  'mah',
  'gb',
  'tb',
  'mb',
  'mbps',
  'gbps',
  'cm',
  'mm',
  'met(?:er|re)s?',
  'm',
  'inch(?:es)?',
  'kg',
  'grams?',
  'g',
  'ml',
  'lit(?:er|re)s?',
  'l',
  'mhz',
  'ghz',
  'khz',
  'hz',
  'hertz',
  'volts?',
  'v',
  'amps?',
  'a',
  'db',
  'hours?',
  'hrs?',
  'minutes?',
  'mins?',
  'seconds?',
  'days?',
  'weeks?',
  'months?',
  'years?',
  'rpm',
  'mp',
  'lumens?',
  'sheets?',
  'watt',
  'pixels?',
  'ports?',
  'feet',
  'ft',
]
const QUANTITY = new RegExp(
  `(?<![\\p{L}\\d.,/x-])(\\d+(?:[.,]\\d+)*)(\\s?-?)(${UNITS.join('|')})(?![\\p{L}\\d/])`,
  'giu',
)

export const quantitiesIn = (text: string): Quantity[] =>
  [...text.matchAll(QUANTITY)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    number: match[1]!,
    gap: match[2]!,
    unit: match[3]!,
  }))

const WORDS: Record<'en' | 'de', readonly string[]> = {
  en: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
  de: ['null', 'ein', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun', 'zehn', 'elf', 'zwölf'],
}

export const numberWord = (value: number, language: 'en' | 'de'): string | null => WORDS[language][value] ?? null

const SPELLED: Record<'en' | 'de', Record<string, string>> = {
  en: {
    w: 'watts',
    cm: 'centimetres',
    mm: 'millimetres',
    kg: 'kilograms',
    hz: 'hertz',
    v: 'volts',
    hrs: 'hours',
    mah: 'mAh',
    ml: 'millilitres',
    inches: 'inches',
  },
  de: {
    w: 'Watt',
    watts: 'Watt',
    watt: 'Watt',
    cm: 'Zentimeter',
    mm: 'Millimeter',
    kg: 'Kilogramm',
    hz: 'Hertz',
    hertz: 'Hertz',
    v: 'Volt',
    volts: 'Volt',
    hours: 'Stunden',
    hrs: 'Stunden',
    minutes: 'Minuten',
    months: 'Monate',
    years: 'Jahre',
    year: 'Jahr',
    days: 'Tage',
    inches: 'Zoll',
    inch: 'Zoll',
    meter: 'Meter',
    meters: 'Meter',
    litre: 'Liter',
    litres: 'Liter',
    liter: 'Liter',
    month: 'Monat',
  },
}

/** The same quantity as somebody else would write it: true, only spelled otherwise. `way` is in [0, 1). */
export function respelled({ number, unit }: Quantity, language: 'en' | 'de', way: number): string {
  const value = Number(number.replaceAll(',', ''))
  const small = unit.toLowerCase()
  if (/^months?$/.test(small) && value % 12 === 0 && way < 0.4) {
    const years = value / 12
    const word = numberWord(years, language) ?? String(years)
    if (language === 'de') return years === 1 ? 'ein Jahr' : `${word} Jahre`
    return years === 1 ? 'one year' : `${word} years`
  }
  const isTime = /^(?:months?|years?|days?|hours?)$/.test(small)
  const word = isTime && Number.isInteger(value) && way < 0.6 ? numberWord(value, language) : null
  const spelled = SPELLED[language][small] ?? (language === 'de' && isTime ? null : unit)
  if (spelled === null) return localNumber(value, language) + ` ${unit}`
  return `${word ?? localNumber(value, language)} ${way < 0.8 || language === 'de' ? spelled : unit}`
}

export const localNumber = (value: number, language: 'en' | 'de'): string =>
  new Intl.NumberFormat(language === 'de' ? 'de-DE' : 'en-GB', { maximumFractionDigits: 4 }).format(value)

/** Every value that a written number may mean: `1.299` is a thousand and more, or one and a bit. */
export function readings(written: string): number[] {
  const plain = written.replaceAll(/[\s']/g, '')
  const english = Number(plain.replaceAll(',', ''))
  const german = Number(plain.replaceAll('.', '').replace(',', '.'))
  return [english, german, Number(plain.replaceAll(/[.,]/g, ''))].filter((value) => Number.isFinite(value))
}

/** All numbers of a text, number words included, in every reading. */
export function numbersIn(text: string): number[] {
  const digits = [...text.matchAll(/\d+(?:[.,]\d+)*/g)].flatMap(([written]) => readings(written))
  const words = text.toLowerCase().split(/[^\p{L}]+/u)
  const said = [WORDS.en, WORDS.de].flatMap((list) => words.map((word) => list.indexOf(word)).filter((at) => at > 0))
  return [...digits, ...said, ...(/\bdozen\b/i.test(text) ? [12] : [])]
}
