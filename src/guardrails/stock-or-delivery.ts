import { wholeWords } from '../patterns/whole-words.ts'
import type { Brief } from '../briefs/brief.ts'
import { factWords } from './fact-words.ts'
import type { Guardrail } from './guardrail.ts'
import { sentencesOf } from './message-sentences.ts'
import { slotPlaces } from './slot-places.ts'
import type { Place } from './text-places.ts'
import { fieldsOf, foundAt, quoted } from './text-places.ts'
import { wordsOf } from './words.ts'

const RULE = 'stock-or-delivery'
const whole = (...parts: string[]) => wholeWords(parts.join('|'), 'iu')
const near = String.raw`[^.!?\n]{0,40}?`

const IN_STOCK = whole(
  String.raw`(?:back\s+)?in\s+stock|on\s+stock|available\s+(?:right\s+)?(?:now|again|immediately|today|for\s+(?:immediate|delivery))|is\s+available(?=\s*[.!,])|ready\s+to\s+(?:ship|be\s+shipped)|ships\s+now|can\s+be\s+ordered\s+again`,
  String.raw`(?:auf|am|ab)\s+Lager|vorrätig|lieferbar|(?:sofort|wieder|jetzt)\s+(?:verfügbar|erhältlich|bestellbar|da)|ist\s+verfügbar(?=\s*[.!,])`,
  String.raw`en\s+stock|en\s+existencias|(?:est[áa]n?|es)\s+disponibles?|disponibles?\s+(?:ahora|ya|de\s+nuevo|otra\s+vez|inmediatamente)`,
  String.raw`(?:est|sont)\s+disponibles?|disponibles?\s+(?:immédiatement|maintenant|à\s+nouveau|de\s+nouveau)`,
)
const OUT_OF_STOCK = whole(
  String.raw`sold\s+out|out\s+of\s+stock|no\s+longer\s+available|not\s+(?:currently\s+)?available|not\s+in\s+stock|ausverkauft|nicht\s+(?:mehr\s+)?(?:lieferbar|verfügbar|vorrätig|auf\s+Lager)|vergriffen|agotad[oa]s?|no\s+(?:está|hay)\s+(?:disponible|existencias)|sin\s+existencias|épuisée?s?|(?:plus|pas)\s+disponibles?|en\s+rupture`,
)
const CONDITIONAL = whole(
  'if',
  'whether',
  'when',
  'once',
  'as soon as',
  'wenn',
  'falls',
  'ob',
  'sobald',
  'si',
  'cuando',
  'quand',
  'dès que',
)

const DAY = String.raw`tomorrow|today|tonight|overnight|next\s+day|same\s+day|this\s+week(?:end)?|next\s+week|(?:by|on|before|until)\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day|in\s+time|within|in\s+(?:\p{N}+|one|two|three|a\s+few)|(?:\p{N}+|one|two|three|four|five|seven|a\s+few)\s+(?:working\s+|business\s+)?(?:days?|hours?|weeks?)|free|at\s+no\s+(?:extra\s+)?cost`
const TAG = String.raw`morgen|heute|übermorgen|über\s+Nacht|(?:bis|am)\s+(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag)|dieses?\s+Wochenende|diese\s+Woche|innerhalb|binnen|in\s+(?:\p{N}+|ein|zwei|drei|wenigen)|(?:\p{N}+|zwei|drei|vier|fünf)\s+(?:Werk|Arbeits)?tage?n?|rechtzeitig|kostenlos|kostenfrei|gratis|umsonst`
const DIA = String.raw`mañana|hoy|(?:el|antes\s+del)\s+(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)|este\s+fin\s+de\s+semana|en\s+(?:\p{N}+|un|dos|tres|pocos)|(?:\p{N}+|dos|tres)\s+días?|gratis|gratuit[oa]|sin\s+coste`
const JOUR = String.raw`demain|aujourd['’]hui|(?:avant|d['’]ici)\s+(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)|ce\s+week-end|cette\s+semaine|sous|en\s+(?:\p{N}+|un|deux|trois)|(?:\p{N}+|deux|trois)\s+jours?|gratuite?s?|offerte?s?|sans\s+frais`
const both = (a: string, b: string): string =>
  String.raw`(?:${a})(?![\p{L}])${near}(?<![\p{L}])(?:${b})|(?:${b})(?![\p{L}])${near}(?<![\p{L}])(?:${a})`
