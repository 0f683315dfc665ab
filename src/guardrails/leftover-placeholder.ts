import { matchesOf } from '../patterns/matches-of.ts'
import type { Brief } from '../briefs/brief.ts'
import { angleBrackets } from './angle-brackets.ts'
import type { Finding, Guardrail } from './guardrail.ts'
import type { Place, TextField } from './text-places.ts'
import { fieldsOf, foundAt, joinPlaces, placesOf, quoted } from './text-places.ts'

const RULE = 'leftover-placeholder'

/** Words that templates put in brackets. */
const PLACEHOLDER_WORD =
  /(?:^|[^\p{L}])(?:insert|your|first|last|full|name|vorname|nachname|nombre|prénom|company|firma|empresa|brand|customer|client|recipient|kunde|agent|sender|product|item|produkt|producto|produit|price|link|url|date|code|e-?mail|phone|address|city|title|signature|placeholder|todo|tbd|here)(?:$|[^\p{L}])/iu
const SHOUTED = /^[A-Z][A-Z0-9]*(?:[ _-][A-Z0-9]+)*$/

/** Shapes that no finished text holds. */
const SHAPES = [
  /\$?\{[^{}\n]{0,80}\}|\{\{|\}\}/g,
  /%%?[A-Za-z][A-Za-z0-9]{0,30}(?:[_ .-][A-Za-z0-9]{1,30}){0,4}%%?(?!\w)/g,
  /\*\|[^|\n]{1,60}\|\*/g,
  /<%[^%\n]{0,80}%>/g,
  /\[\[[^[\]\n]{0,80}\]\]/g,
  /(?<!\w)__[A-Z][A-Z0-9]{0,30}(?:_[A-Z0-9]{1,30}){0,4}__(?!\w)/g,
  /«[A-Za-z]{1,30}(?:_[A-Za-z0-9]{1,30}){1,3}»/g,
  /(?<![\p{L}\p{N}])X{3,}(?![\p{L}\p{N}])/gu,
  /[€$£]\s?XX?(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])XX?\s?[%€$£]/gu,
  /(?<![\p{L}\p{N}])(?:TBD|TBC|FIXME|PLACEHOLDER)(?![\p{L}\p{N}])/gu,
  /(?<![\p{L}\p{N}])lorem ipsum(?![\p{L}\p{N}])/giu,
  /\[object Object\]/g,
  /(?<![\p{L}\p{N}])(?:dear|hi|hello|hey)\s+(?:(?:customer|client|recipient|user|first|last|company|your)\s+name|first_?name|undefined|null|nan)(?![\p{L}\p{N}])/giu,
  /^[ \t]*(?:your|company|agent|sender|brand)\s+name[.,]?[ \t]*$/gim,
]
/** Each of the shapes holds one of these; most texts hold none, and are not searched. */
const MAY_HOLD = [/[{}%|<[«_X]|TB[CD]|TODO|FIXME|PLACEHOLDER/, /lorem|name|undefined|null|nan/i]
const SQUARE_BRACKETS = /\[([^[\]\n]{1,60})\](?![([:])/g
const TODO = /(?<![\p{L}\p{N}])TODO(?![\p{L}\p{N}])/gu
/** In Spanish, Portuguese and Italian "TODO" is a word ("all"). */
const TODO_WITH_COLON = /(?<![\p{L}\p{N}])TODO\s?[:(]/gu
const NOTHING_WRITTEN = /^["'`]?(?:string|null|undefined|text|n\/a)["'`]?$/i

function leftovers(plain: string, locale: string | null): Place[] {
  if (!MAY_HOLD.some((sign) => sign.test(plain))) return []
  const brackets = matchesOf(SQUARE_BRACKETS, plain)
    .filter(([, inner = '']) => PLACEHOLDER_WORD.test(inner) || SHOUTED.test(inner))
    .map((match) => ({ start: match.index, end: match.index + match[0].length }))
  const angles = angleBrackets(plain).filter((place) => !place.isHtml)
  const todo = /^(?:es|pt|it|ca|gl)\b/i.test(locale ?? '') ? TODO_WITH_COLON : TODO
  return joinPlaces([
    ...SHAPES.flatMap((shape) => placesOf(shape, plain)),
    ...brackets,
    ...angles,
    ...placesOf(todo, plain),
  ])
}

function checkField({ field, text, plain }: TextField, brief: Brief): Finding[] {
  const whole = { start: 0, end: text.length }
  if (text.trim() === '') return [foundAt(RULE, 'block', `The ${field} is empty: write it.`, field, whole)]
  if (NOTHING_WRITTEN.test(text.trim())) {
    const sentence = `The ${field} is only the example value ${quoted(text, whole)}: write the real text.`
    return [foundAt(RULE, 'block', sentence, field, whole)]
  }
  return leftovers(plain, brief.locale).map((place) =>
    foundAt(RULE, 'block', `${quoted(text, place)} is a placeholder that nobody filled: replace it.`, field, place),
  )
}

/** A text with gaps, such as `[Name]`, `%FIRSTNAME%`, `TODO`, or with nothing in it at all. */
export const leftoverPlaceholder: Guardrail = {
  rule: RULE,
  check(message, brief) {
    const findings = fieldsOf(message.content).flatMap((field) => checkField(field, brief))
    if (brief.channel === 'email' && message.content.subject === undefined) {
      const sentence = 'The e-mail has no subject: write one.'
      findings.unshift({ rule: RULE, severity: 'block', message: sentence, span: null, facts: [] })
    }
    return findings
  },
}
