import type { Guardrail } from './guardrail.ts'

/** Drafting without consent is allowed, approving is not: the reviewer should know before reading. */
export const noConsent: Guardrail = {
  rule: 'no-consent',
  check(_message, brief) {
    if (brief.consent) return []
    const sentence = `The customer has not agreed to ${brief.purpose} messages on this channel: this cannot be approved until consent is recorded.`
    return [{ rule: 'no-consent', severity: 'warn', message: sentence, span: null, facts: [] }]
  },
}
