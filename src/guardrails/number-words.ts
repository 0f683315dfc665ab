/** Spellings of currencies, units and small numbers in English, Spanish, German and French. */

const DOLLARS = ['USD', 'AUD', 'CAD', 'NZD', 'SGD', 'HKD', 'MXN']
const CURRENCIES: Record<string, string[]> = {
  '€': ['EUR'],
  euro: ['EUR'],
  euros: ['EUR'],
  $: DOLLARS,
  us$: ['USD'],
  dollar: DOLLARS,
  dollars: DOLLARS,
  dólares: DOLLARS,
  '£': ['GBP'],
  pound: ['GBP'],
  pounds: ['GBP'],
  quid: ['GBP'],
  '¥': ['JPY', 'CNY'],
  '₹': ['INR'],
  rs: ['INR'],
  rupees: ['INR'],
  '₽': ['RUB'],
  '₺': ['TRY'],
  '₩': ['KRW'],
  '₪': ['ILS'],
  '฿': ['THB'],
  kr: ['SEK', 'NOK', 'DKK', 'ISK'],
  zł: ['PLN'],
  kč: ['CZK'],
  fr: ['CHF'],
  franken: ['CHF'],
  r$: ['BRL'],
}
const CODES =
  'EUR|USD|GBP|CHF|JPY|CNY|INR|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|TRY|RUB|UAH|ILS|AED|SAR|ZAR|BRL|MXN|ARS|CLP|COP|SGD|HKD|KRW|THB|IDR|MYR|PHP|VND|ISK'
const SIGNS = String.raw`US\$|R\$|[€$£¥₹₽₺₩₪฿]`
const CURRENCY_BEFORE = new RegExp(
  `(?:(${SIGNS})|(?<![\\p{L}\\p{N}])(${CODES}|Rs|CHF|kr|Fr)\\.?)[\\s\\u00A0\\u202F]?$`,
  'u',
)
const CURRENCY_AFTER = new RegExp(
  `^[\\s\\u00A0\\u202F-]?(?:(${SIGNS})|(${CODES}|[Ee]uros?|[Dd]ollars?|[Dd]ólares|[Pp]ounds?|quid|[Rr]upees|Franken|kr|zł|Kč)(?![\\p{L}\\p{N}]))`,
  'u',
)
const PERCENT_AFTER = /^[\s\u00A0\u202F-]?(?:[%％٪]|(?:per\s?cent|por\sciento|prozent|pour\s?cent)(?!\p{L}))/iu
const UNIT_AFTER = /^[\s\u00A0\u202F-]?(\p{L}{1,14}|["″°])/u

const UNITS: Record<string, string> = {}
const unit = (name: string, spellings: string) => {
  for (const spelling of spellings.split(' ')) UNITS[spelling] = name
}
unit('decibel', 'db dba decibel decibels decibelios dezibel décibels')
unit('millimetre', 'mm millimetre millimetres millimeter millimeters')
unit('centimetre', 'cm centimetre centimetres centimeter centimeters')
unit('metre', 'm metre metres meter meters metro metros mètres')
unit('kilometre', 'km kilometre kilometres kilometer kilometers')
unit('inch', 'in inch inches zoll pulgadas pouces " ″')
unit('gram', 'g gram grams gramm gramos grammes')
unit('kilogram', 'kg kilo kilos kilogram kilograms kilogramm')
unit('litre', 'l litre litres liter liters litro litros')
unit('millilitre', 'ml millilitre millilitres milliliter milliliters')
unit('watt', 'w watt watts vatios')
unit('kilowatt', 'kw kilowatt kilowatts')
unit('kilowatt hour', 'kwh')
unit('volt', 'v volt volts')
unit('milliampere hour', 'mah')
unit('megabyte', 'mb')
unit('gigabyte', 'gb gigabyte gigabytes')
unit('terabyte', 'tb terabyte terabytes')
unit('hertz', 'hz hertz')
unit('minute', 'min mins minute minutes minuten minuto minutos')
unit('hour', 'h hr hrs hour hours stunde stunden hora horas heure heures')
unit('day', 'day days tag tage tagen día días dia dias jour jours')
unit('week', 'week weeks woche wochen semana semanas semaine semaines')
unit('month', 'month months monat monate monaten mes meses mois')
unit('year', 'yr yrs year years jahr jahre jahren año años an ans année années')
unit('star', 'star stars sterne sternen estrella estrellas étoile étoiles')

const NUMBERS: Record<string, number> = {}
for (const words of [
  'one two three four five six seven eight nine ten eleven twelve',
  'uno dos tres cuatro cinco seis siete ocho nueve diez once doce',
  'eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf',
  'un deux trois quatre cinq six sept huit neuf dix onze douze',
]) {
  for (const [index, word] of words.split(' ').entries()) NUMBERS[word] = index + 1
}

// Of bigger numbers the last word decides: "three hundred euros" reads as 100, in a message and in a fact alike.
const BIGGER = { fifteen: 15, twenty: 20, thirty: 30, forty: 40, fifty: 50, hundred: 100, thousand: 1000 }
Object.assign(NUMBERS, BIGGER)

/** Small and round numbers in words. A global pattern: use it with `matchAll`. */
export const NUMBER_WORD = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${Object.keys(NUMBERS).join('|')})(?![\\p{L}\\p{N}])`,
  'giu',
)
export const numberOf = (word: string): number => NUMBERS[word.toLowerCase()] ?? 0

/** The currencies that a sign, code or word beside a number can mean; empty when there is none. */
export function currenciesBeside(before: string, after: string): string[] {
  const match = CURRENCY_BEFORE.exec(before) ?? CURRENCY_AFTER.exec(after)
  const written = match?.[1] ?? match?.[2]
  if (written === undefined) return []
  return CURRENCIES[written.toLowerCase()] ?? [written.toUpperCase()]
}

export const isPercentAfter = (after: string): boolean => PERCENT_AFTER.test(after)

/** The unit right after a number under one name for all its spellings, or null. */
export function unitAfter(after: string): string | null {
  const word = UNIT_AFTER.exec(after)?.[1]?.toLowerCase()
  return word === undefined || !Object.hasOwn(UNITS, word) ? null : (UNITS[word] ?? null)
}
