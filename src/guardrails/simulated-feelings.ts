import type { Guardrail } from './guardrail.ts'
import { phrases } from '../patterns/phrases.ts'
import { fieldsOf, foundAt, quoted, wordStartsOf } from './text-places.ts'

const RULE = 'simulated-feelings'

const HOW = String.raw`(?:(?:so|very|really|truly|absolutely|just|simply|genuinely|all|quite|super|more\s+than)\s+){0,2}`
const WE_ARE = String.raw`(?:(?:we|I)\s+(?:are|am|were|was|feel|felt|have\s+been)|we['’]re|I['’]m)\s+${HOW}`

/** A brand that misses somebody or has a heart that breaks: nobody feels that here. */
const CERTAIN = [
  String.raw`(?:we|I)(?:['’]ve|\s+have|\s+do|\s+did|\s+all)?(?:\s+(?:really|truly|so|just))?\s+miss(?:ed)?\s+(?:you|seeing\s+you|having\s+you|hearing\s+from\s+you)`,
  String.raw`you\s+(?:were|are|have\s+been)\s+(?:(?:so|very|sorely|dearly|greatly)\s+)?missed`,
  String.raw`${WE_ARE}(?:thrilled|excited|overjoyed|ecstatic|elated|heartbroken|devastated|over\s+the\s+moon|deeply\s+moved)`,
  String.raw`(?:it\s+)?(?:breaks|broke|warms|warmed|melts|melted|fills|filled)\s+(?:our|my)\s+hearts?`,
  String.raw`(?:our|my)\s+hearts?\s+(?:is|are|was|were|broke|breaks|sank|skipped|goes|go|ach(?:es|ed?)|leapt|jumped)`,
  String.raw`(?:wir|ich)\s+(?:(?:haben|habe)\s+)?(?:vermiss(?:en|e|t)\s+(?:Sie|dich|euch)|(?:Sie|dich|euch)\s+(?:(?:so|sehr|schon)\s+){0,2}vermisst)`,
  String.raw`(?:Sie\s+fehlen|du\s+fehlst)\s+uns(?:\s+(?:so|sehr))?(?=\s*(?:[.!]|$))`,
  String.raw`(?:Sie\s+haben|du\s+hast)\s+uns\s+(?:(?:so|sehr)\s+)?gefehlt`,
  String.raw`(?:wir\s+sind|ich\s+bin|wir\s+waren|ich\s+war)\s+(?:(?:so|sehr|ganz|total|wirklich|völlig)\s+){0,2}(?:begeistert|überglücklich|aufgeregt|untröstlich|am\s+Boden)`,
  String.raw`(?:bricht|brach|wärmt|erwärmt)\s+(?:uns|mir)\s+das\s+Herz|unser\s+Herz\s+(?:schlägt|bricht|hüpft|lacht)`,
  String.raw`(?:te|le|os|les|lo|la)\s+(?:hemos\s+|he\s+)?(?:extrañ(?:amos|o|ado)|ech(?:amos|o|ado)\s+(?:mucho\s+)?de\s+menos)`,
  String.raw`(?:estamos|estoy|estábamos|estaba)\s+(?:(?:muy|tan|realmente|super)\s+)?(?:emocionad[oa]s?|ilusionad[oa]s?|eufóric[oa]s?)`,
  String.raw`(?:nos|me)\s+(?:(?:parte|rompe|rompió|partió|alegra)\s+el\s+corazón|(?:emociona|ilusiona|entristece)\s+(?:mucho\s+)?(?:ver|saber|que))`,
  String.raw`vous\s+(?:nous|m['’]?)\s*(?:avez\s+)?(?:(?:beaucoup|tellement|tant)\s+)?manqu(?:ez|é|iez)`,
  String.raw`(?:nous\s+sommes|nous\s+étions|je\s+suis|j['’]étais)\s+(?:(?:très|si|tellement|vraiment|absolument)\s+)?(?:ravie?s?\s+de\s+(?:vous\s+)?(?:re)?voir|enthousiastes|excitée?s?|bouleversée?s?|aux\s+anges|émue?s?)`,
  String.raw`(?:nous|me)\s+(?:brise|fend|réchauffe)\s+le\s+c(?:œ|oe)ur`,
]

const SERVICE = String.raw`(?!\s+(?:to|for\s+you\s+to)\s+(?:help|assist|answer|send|look|show|explain|advise|talk|arrange|check|take\s+care|sort|put|call|hear\s+from\s+you))`

/** What may be a mere form of words: a reviewer sees it. Readiness to help is none. */
const UNCERTAIN = [
  String.raw`${WE_ARE}(?:happy|glad|delighted|proud|pleased|honou?red|sad|saddened)${SERVICE}`,
  String.raw`wir\s+(?:freuen\s+uns\s+(?:so|sehr|riesig|total)|sind\s+(?:(?:so|sehr)\s+)?(?:glücklich|stolz|traurig))|ich\s+(?:freue\s+mich\s+(?:so|sehr|riesig)|bin\s+(?:(?:so|sehr)\s+)?(?:glücklich|stolz|traurig))`,
  String.raw`(?:estamos|estoy|somos)\s+(?:(?:muy|tan)\s+)?(?:felices|feliz|orgullos[oa]s?|tristes?|encantad[oa]s?\s+de\s+(?:verte|verle|tenerte|tenerle))|(?:nos|me)\s+alegra\s+(?:mucho|tanto)`,
  String.raw`(?:nous\s+sommes|je\s+suis)\s+(?:(?:très|si|tellement)\s+)?(?:heureu(?:x|ses?)|fi(?:ers?|ères?)|tristes?|enchantée?s?)(?!\s+de\s+vous\s+(?:aider|répondre|conseiller|renseigner))`,
]

const FEELINGS = phrases({ certain: CERTAIN, uncertain: UNCERTAIN })

/** A company writes, with help of a machine: neither misses anybody, and to say so is untrue. */
export const simulatedFeelings: Guardrail = {
  rule: RULE,
  check: ({ content }) =>
    fieldsOf(content).flatMap((textField) =>
      FEELINGS.find(wordStartsOf(textField)).map((place) => {
        const said = quoted(textField.text, place)
        return place.kind === 'certain'
          ? foundAt(
              RULE,
              'block',
              `${said} claims a feeling that nobody has: say what is, or leave it out.`,
              textField.field,
              place,
            )
          : foundAt(RULE, 'warn', `${said} may claim a feeling that nobody has: is it needed?`, textField.field, place)
      }),
    ),
}
