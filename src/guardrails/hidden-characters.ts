import { matchesOf } from '../patterns/matches-of.ts'
import type { Finding, Guardrail } from './guardrail.ts'
import type { TextField } from './text-places.ts'
import { fieldsOf, foundAt } from './text-places.ts'

const RULE = 'hidden-characters'

/**
 * Everything that a reader cannot see but a machine reads, and what stands for broken text. Format characters that
 * Unicode draws (Arabic number signs and the like) are left out.
 */
const HIDDEN =
  /[[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\u2800\uFFF9-\uFFFD]--[\n\t\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}\u{13430}-\u{13455}]]/v

/** Where such characters are right: emoji sequences, the flags of England, Scotland and Wales, and scripts that need joiners. */
const PICTURE = String.raw`\p{Extended_Pictographic}[\uFE0E\uFE0F\p{Emoji_Modifier}]{0,2}`
const JOINING = String.raw`[\p{Script_Extensions=Arabic}\p{Script_Extensions=Syriac}\p{Script_Extensions=Devanagari}\p{Script_Extensions=Bengali}\p{Script_Extensions=Gujarati}\p{Script_Extensions=Gurmukhi}\p{Script_Extensions=Kannada}\p{Script_Extensions=Malayalam}\p{Script_Extensions=Oriya}\p{Script_Extensions=Tamil}\p{Script_Extensions=Telugu}\p{Script_Extensions=Sinhala}\p{Script_Extensions=Khmer}\p{Script_Extensions=Mongolian}]`
const RIGHT_PLACE = [
  String.raw`\u{1F3F4}(?:\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F})`,
  `${PICTURE}(?:\\u200D${PICTURE}){0,8}`,
  String.raw`[0-9#*]\uFE0F\u20E3|\p{Emoji}[\uFE0E\uFE0F]`,
  `(?<=${JOINING})[\\u200C\\u200D](?=${JOINING})`,
  String.raw`(?<=\p{Script=Han})[\uFE00-\uFE02\u{E0100}-\u{E01EF}]`,
  String.raw`(?<=\p{Script=Mongolian})[\u180B-\u180D\u180F]`,
].join('|')
const PLACES = new RegExp(`(?:${RIGHT_PLACE})|(${HIDDEN.source}+)`, 'gv')
const LINE_BREAK_OR_TAB = /[\n\t]+/g

const nameOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

function checkField({ field, text }: TextField): Finding[] {
  const findings: Finding[] = []
  if (HIDDEN.test(text)) {
    for (const match of matchesOf(PLACES, text)) {
      const run = match[1]
      if (run === undefined) continue
      const names = [...new Set(run)].map(nameOf)
      const shown = names.length > 4 ? `${names.slice(0, 4).join(', ')} and others` : names.join(', ')
      const sentence = `There are characters here that nobody can see (${shown}): delete them.`
      findings.push(foundAt(RULE, 'block', sentence, field, { start: match.index, end: match.index + run.length }))
    }
  }
  if (field === 'subject') {
    for (const match of matchesOf(LINE_BREAK_OR_TAB, text)) {
      const place = { start: match.index, end: match.index + match[0].length }
      findings.push(foundAt(RULE, 'block', 'A subject is one line: delete the line break or tab.', field, place))
    }
  }
  return findings
}

/** Characters that are read by machines and not by people: zero width, direction controls, tags, fillers, controls. */
export const hiddenCharacters: Guardrail = {
  rule: RULE,
  check: (message) => fieldsOf(message.content).flatMap(checkField),
}
