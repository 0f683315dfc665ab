import { isAsking } from '../briefs/fit-names.ts'
import type { Guardrail } from './guardrail.ts'
import { quoted } from './text-places.ts'

const RULE = 'instruction-in-data'

/**
 * Tells the reviewer that something in the data speaks to a model. What does so for certain was not shown to the model; a name
 * that is put as a question or a request was. Both are a reason to look twice.
 */
export const instructionInData: Guardrail = {
  rule: RULE,
  check: (_message, brief) => {
    const leftOut = brief.facts
      .filter(({ kind }) => kind === 'left-out')
      .map(({ id, text, source }) => ({
        text: `${text}${source.type === 'product' ? ` (product ${source.id.slice(0, 60)})` : ''}`,
        facts: [id],
      }))
    const names = brief.products
      .filter(({ name }) => isAsking(name))
      .map(({ ref, name }) => ({
        text: `the name of ${ref}, ${quoted(name, { start: 0, end: name.length })}, is put as a question or a request`,
        facts: [],
      }))
    return [...leftOut, ...names].map(({ text, facts }) => ({
      rule: RULE,
      severity: 'warn',
      message: `Look twice: ${text}.`,
      span: null,
      facts,
    }))
  },
}
