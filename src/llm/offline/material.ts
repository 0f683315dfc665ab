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
  slot(name: string): string | null
}
