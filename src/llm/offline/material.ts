import type { Phrases } from './phrases.ts'
import type { Pick } from './pick.ts'
import type { Plan } from './plan.ts'
import type { Records } from './records.ts'

/** What every part of a message is written from. `slot` gives `{{name}}`, or null when the task does not list it. */
export type Material = {
  records: Records
  plan: Plan
  phrases: Phrases
  pick: Pick
  /** `after`: about something that the customer has; `back`: for somebody of whom nothing was heard for long. */
  occasion: 'plain' | 'after' | 'back'
  /** False where a message sells nothing, whatever the brief holds. */
  sells: boolean
  slot(name: string): string | null
}
