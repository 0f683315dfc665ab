import { matchesOf } from '../patterns/matches-of.ts'
import type { Brief } from '../briefs/brief.ts'
import { isTrueReduction } from './derived-numbers.ts'
import type { Guardrail } from './guardrail.ts'
import { numbersOf } from './fact-numbers.ts'
import type { NumberAtom } from './number-atoms.ts'
import { numberAtoms, readings, supports } from './number-atoms.ts'
import { namesSaid } from './said-texts.ts'
import { fieldsOf, foundAt, quoted } from './text-places.ts'

const RULE = 'unsupported-number'
const LIST_NUMBER = /^[ \t]*(\d{1,2})[.)][ \t]/gm
const WHAT: Record<NumberAtom['kind'], string> = {
  plain: 'number',
  money: 'price',
  percent: 'percentage',
  date: 'date',
  time: 'time',
}

const nowhere = { start: 0, end: 0 }
const onDay = (at: string): NumberAtom[] => numberAtoms(at.slice(0, 10))

/** Every number that the brief lets a message say. */
function knownNumbers(brief: Brief): NumberAtom[] {
  const facts = brief.facts.filter(({ use }) => use === 'mention')
  const known = [...facts.flatMap(numbersOf), ...namesSaid(brief).flatMap(numberAtoms)]
  if (brief.offer !== null) {
    known.push(...onDay(brief.offer.validUntil))
    const values = readings(brief.offer.value)
    if (brief.offer.kind === 'percent') known.push({ ...nowhere, kind: 'percent', values })
    else known.push({ ...nowhere, kind: 'plain', values, unit: null, unitEnd: 0 })
  }
  return known
}

/** Facts that hold a number of the same kind, or with a unit of the same measure: one of them is what was meant. */
function nearestFacts(said: NumberAtom, brief: Brief): string[] {
  const isAlike = (known: NumberAtom): boolean =>
    known.kind === 'plain' && said.kind === 'plain'
      ? known.unit !== null && known.unit.measure === said.unit?.measure
      : known.kind === said.kind
  return brief.facts
    .filter((fact) => fact.use === 'mention' && /\p{N}/u.test(fact.text) && numberAtoms(fact.text).some(isAlike))
    .slice(0, 3)
    .map(({ id }) => id)
}

/** Where the lines of a list are numbered 1, 2, 3: those figures say nothing. */
function listNumbers(text: string): Set<number> {
  const starts = new Set<number>()
  let expected = 1
  for (const match of matchesOf(LIST_NUMBER, text)) {
    const figure = match[1] ?? ''
    if (Number(figure) !== expected && Number(figure) !== 1) continue
    starts.add(match.index + match[0].indexOf(figure))
    expected = Number(figure) + 1
  }
  return starts
}

/** Where a comma stands before decimals, a full stop does not; elsewhere it is the other way round. */
const COMMA_LANGUAGES = /^(?:de|es|fr|it|pt|nl|da|sv|nb|no|fi|pl|cs|ru|tr)(?![a-z])/i

/** The number as people of this language read it: "5.000" is five thousand in German. */
function asRead(atom: NumberAtom, text: string, locale: string | null): NumberAtom {
  if (atom.kind === 'date' || atom.values.length < 2 || locale === null) return atom
  const groups = COMMA_LANGUAGES.test(locale) ? '.' : ','
  return text.slice(atom.start, atom.end).includes(groups) ? { ...atom, values: atom.values.slice(0, 1) } : atom
}

/** Every number, price, percentage, date and time written in letters must stand in something that may be said. */
export const unsupportedNumber: Guardrail = {
  rule: RULE,
  check(message, brief) {
    let known: NumberAtom[] | undefined
    return fieldsOf(message.content).flatMap(({ field, text, plain }) => {
      const said = numberAtoms(plain)
      if (said.length === 0) return []
      known ??= knownNumbers(brief)
      const lines = listNumbers(plain)
      return said
        .filter((atom) => !(atom.kind === 'plain' && lines.has(atom.start)))
        .map((atom) => asRead(atom, plain, brief.locale))
        .filter((atom) => !known?.some((one) => supports(one, atom)) && !isTrueReduction(atom, plain, brief))
        .map((atom) => {
          const place = { start: atom.start, end: atom.kind === 'plain' ? atom.unitEnd : atom.end }
          const advice =
            atom.kind === 'money'
              ? 'use a price slot or take it out'
              : 'correct it, take it out, or give the product a fact that holds it'
          const sentence = `No fact holds the ${WHAT[atom.kind]} ${quoted(text, place)}: ${advice}.`
          return foundAt(RULE, 'block', sentence, field, place, nearestFacts(atom, brief))
        })
    })
  },
}
