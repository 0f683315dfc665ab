import type { Brief } from '../../src/briefs/brief.ts'
import type { CheckedMessage, Guardrail } from '../../src/guardrails/guardrail.ts'
import { aBrief, aMessage } from '../support/brief-examples.ts'

export type Case = { brief?: Partial<Brief>; message?: Partial<CheckedMessage>; subject?: string }

/** The words that a guardrail marks in a body, warnings with `warn: ` in front; `-` stands for "no place". */
export function foundWords(guardrail: Guardrail, body: string, { brief, message, subject }: Case = {}): string[] {
  const content = { subject: subject ?? 'A quiet kitchen', body }
  return guardrail.check(aMessage({ content, ...message }), aBrief(brief)).map(({ severity, span }) => {
    const words = span === null ? '-' : content[span.field].slice(span.start, span.end)
    return severity === 'warn' ? `warn: ${words}` : words
  })
}
