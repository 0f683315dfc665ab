import { sensitivePlaces } from '../briefs/sensitive-topics.ts'
import type { Brief } from '../briefs/brief.ts'
import type { Guardrail } from './guardrail.ts'
import { saidTexts } from './said-texts.ts'
import { sentenceNumber, sentencesBetween } from './message-sentences.ts'
import { fieldsOf, foundAt, quoted, wordStartsOf } from './text-places.ts'

const RULE = 'sensitive-matter'
const YOU =
  /(?<!\p{L})(?:you(?:['’]re|rs?)?|ihr(?:e[mnrs]?)?|sie|dich|dir|du|dein(?:e[mnrs]?)?|usted|su|sus|tu|tus|te|le|vous|votre|vos|tes)(?!\p{L})/iu
/** The word is said to be the customer's: "your diabetes", "since you are pregnant". */
const OWN =
  /(?:your|you(?:['’]re|\s+are|\s+have)|as\s+an?|(?:ihr|dein)(?:e[mnrs]?)?|sie\s+sind|als|su|tu|está|como|votre|vous\s+êtes)\s+(?:\p{L}+\s+){0,1}$/iu

const knownWords = (brief: Brief): string => saidTexts(brief).join('\n').toLowerCase()

/** A message never speaks of the customer's health, faith, money trouble or the like; what a product fact says, it may say. */
export const sensitiveMatter: Guardrail = {
  rule: RULE,
  check(message, brief) {
    let known: string | undefined
    return fieldsOf(message.content).flatMap((textField) => {
      const { field, text, plain } = textField
      return sensitivePlaces(wordStartsOf(textField)).flatMap((place) => {
        const number = sentenceNumber(textField, place)
        if (!YOU.test(sentencesBetween(textField, number, number))) return []
        known ??= knownWords(brief)
        const isSaid = known.includes(plain.slice(place.start, place.end).toLowerCase())
        if (isSaid && !OWN.test(plain.slice(Math.max(0, place.start - 30), place.start))) return []
        const sentence = `${quoted(text, place)} speaks of a private matter of the customer (${place.kind}): take it out.`
        return [foundAt(RULE, 'block', sentence, field, place)]
      })
    })
  },
}
