import type { Finding, Guardrail } from './guardrail.ts'
import { reviewPlaces } from './review-words.ts'
import { slotPlaces } from './slot-places.ts'
import { fieldsOf, foundAt, joinPlaces, placesOf, quoted } from './text-places.ts'

const RULE = 'open-complaint'
const SELLING_SLOT = /^(?:o\d+\.|p\d+\.(?:price|list_price)$)/
const SELLING =
  /(?<!\p{L})(?:buy\s+(?:now|it|yours|today|one|the|a|another|more)|(?:order|shop|upgrade|reserve)\s+(?:now|today|yours|here)|discount(?:s|ed)?|on\s+sale|(?:special|exclusive|limited|great|our|best|new)\s+(?:offers?|deals?|prices?)|best\s+price|(?:promo|coupon|voucher|discount)\s+code|coupons?|free\s+(?:shipping|delivery|gift)|\d{1,3}\s?%\s+off|add\s+(?:it\s+)?to\s+(?:your\s+)?(?:cart|basket)|jetzt\s+(?:kaufen|bestellen)|rabatte?|sonderangebote?|gutschein(?:e|code)?|compra\s+ahora|cómpral[oa]|descuentos?|oferta\s+especial|rebajas|acheter\s+maintenant|achetez|commandez|remises?|soldes|offre\s+spéciale)(?!\p{L})/giu

/** While a complaint stands, nothing is sold and no review is spoken of: the message answers the complaint. */
export const openComplaint: Guardrail = {
  rule: RULE,
  check(message, brief) {
    if (!brief.complaint) return []
    const findings: Finding[] = []
    if (brief.purpose === 'marketing') {
      const sentence = 'This customer waits for an answer to a complaint: send a service message instead of marketing.'
      findings.push({ rule: RULE, severity: 'block', message: sentence, span: null, facts: [] })
    }
    for (const textField of fieldsOf(message.content)) {
      const { field, text, plain } = textField
      const slots = slotPlaces(text).filter((slot) => SELLING_SLOT.test(slot.name))
      for (const place of joinPlaces([...slots, ...placesOf(SELLING, plain)])) {
        const sentence = `${quoted(text, place)} sells while a complaint is open: take it out and answer the complaint.`
        findings.push(foundAt(RULE, 'block', sentence, field, place))
      }
      for (const place of reviewPlaces(textField)) {
        const sentence = `${quoted(text, place)} speaks of reviews or opinions to somebody who complained: take it out.`
        findings.push(foundAt(RULE, 'block', sentence, field, place))
      }
    }
    return findings
  },
}
