import type { Brief } from '../briefs/brief.ts'
import { deniesAnything } from './denials.ts'
import { factWords } from './fact-words.ts'
import type { Guardrail } from './guardrail.ts'
import { sentencesOf } from './message-sentences.ts'
import { fieldsOf, foundAt, quoted } from './text-places.ts'
import { wordsOf } from './words.ts'

const RULE = 'denied-feature'
/** A label and its "no", or its "no" and the label once more: the last part of the label is what there is not. */
const DENIED = /(?:^|,)\s*([^,:]{2,60}):\s*(?:no|none|false|nein|keine?|ninguno|ninguna|non|aucune?)(?:\s+\1)?\.?$/iu

type Denied = { fact: string; keys: string[] }
const known = new WeakMap<Brief, Denied[]>()

function deniedFeatures(brief: Brief): Denied[] {
  const denied =
    known.get(brief) ??
    factWords(brief).clauses.flatMap(({ fact, text }) => {
      const words = wordsOf(DENIED.exec(text.trim())?.[1] ?? '')
      return fact === null || words.every(({ form }) => form.isGlue)
        ? []
        : [{ fact, keys: words.map(({ key }) => key) }]
    })
  known.set(brief, denied)
  return denied
}

/** A feature that a fact says there is not ("NFC: No"), said without a denial. */
export const deniedFeature: Guardrail = {
  rule: RULE,
  check(message, brief) {
    const denied = deniedFeatures(brief)
    if (denied.length === 0) return []
    return fieldsOf(message.content).flatMap((field) =>
      sentencesOf(field).flatMap(({ words, isQuestion }) => {
        if (isQuestion || deniesAnything(words)) return []
        return denied.flatMap(({ fact, keys }) => {
          const at = words.findIndex((_, start) => keys.every((key, index) => words[start + index]?.key === key))
          const [first, last] = [words[at], words[at + keys.length - 1]]
          if (first === undefined || last === undefined) return []
          const place = { start: first.start, end: last.end }
          const why = `A fact (${fact}) says that there is no ${quoted(field.text, place)}: say that, or take it out.`
          return [foundAt(RULE, 'block', why, field.field, place, [fact])]
        })
      }),
    )
  },
}
