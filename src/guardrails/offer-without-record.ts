import { phrases } from '../patterns/phrases.ts'
import { wholeWords } from '../patterns/whole-words.ts'
import { matchesOf } from '../patterns/matches-of.ts'
import type { Brief } from '../briefs/brief.ts'
import { saysTrueReduction } from './derived-numbers.ts'
import type { Guardrail } from './guardrail.ts'
import { sentencesOf } from './message-sentences.ts'
import { promises } from './promise-words.ts'
import { saidTexts } from './said-texts.ts'
import type { Place, TextField } from './text-places.ts'
import { fieldsOf, foundAt, joinPlaces, quoted, wordStartsOf } from './text-places.ts'

const RULE = 'offer-without-record'

/** What a message promises. How far a reduction goes ("up to") is for the terms to say; haste is `urgency`'s. */
const PROMISES = phrases({
  shipping: String.raw`free\s+(?:\w+\s+)?(?:shipping|delivery|postage)|(?:ships|delivered)\s+(?:for\s+)?free|env[ií]o\s+gratis|kostenlose[rn]?\s+(?:versand|lieferung)|versandkostenfrei|gratisversand|livraison\s+(?:gratuite|offerte)`,
  reduction: String.raw`\d{1,3}(?:[.,]\d{1,2})?\s?(?:%|per\s?cent)\s+(?:off|discount|reduction|cheaper)|(?:%|per\s?cent)\s+off|[€$£]\s?\d{1,6}\s+off|half[\s-]price|discount(?:s|ed)?|on\s+sale|sale\s+price|(?:reduced|special|promotional)\s+price|price\s+(?:cut|drop)|save\s+(?:up\s+to\s+)?(?:[€$£]\s?\d{1,6}|\d{1,6}(?:[.,]\d{1,2})?\s?(?:%|€|[$£]|per\s?cent|percent|euros?|dollars?|pounds?))|money\s+off|(?:promo|coupon|voucher|discount)\s+code|coupons?|vouchers?|(?:special|exclusive|limited|introductory)\s+(?:offers?|deals?)|bargains?|descuentos?|rebajas?|oferta\s+(?:especial|exclusiva)|cup[oó]n|rabatte?|gutscheine?|sonderangebote?|sonderpreis|remises?|soldes|offre\s+(?:spéciale|exclusive)|bons?\s+de\s+réduction`,
  gift: String.raw`free\s+(?:gift|trial|sample|returns?|installation|upgrade)s?|two\s+for\s+(?:the\s+price\s+of\s+)?one|buy\s+one,?\s+get\s+one|as\s+a\s+gift\s+from\s+us|regalo\s+gratis|gratisgeschenk|cadeau\s+offert`,
  free: String.raw`for\s+free|free\s+of\s+charge|at\s+no\s+(?:extra\s+|additional\s+)?(?:cost|charge)|complimentary|gratis|kostenlos(?:e[nrs]?)?|umsonst|gratuit(?:e|s|es|ement|a|o|as|os)?`,
  upTo: String.raw`(?:up\s+to|bis\s+zu|hasta(?:\s+un)?|jusqu['’]à)\s+(?:[€$£]\s?)?\d{1,6}(?:[.,]\d{1,2})?\s?(?:%|€|[$£]|per\s?cent|Prozent)\s+(?:off|discount|reduction|cheaper|Rabatt|Nachlass|günstiger|de\s+(?:descuento|réduction|remise))|save\s+up\s+to\s+[€$£]?\s?\d{1,6}(?:[.,]\d{1,2})?(?:\s?%)?`,
  scarcity: String.raw`(?:while|as\s+long\s+as)\s+(?:stocks?|supplies|supply)\s+lasts?|nur\s+noch\s+(?:\d{1,4}|wenige)|solange\s+(?:der\s+)?vorrat\s+reicht|dans\s+la\s+limite\s+des\s+stocks`,
})
/** The kinds of offer that make a promise true. Scarcity is made true by none. */
const TRUE_BY: Record<ReturnType<typeof PROMISES.find>[number]['kind'], readonly string[]> = {
  shipping: ['free_shipping'],
  reduction: ['percent', 'amount'],
  gift: [],
  free: ['free_shipping'],
  upTo: [],
  scarcity: [],
}

/** A reduction in per cent, and its figure. */
const REDUCTION = wholeWords(
  String.raw`(\d{1,3}(?:[.,]\d{1,2})?)\s?(?:%|per\s?cent|Prozent|por\s+ciento|pour\s?cent)\s+(?:off|discount|Rabatt|Nachlass|de\s+(?:descuento|réduction|remise))`,
)

/** Reductions that are not the offer's own. */
function otherReductions(plain: string, offer: Brief['offer']): Place[] {
  if (offer?.kind !== 'percent') return []
  return matchesOf(REDUCTION, plain).flatMap((match) =>
    Number((match[1] ?? '').replace(',', '.')) === Number(offer.value)
      ? []
      : [{ start: match.index, end: match.index + match[0].length }],
  )
}

const withOneBlank = (text: string): string =>
  text
    .replace(/\s+(?=%)/g, '')
    .replace(/\s+/g, ' ')
    .toLowerCase()

/** True in a sentence that names the offer's code: what it says of a reduction is said of the offer, not of the price. */
const isBesideCode = (field: TextField, at: number): boolean =>
  sentencesOf(field).some(
    ({ start, end }) => start <= at && at < end && field.text.slice(start, end).includes('{{o1.code}}'),
  )

/** The promises that the brief's offer does not make true, minus those that a fact states in the same words. */
function emptyPromises(field: TextField, brief: Brief): Place[] {
  const { plain } = field
  const kind = brief.offer?.kind ?? ''
  const places = joinPlaces([
    ...PROMISES.findEach(wordStartsOf(field)).filter((promise) => !TRUE_BY[promise.kind].includes(kind)),
    ...otherReductions(plain, brief.offer),
    ...promises.find(wordStartsOf(field)),
  ])
  if (places.length === 0) return []
  const said = saidTexts(brief).map(withOneBlank)
  return places.filter(
    ({ start, end }) =>
      !said.some((fact) => fact.includes(withOneBlank(plain.slice(start, end)))) &&
      (isBesideCode(field, start) || !saysTrueReduction(plain, start, end, brief)),
  )
}

/** A discount, something free or urgency needs an offer with a record behind it. */
export const offerWithoutRecord: Guardrail = {
  rule: RULE,
  check: (message, brief) =>
    fieldsOf(message.content).flatMap((textField) =>
      emptyPromises(textField, brief).map((place) => {
        const { field, text } = textField
        const sentence = `${quoted(text, place)} promises something that no offer of this message holds: take it out or attach an offer.`
        return foundAt(RULE, 'block', sentence, field, place)
      }),
    ),
}