const DELIVERY = whole(
  both(
    String.raw`arriv(?:e|es|ing)|delivered|delivery|deliver|shipped|shipping|ships?|dispatch(?:ed|es)?|with\s+you|(?:comes?|gets?|brought)\s+to\s+you|at\s+your\s+door|reach(?:es)?\s+you|send\s+it|on\s+its\s+way`,
    DAY,
  ),
  both(
    String.raw`geliefert|liefer(?:n|ung|bar)|versand|versenden|verschickt|verschicken|(?:bei|zu)\s+(?:Ihnen|dir)|an\s+Ihrer\s+Tür|kommt\s+an`,
    TAG,
  ),
  both(
    String.raw`entreg(?:a|amos|ado)|envi(?:amos|ado|o)|envío|lleg(?:a|ará)|recib(?:e|es|irá|irás)|en\s+su\s+casa`,
    DIA,
  ),
  both(String.raw`livr(?:ée?|aison|ons)|expédi(?:ée?|ons|tion)|arriv(?:e|era)|recevrez|chez\s+vous`, JOUR),
  String.raw`express\s+(?:delivery|shipping)|(?:same|next)[\s-]day\s+(?:delivery|shipping)|at\s+your\s+door\s+${near}(?:week|day)|versandkostenfrei|expresslieferung|expressversand|at\s+your\s+door`,
)
/** Looking closer is dear, and most sentences speak of none of this. */
const MAY_SPEAK =
  /stock|availab|sold|ship|order|deliver|arriv|dispatch|door|reach|way|with you|to you|lager|vorrätig|liefer|verfügbar|erhältlich|bestellbar|ausverkauft|vergriffen|versan|versend|versch|bei |kommt|express|existencias|disponible|agotad|entreg|env[ií]|lleg|recib|casa|livr|expédi|recevrez|chez|épuis|rupture|now|da\b/iu

type Kind = { name: string; pattern: RegExp; isTrue(brief: Brief, refs: readonly string[], words: string): boolean }

const availabilities = (brief: Brief, refs: readonly string[]) =>
  brief.products.filter(({ ref }) => refs.length === 0 || refs.includes(ref)).map(({ availability }) => availability)
const factSays = (brief: Brief, pattern: RegExp) =>
  factWords(brief).clauses.some(({ fact, text }) => fact !== null && pattern.test(text))

/** True when a fact speaks of delivery, and of most of these words: "within two days" is not "tomorrow". */
function factDelivers(brief: Brief, words: string): boolean {
  const keys = wordsOf(words).filter((word) => !word.form.isSmall)
  return factWords(brief).clauses.some(
    ({ fact, text, words: said }) =>
      fact !== null &&
      DELIVERY.test(text) &&
      keys.filter(({ key }) => said.some((word) => word.key === key)).length * 2 > keys.length,
  )
}

const KINDS: Kind[] = [
  {
    name: 'stock',
    pattern: OUT_OF_STOCK,
    isTrue: (brief, refs) =>
      availabilities(brief, refs).some((each) => each !== null && each !== 'in_stock') || factSays(brief, OUT_OF_STOCK),
  },
  {
    name: 'stock',
    pattern: IN_STOCK,
    isTrue: (brief, refs) =>
      availabilities(brief, refs).includes('in_stock') ||
      factSays(brief, IN_STOCK) ||
      brief.facts.some((fact) => fact.kind === 'back-in-stock' && fact.use === 'mention'),
  },
  {
    name: 'delivery',
    pattern: DELIVERY,
    isTrue: (brief, _, words) => brief.offer?.kind === 'free_shipping' || factDelivers(brief, words),
  },
]

/** What is in stock, sold out or delivered when must be what the catalogue or a fact says. */
export const stockOrDelivery: Guardrail = {
  rule: RULE,
  check: (message, brief) =>
    fieldsOf(message.content).flatMap((field) =>
      sentencesOf(field).flatMap((sentence) => {
        if (!MAY_SPEAK.test(sentence.text) || sentence.isQuestion || CONDITIONAL.test(sentence.text)) return []
        for (const { name, pattern, isTrue } of KINDS) {
          const match = pattern.exec(sentence.text)
          if (match === null) continue
          const refs = slotPlaces(field.text.slice(sentence.start, sentence.end)).flatMap(({ name: slot }) =>
            /^p\d/.test(slot) ? [slot.split('.')[0] ?? ''] : [],
          )
          if (isTrue(brief, refs, match[0])) return []
          const start = sentence.start + match.index
          const place: Place = { start, end: start + match[0].length }
          const why = `${quoted(field.text, place)} says something of ${name} that neither the catalogue nor a fact says: take it out, or record it there.`
          return [foundAt(RULE, 'block', why, field.field, place)]
        }
        return []
      }),
    ),
}
