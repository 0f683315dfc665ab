import { type Chance, pick } from './chance.ts'
import type { About, Message } from './clean-message.ts'
import { localNumber, quantitiesIn, readings } from './figures.ts'
import { type Change, type Held, matchesIn, type Mutator, otherDigit, replaceIn } from './mutation.ts'
import { moneyText } from './phrases.ts'

const MONEY =
  /\{\{p1\.price\}\}|(?:[₹€$£]|INR |EUR |USD |GBP )\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)*(?: (?:[₹€$£]|INR|EUR|USD|GBP|rupees|euros|dollars|pounds|Euro)(?!\p{L}))/gu

type Money = { amount: string; currency: string }

/** Puts a wrong amount where the message says `right`. */
function wrongMoney(
  message: Message,
  chance: Chance,
  abouts: readonly About[],
  right: number,
  make: (money: Money) => Money | null,
): Change | null {
  const { price } = message.item.product
  const place = matchesIn(message, abouts, MONEY).find(
    ({ text }) =>
      (text === '{{p1.price}}' && right === Number(price?.amount)) ||
      readings(text.replace(/[^\d.,]/g, '')).includes(right),
  )
  const wrong = place && price ? make({ amount: right.toFixed(2), currency: price.currency }) : null
  if (place === undefined || wrong === null) return null
  return replaceIn(message, place.at, place.start, place.end, moneyText(chance, wrong, message.item.language))
}

const scaled =
  (held: Held, by: number) =>
  ({ amount, currency }: Money) => {
    const value = Math.round(Number(amount) * by * 100) / 100
    return held.number(value / 100) && by === 1 ? null : { amount: value.toFixed(2), currency }
  }
const digit =
  (chance: Chance, held: Held) =>
  ({ amount, currency }: Money) => {
    const wrong = otherDigit(chance, amount)
    return held.number(Number(wrong)) ? null : { amount: wrong, currency }
  }

const priceOf = ({ item }: Message): number => Number(item.product.price?.amount ?? 0)
const listOf = ({ item }: Message): number => Number(item.product.listPrice?.amount ?? 0)
const savedOf = (message: Message): number => Math.round((listOf(message) - priceOf(message)) * 100) / 100

const PERCENT = /\d+(?= ?%| percent| per cent| Prozent)/g

function wrongPercent(message: Message, chance: Chance, held: Held, about: About, right: number): Change | null {
  const place = matchesIn(message, [about], PERCENT)[0]
  const wrong = Math.round(right) + pick(chance, [-9, -6, -4, -3, 3, 5, 8, 12, 20])
  // Rounded up or down is still right.
  if (place === undefined || wrong <= 0 || wrong >= 100 || Math.abs(wrong - right) < 2 || held.number(wrong))
    return null
  return replaceIn(message, place.at, place.start, place.end, String(wrong))
}

const DATES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/31(?= January 2027|\/01\/2027|\. Januar 2027|\.01\.2027)/g, ['28', '15', '21']],
  [/(?<=31\/)01(?=\/2027)|(?<=31\.)01(?=\.2027)/g, ['03', '12', '05']],
  [/January(?= 31)/g, ['March', 'May']],
  [/10(?= November 2026|\. November|\.11\.2026)/g, ['17', '2', '24']],
  [/November(?= 10)/g, ['September', 'December']],
  [/2027/g, ['2028']],
]

function wrongDate(message: Message, chance: Chance): Change | null {
  const options = DATES.flatMap(([pattern, words]) =>
    matchesIn(message, ['offer', 'since'], pattern).map((place) => ({ place, words })),
  )
  if (options.length === 0) return null
  const { place, words } = pick(chance, options)
  return replaceIn(message, place.at, place.start, place.end, pick(chance, words))
}

const TIME = /^(?:months?|monate?|years?|jahre?|hours?|hrs?|days?|weeks?|minutes?|mins?|seconds?)$/i

/** A figure of a quoted sentence with another number before the same unit. */
function wrongFigure(message: Message, chance: Chance, held: Held, isTime: boolean): Change | null {
  const options = message.sentences.flatMap(({ text, about }, at) =>
    about === 'quote' || about === 'figure'
      ? quantitiesIn(text)
          .filter(({ unit }) => TIME.test(unit) === isTime)
          .map((quantity) => ({ at, quantity }))
      : [],
  )
  if (options.length === 0) return null
  const { at, quantity } = pick(chance, options)
  const wrong = otherDigit(chance, quantity.number)
  if (readings(wrong).some((value) => value === 0 || held.number(value))) return null
  return replaceIn(message, at, quantity.start, quantity.start + quantity.number.length, wrong)
}

const SPOKEN =
  /\b(?:one|two|three|four|five|six|ten|zwei|drei|vier|fünf|sechs|ein)(?= (?:years?|months?|hours?|days?|Jahre?|Monate?)\b)/g

function wrongSpokenTime(message: Message, chance: Chance, held: Held): Change | null {
  const place = matchesIn(message, ['quote', 'figure'], SPOKEN)[0]
  const value = pick(chance, [7, 8, 9, 11])
  if (place === undefined || held.number(value)) return null
  const words =
    message.item.language === 'de' ? ['sieben', 'acht', 'neun', 'elf'] : ['seven', 'eight', 'nine', 'eleven']
  return replaceIn(message, place.at, place.start, place.end, words[[7, 8, 9, 11].indexOf(value)]!)
}

