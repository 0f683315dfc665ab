import { phrases } from '../patterns/phrases.ts'
import { wholeWords } from '../patterns/whole-words.ts'
import { matchesOf } from '../patterns/matches-of.ts'
import type { Brief } from '../briefs/brief.ts'
import type { Guardrail } from './guardrail.ts'
import { haste } from './haste-words.ts'
import { saidTexts } from './said-texts.ts'
import type { Place, TextField } from './text-places.ts'
import { fieldsOf, foundAt, joinPlaces, quoted, wordStartsOf } from './text-places.ts'
import { weekdayIn, weekdayOf } from './weekdays.ts'

const RULE = 'urgency'

type Offer = NonNullable<Brief['offer']>

const ENDS = String.raw`(?:ends|expires|finishes|closes|is\s+over|runs\s+out|valid\s+until|ending|endet|läuft\s+ab|läuft|gilt\s+(?:nur\s+)?(?:noch\s+)?bis|termina|acaba|caduca|vence|finaliza|se\s+termine|expire|finit)`

/** Words of haste, by when an offer makes them true. */
const HASTE = phrases({
  today: String.raw`${ENDS}\s+(?:today|tonight|at\s+midnight|heute|hoy|esta\s+noche|aujourd['’]hui|ce\s+soir)|last\s+day|letzter\s+tag|último\s+día|dernier\s+jour|(?:only|just)\s+(?:a\s+few\s+)?hours\s+(?:left|to\s+go)|noch\s+heute|plus\s+que\s+quelques\s+heures`,
  onlyToday: String.raw`(?:today|tonight)\s+only|only\s+today|(?:nur|ausschließlich)\s+heute|(?:solo|sólo)\s+hoy|aujourd['’]hui\s+seulement`,
  tomorrow: String.raw`${ENDS}\s+(?:tomorrow|morgen|mañana|demain)|until\s+tomorrow|bis\s+morgen|hasta\s+mañana`,
  atLast: String.raw`last\s+(?:chance|call)|final\s+(?:hours|call|days)|letzte\s+(?:chance|gelegenheit)|última\s+oportunidad|últimos\s+días|dernière\s+(?:chance|occasion)|derniers\s+jours|nur\s+noch\s+heute`,
  soon: String.raw`${ENDS}\s+(?:soon|this\s+\p{L}+|bald|diese\s+woche|pronto|esta\s+semana|bientôt|cette\s+semaine)|(?:this\s+week(?:end)?|diese\s+woche|esta\s+semana)\s+only|only\s+this\s+week(?:end)?|nur\s+(?:noch\s+)?(?:diese\s+woche|kurze\s+zeit|wenige\s+tage)|(?:only|just)\s+(?:a\s+)?few\s+days\s+(?:left|to\s+go)|for\s+a\s+limited\s+time|limited[\s-]time|nur\s+für\s+kurze\s+zeit|por\s+tiempo\s+limitado|offre\s+limitée|(?:für|pour)\s+(?:une\s+)?(?:durée\s+limitée)|don['’]?t\s+miss\s+(?:out|it|this)|act\s+(?:now|fast)|before\s+it['’]?s\s+(?:gone|too\s+late)`,
  never: String.raw`hurry(?:\s+up)?|beeilen\s+sie\s+sich|dese\s+prisa|dépêchez-vous`,
})
/** The offers whose dates make words of haste true. Hurry as such is made true by none. */
const IS_TRUE: Record<ReturnType<typeof HASTE.find>[number]['kind'], (offer: Offer) => boolean> = {
  today: ({ daysLeft }) => daysLeft === 0,
  onlyToday: ({ daysLeft, daysOn }) => daysLeft === 0 && daysOn === 0,
  tomorrow: ({ daysLeft }) => daysLeft === 1,
  atLast: ({ daysLeft }) => daysLeft <= 1,
  soon: ({ daysLeft }) => daysLeft <= 7,
  never: () => false,
}
/** Days of a week, counted down: "only 3 days left". */
const COUNTDOWN = wholeWords(
  String.raw`(?:(?:only|just|nur\s+noch|noch|solo\s+quedan?|quedan?|plus\s+que)\s+)(\d{1,3})\s+(?:more\s+)?(?:days?|Tage?n?|días?|jours?)(?:\s+(?:left|to\s+go|remaining))?|(\d{1,3})\s+days?\s+(?:left|to\s+go|remaining)`,
)

