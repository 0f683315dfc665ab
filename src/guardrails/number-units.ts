/** What a unit measures, and how many of the smallest unit of that measure it is. */
export type Unit = { name: string; measure: string; size: number }

const UNITS: Record<string, Unit> = {}
const unit = (measure: string, size: number, spellings: string) => {
  const words = spellings.split(' ')
  const name = words.find((word) => word.length > 3) ?? words[0] ?? ''
  for (const word of words) UNITS[word] = { name, measure, size }
}
unit('sound', 1, 'decibel db dba decibels decibelios dezibel décibels')
unit('length', 1, 'millimetre mm millimetres millimeter millimeters milímetros millimètres')
unit('length', 10, 'centimetre cm centimetres centimeter centimeters zentimeter zentimetern centímetros centimètres')
unit('length', 1000, 'metre m metres meter meters metern metro metros mètre mètres mtr mtrs')
unit('length', 1_000_000, 'kilometre km kilometres kilometer kilometers kilómetros kilomètres')
unit('length', 25.4, 'inch in inches zoll pulgada pulgadas pouces " ″')
unit('length', 304.8, 'foot feet ft')
unit('mass', 0.001, 'milligram mg milligrams milligramm')
unit('mass', 1, 'gram g gr grams gramm gramme gramos grammes')
unit('mass', 1000, 'kilogram kg kgs kilo kilos kilograms kilogramm kilogramos kilogrammes')
unit('mass', 28.3495, 'ounce oz ounces')
unit('mass', 453.592, 'lb lbs')
unit('volume', 1, 'millilitre ml millilitres milliliter milliliters mililitros')
unit('volume', 10, 'centilitre cl centilitres')
unit('volume', 1000, 'litre l litres liter liters ltr litern litro litros')
unit('power', 1, 'watt w watts vatios')
unit('power', 1000, 'kilowatt kw kilowatts')
unit('energy', 1, 'watt-hour wh')
unit('energy', 1000, 'kilowatt-hour kwh')
unit('voltage', 1, 'volt v volts voltios')
unit('voltage', 1000, 'kilovolt kv')
unit('current', 1, 'milliampere ma')
unit('current', 1000, 'ampere a amp amps amperes amperios')
unit('charge', 1, 'milliampere-hour mah')
unit('charge', 1000, 'ampere-hour ah')
unit('data', 1, 'kilobyte kb kilobytes')
unit('data', 1000, 'megabyte mb megabytes')
unit('data', 1_000_000, 'gigabyte gb gigabytes')
unit('data', 1_000_000_000, 'terabyte tb terabytes')
unit('data rate', 1, 'kbps kbit')
unit('data rate', 1000, 'mbps mbit')
unit('data rate', 1_000_000, 'gbps gbit')
unit('frequency', 1, 'hertz hz')
unit('frequency', 1000, 'kilohertz khz')
unit('frequency', 1_000_000, 'megahertz mhz')
unit('frequency', 1_000_000_000, 'gigahertz ghz')
unit('resolution', 1, 'megapixel mp megapixels')
unit('turns', 1, 'rpm')
unit('light', 1, 'lumen lm lumens')
unit('time', 1, 'second sec secs seconds sekunde sekunden segundo segundos seconde secondes')
unit('time', 60, 'minute min mins minutes minuten minuto minutos')
unit('time', 3600, 'hour h hr hrs hours stunde stunden hora horas heure heures')
unit('time', 86_400, 'day days tag tage tagen día días dia dias jour jours')
unit('time', 604_800, 'week weeks woche wochen semana semanas semaine semaines')
unit('months', 1, 'month months monat monate monaten mes meses mois')
unit('months', 12, 'year yr yrs years jahr jahre jahren año años an ans année années')
unit('star', 1, 'star stars stern sterne sternen estrella estrellas étoile étoiles')

const UNIT_AFTER = /^[\s\u00A0\u202F-]?(\p{L}{1,14}|["″°])/u

/** "50 MB/s" and "30 km/h" measure something else than "50 MB" and "30 km". */
const PER = /^\s?(?:\/\s?(?:s|sec|second|h|hr|hour|min|minute|m[²2]|year)|ps)(?!\p{L})/iu
const perTime = new Map<Unit, Unit>()
function rateOf(unit: Unit): Unit {
  const rate = perTime.get(unit) ?? { ...unit, name: `${unit.name} per time`, measure: `${unit.measure} per time` }
  perTime.set(unit, rate)
  return rate
}

/** The unit right after a number, the same for all its spellings, and where it ends; null when there is none. */
export function unitAfter(after: string): { unit: Unit; end: number } | null {
  const match = UNIT_AFTER.exec(after)
  const word = match?.[1]?.toLowerCase()
  const unit = word === undefined || !Object.hasOwn(UNITS, word) ? undefined : UNITS[word]
  if (match === null || unit === undefined) return null
  const per = unit.measure === 'data rate' || unit.measure === 'star' ? null : PER.exec(after.slice(match[0].length))
  return { unit: per === null ? unit : rateOf(unit), end: match[0].length + (per?.[0].length ?? 0) }
}

/** A figure or a unit: they are compared elsewhere, where 39 dB and 39 decibels are the same. */
export const isFigure = (text: string): boolean => /\p{N}/u.test(text) || unitAfter(text) !== null

/** Inches and pounds as centimetres and kilograms are rounded by whoever writes them. */
const ROUNDED = 0.01
const isWhole = (size: number): boolean => Number.isInteger(Math.log10(size)) || size % 12 === 0

/** True when two quantities are the same one, if need be in another unit: 1.5 litres and 1500 ml. */
export function sameQuantity(a: { value: string; unit: Unit }, b: { value: string; unit: Unit }): boolean {
  if (a.unit.measure !== b.unit.measure) return false
  if (a.unit.size === b.unit.size) return a.value === b.value
  const [first, second] = [Number(a.value) * a.unit.size, Number(b.value) * b.unit.size]
  const leeway = isWhole(a.unit.size) && isWhole(b.unit.size) ? 1e-9 : ROUNDED
  return Math.abs(first - second) <= leeway * Math.abs(first)
}