const OTHER_UNIT: Record<string, readonly string[]> = {
  cm: ['mm', 'm'],
  mm: ['cm'],
  m: ['cm'],
  meter: ['cm'],
  meters: ['feet'],
  metre: ['cm'],
  w: ['kW'],
  watt: ['kW'],
  watts: ['kW'],
  kw: ['W'],
  mah: ['Ah'],
  gb: ['MB', 'TB'],
  tb: ['GB'],
  mbps: ['Gbps'],
  gbps: ['Mbps'],
  inch: ['cm'],
  inches: ['cm'],
  kg: ['g'],
  g: ['kg'],
  grams: ['kg'],
  ml: ['litres'],
  litre: ['ml'],
  litres: ['ml'],
  liter: ['ml'],
  liters: ['ml'],
  l: ['ml'],
  hz: ['kHz'],
  hertz: ['kHz'],
  ghz: ['MHz'],
  mhz: ['GHz'],
  hours: ['minutes', 'days'],
  hour: ['day'],
  minutes: ['hours'],
  months: ['years'],
  month: ['years'],
  years: ['months'],
  year: ['month'],
  days: ['weeks'],
  seconds: ['minutes'],
  feet: ['metres'],
  ft: ['m'],
  a: ['mA'],
  v: ['kV'],
  centimetres: ['mm'],
  millimetres: ['cm'],
  kilograms: ['g'],
}

function wrongUnit(message: Message, chance: Chance, held: Held): Change | null {
  const options = message.sentences.flatMap(({ text, about }, at) =>
    about === 'quote' || about === 'figure'
      ? quantitiesIn(text).flatMap((quantity) => {
          const others = OTHER_UNIT[quantity.unit.toLowerCase()] ?? []
          return others.map((unit) => ({ at, quantity, unit }))
        })
      : [],
  )
  if (options.length === 0) return null
  const { at, quantity, unit } = pick(chance, options)
  const start = quantity.end - quantity.unit.length
  return held.quantity(quantity.number, unit) ? null : replaceIn(message, at, start, quantity.end, unit)
}

function wrongRating(message: Message, chance: Chance, held: Held, isCount: boolean): Change | null {
  const { rating: written, rating_count: count } = message.item.product.attributes ?? {}
  const rating = Number.parseFloat(String(written))
  if (Number.isNaN(rating) || typeof count !== 'number') return null
  const { language } = message.item
  const right = localNumber(isCount ? count : rating, language)
  const place = message.sentences.findIndex(({ about }) => about === 'rating')
  const start = message.sentences[place]?.text.indexOf(right) ?? -1
  const wrong = isCount
    ? Number(otherDigit(chance, String(count)))
    : Math.round((rating + (rating > 4.3 ? -1 : 1) * pick(chance, [0.2, 0.3, 0.5])) * 10) / 10
  if (start < 0 || wrong === 0 || (isCount ? wrong === count : held.number(wrong))) return null
  return replaceIn(message, place, start, start + right.length, localNumber(wrong, language))
}

const structured = (kind: string, mutate: Mutator['mutate']): Mutator => ({ kind, group: 'structured', mutate })
const OTHER_CURRENCY = ['USD', 'EUR', 'GBP', 'INR']

export const valueMutators: readonly Mutator[] = [
  structured('price-digit', (message, chance, held) =>
    wrongMoney(message, chance, ['price'], priceOf(message), digit(chance, held)),
  ),
  structured('price-decimal', (message, chance, held) =>
    wrongMoney(message, chance, ['price'], priceOf(message), scaled(held, pick(chance, [10, 0.1]))),
  ),
  structured('price-currency', (message, chance) =>
    wrongMoney(message, chance, ['price'], priceOf(message), ({ amount, currency }) => ({
      amount,
      currency: pick(
        chance,
        OTHER_CURRENCY.filter((each) => each !== currency),
      ),
    })),
  ),
  structured('earlier-price', (message, chance, held) =>
    wrongMoney(message, chance, ['discount', 'saving'], listOf(message), digit(chance, held)),
  ),
  structured('saving', (message, chance, held) =>
    wrongMoney(message, chance, ['saving'], savedOf(message), (money) => {
      const wrong = digit(chance, held)(money)
      return wrong !== null && Math.abs(Number(wrong.amount) - savedOf(message)) < 2 ? null : wrong
    }),
  ),
  structured('discount-percent', (message, chance, held) =>
    wrongPercent(message, chance, held, 'discount', (savedOf(message) / listOf(message)) * 100),
  ),
  structured('offer-percent', (message, chance, held) =>
    wrongPercent(message, chance, held, 'offer', Number(message.brief.offer?.value ?? 0)),
  ),
  structured('date', (message, chance) => wrongDate(message, chance)),
  structured(
    'duration',
    (message, chance, held) => wrongSpokenTime(message, chance, held) ?? wrongFigure(message, chance, held, true),
  ),
  structured('figure', (message, chance, held) => wrongFigure(message, chance, held, false)),
  structured('unit', wrongUnit),
  structured('rating', (message, chance, held) => wrongRating(message, chance, held, false)),
  structured('rating-count', (message, chance, held) => wrongRating(message, chance, held, true)),
]
