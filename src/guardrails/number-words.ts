/** Spellings of currencies and numbers in English, Spanish, German and French. */

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
const NUMBERS: Record<string, number> = {}
for (const words of [
  'one two three four five six seven eight nine ten eleven twelve',
  'uno dos tres cuatro cinco seis siete ocho nueve diez once doce',
  'eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf',
  'un deux trois quatre cinq six sept huit neuf dix onze douze',
]) {
  for (const [index, word] of words.split(' ').entries()) NUMBERS[word] = index + 1
}

Object.assign(NUMBERS, { ein: 1, eine: 1, einem: 1, einen: 1, einer: 1, una: 1, une: 1 })
const TEENS = 'thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ')
for (const [index, word] of TEENS.entries()) NUMBERS[word] = index + 13

const TENS: Record<string, number> = {}
for (const words of [
  'twenty thirty forty fifty sixty seventy eighty ninety',
  'zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig',
  'veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa',
  'vingt trente quarante cinquante soixante',
]) {
  for (const [index, word] of words.split(' ').entries()) TENS[word] = (index + 2) * 10
}
// Of bigger numbers the last word decides: "three hundred euros" reads as 100, in a message and in a fact alike.
Object.assign(NUMBERS, TENS, {
  hundred: 100,
  hundert: 100,
  cien: 100,
  cent: 100,
  thousand: 1000,
  tausend: 1000,
  mil: 1000,
})
const GERMAN_ONES = 'ein zwei drei vier fünf sechs sieben acht neun'.split(' ')
for (const [ten, value] of Object.entries(TENS).filter(([word]) => word.endsWith('ig'))) {
  for (const [index, one] of GERMAN_ONES.entries()) NUMBERS[`${one}und${ten}`] = value + index + 1
}

/** Numbers in words, "twenty-four" as one. A global pattern: use it with `matchesOf`. */
export const NUMBER_WORD = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${Object.keys(TENS).join('|')}|${Object.keys(NUMBERS).join('|')})(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?(?![\\p{L}\\p{N}])`,
  'giu',
)

/** What the words say; 0 when they are no number. */
export function numberOf(words: string): number {
  const [first = '', second] = words.toLowerCase().split(/[- ]/)
  const one = NUMBERS[second ?? ''] ?? 0
  return second === undefined || TENS[first] !== undefined ? (NUMBERS[first] ?? 0) + one : one
}

/** The currencies that a sign, code or word beside a number can mean; empty when there is none. */
export function currenciesBeside(before: string, after: string): string[] {
  const match = CURRENCY_BEFORE.exec(before) ?? CURRENCY_AFTER.exec(after)
  const written = match?.[1] ?? match?.[2]
  if (written === undefined) return []
  return CURRENCIES[written.toLowerCase()] ?? [written.toUpperCase()]
}

export const isPercentAfter = (after: string): boolean => PERCENT_AFTER.test(after)
