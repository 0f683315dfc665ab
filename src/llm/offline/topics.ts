import type { Quote } from './quotable.ts'

// Matters that buyers doubt, in the words of English, German and Spanish data.
const TOPICS = [
  /nois|loud|quiet|silen|sound|\bdB\b|laut|leise|geräusch|ruid|sonor/i,
  /batter|akku|charg|ladez|lade(?:dauer|gerät)|runtime|laufzeit|autonom|carga|\bmAh\b|\bWh\b/i,
  /energ|kwh|power consum|strom|verbrauch|consum|effizien|efficien|eficien/i,
  /\bsize|dimension|width|height|depth|\bfit|small|large|big\b|größe|breite|höhe|tiefe|maße|tamañ|ancho|alto\b|\bcm\b|\bmm\b|\bcabe/i,
  /weigh|heavy|light\b|gewicht|schwer|leicht|peso|pesad|liger|\bkg\b/i,
  /capacit|settings|litre|liter|volume|fassungs|volumen|capacid|litro/i,
  /durab|break|broke|quality|warrant|guarant|haltbar|kaputt|garantie|qualität|durade|rompe|garant|calidad/i,
  /clean|wash|stain|dirt|reinig|wasch|schmutz|limpi|lava|manch/i,
  /comfort|soft|hard\b|cushion|bequem|komfort|weich|cómod|comod|bland/i,
  /assembl|install|set-?up|aufbau|montage|montaje|instala/i,
  /perform|power|watt|\brpm\b|speed|suction|leistung|drehzahl|potencia|velocidad/i,
  /smell|odou?r|scent|fragranc|geruch|duft|olor\b|aroma/i,
  /support|service|warrant|guarant|helpline|kundendienst|garantie|servicio|garant/i,
  /deliver|shipping|liefer|versand|entrega|envío/i,
  /heat|warm|cold|temperat|hitze|wärme|kälte|calor|frío|°/i,
  /water|rain|waterproof|wasser|regen|agua|lluvia|\bIP\d\d/i,
]

/** Orders facts so that those about the same matter as what steers come first; equal ones stay in order. */
export const byCloseness = (quotes: readonly Quote[], steer: readonly { text: string }[]): Quote[] =>
  quotes.toSorted((a, b) => closeness(b, steer) - closeness(a, steer))

/** How much a fact has to do with texts that steer: 0 is nothing. Measured by topic first, by shared words then. */
export function closeness(quote: Quote, steer: readonly { text: string }[]): number {
  const words = wordsOf(quote.text)
  return steer.reduce((sum, { text }) => {
    const topics = TOPICS.filter((topic) => topic.test(text) && topic.test(quote.text)).length
    return sum + 10 * topics + [...wordsOf(text)].filter((word) => words.has(word)).length
  }, 0)
}

/** Words of the frame around what steers ("reviews the customer read complain about ..."), which name no matter. */
const FRAME = /^(?:about|complain|customer|reviews?|their|there|these|those|which|where|product|products)$/

const wordsOf = (text: string): Set<string> =>
  new Set((text.toLowerCase().match(/\p{L}{5,}/gu) ?? []).filter((word) => !FRAME.test(word)))
