import type { Guardrail } from './guardrail.ts'
import { readingEase } from './reading-ease.ts'

const RULE = 'reading-level'

/** A message should be as easy to read as the brand wants it. Slots and links are left out: nobody can shorten those. */
export const readingLevel: Guardrail = {
  rule: RULE,
  check({ content }, brief) {
    const least = brief.brand.minReadingEase
    if (least === undefined) return []
    const language = brief.locale?.split('-')[0]?.toLowerCase() ?? 'en'
    const ease = readingEase(content.body.replace(/\{\{[^{}]*\}\}|https?:\S+/g, ' '), language)
    if (ease === null || ease >= least) return []
    const message = `This reads at ${ease} of 100 (Flesch reading ease), and the brand wants ${least} or more: shorter sentences and shorter words help.`
    return [{ rule: RULE, severity: 'warn', message, span: null, facts: [] }]
  },
}
