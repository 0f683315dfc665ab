import type { Guardrail } from './guardrail.ts'

const RULE = 'instruction-in-data'

/** Tells the reviewer that something in the data speaks to a model. The model was not shown it: it is a reason to look twice. */
export const instructionInData: Guardrail = {
  rule: RULE,
  check: (_message, brief) =>
    brief.facts
      .filter(({ kind }) => kind === 'left-out')
      .map(({ id, text, source }) => ({
        rule: RULE,
        severity: 'warn',
        message: `Look twice: ${text}${source.type === 'product' ? ` (product ${source.id.slice(0, 60)})` : ''}.`,
        span: null,
        facts: [id],
      })),
}