const HAS_FIGURE = /\d/

const folded = (text: string): string => text.replace(/\s+/g, ' ').toLowerCase()

/** An end on a day of the week: "it ends on Sunday". */
const END_DAY = wholeWords(
  String.raw`(?:${ENDS}|only\s+(?:until|till)|(?:nur|bloß)\s+bis|(?:solo|sólo)\s+hasta|seulement\s+jusqu['’]à)\s+(?:(?:on|until|till|by|the|this|next|coming|am|bis|zum|diesen|kommenden|nächsten|el|hasta|este|próximo|le|ce|jusqu['’]à|prochain)\s+){0,3}(\p{L}{3,12})`,
)
/** "There is no need to hurry." */
const NO_HASTE =
  /(?:\b(?:no|not|never|without|needn['’]t)(?:\s+(?:need|reason|have))?(?:\s+to)?|\b(?:nicht|kein(?:en)?\s+Grund,?)(?:\s+zu)?|\bsin|\bsans)\s+$/iu
const NO_HASTE_LENGTH = 24
const inAWeek = 7

/** Ends on a day of the week that is not the offer's last one. */
function wrongDays(plain: string, offer: Offer | null): Place[] {
  if (!weekdayIn(plain)) return []
  return matchesOf(END_DAY, plain).flatMap((match) => {
    const day = weekdayOf(match[1] ?? '')
    const isTrue =
      offer !== null && offer.daysLeft < inAWeek && new Date(offer.validUntil.slice(0, 10)).getUTCDay() === day
    return day === null || isTrue ? [] : [{ start: match.index, end: match.index + match[0].length }]
  })
}

function hasteWithoutDates(field: TextField, offer: Offer | null): Place[] {
  const { plain } = field
  const wrong = HASTE.findEach(wordStartsOf(field)).filter(({ kind }) => offer === null || !IS_TRUE[kind](offer))
  const counted = matchesOf(COUNTDOWN, HAS_FIGURE.test(plain) ? plain : '').flatMap((match) =>
    offer !== null && Number(match[1] ?? match[2]) === offer.daysLeft
      ? []
      : [{ start: match.index, end: match.index + match[0].length }],
  )
  return joinPlaces([...wrong, ...counted, ...wrongDays(plain, offer), ...haste.find(wordStartsOf(field))])
}

/** Haste must be true: what "ends today" ends today, by the dates of the offer in the customer's time zone (UCPD, Annex I no. 7). */
export const urgency: Guardrail = {
  rule: RULE,
  check(message, brief) {
    const { offer } = brief
    let said: string[] | undefined
    return fieldsOf(message.content).flatMap((textField) => {
      const { field, text, plain } = textField
      return hasteWithoutDates(textField, offer)
        .filter(({ start, end }) => {
          if (NO_HASTE.test(plain.slice(Math.max(0, start - NO_HASTE_LENGTH), start))) return false
          said ??= saidTexts(brief).map(folded)
          return !said.some((fact) => fact.includes(folded(plain.slice(start, end))))
        })
        .map((place) => {
          const why =
            offer === null
              ? 'no offer of this message has such a date: take it out.'
              : `the offer ends on ${offer.validUntil.slice(0, 10)}, and this is not true of that day: write the date or take it out.`
          const facts = brief.facts.filter(({ kind }) => kind === 'offer').map(({ id }) => id)
          return foundAt(RULE, 'block', `${quoted(text, place)} presses for time, and ${why}`, field, place, facts)
        })
    })
  },
}
