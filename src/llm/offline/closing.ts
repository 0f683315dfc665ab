import { say, type Sentence } from './letter.ts'
import type { Material } from './material.ts'

/** The offer of an answer at the end of a letter or a chat message. */
export function closing({ plan, phrases, pick, occasion }: Material): Sentence {
  const { letter, after, back, compare, service } = phrases.closing
  if (plan.kind === 'service') return say(4, pick('closing', service))
  if (plan.kind === 'compare') return say(4, pick('closing', compare))
  return say(4, pick('closing', { plain: letter, after, back }[occasion]))
}
