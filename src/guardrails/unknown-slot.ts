import { matchesOf } from '../patterns/matches-of.ts'
import type { Guardrail } from './guardrail.ts'
import { valueOf } from './slot-places.ts'
import { fieldsOf, foundAt } from './text-places.ts'

const DOUBLE_BRACES = /\{\{([^{}\n]{0,80})\}\}/g
const RULE = 'unknown-slot'

/** Every `{{...}}` must be on the brief's closed list, spelled exactly so, and have a value: nothing else gets filled. */
export const unknownSlot: Guardrail = {
  rule: RULE,
  check: (message, brief) =>
    fieldsOf(message.content).flatMap(({ field, text }) =>
      matchesOf(DOUBLE_BRACES, text).flatMap((match) => {
        const written = match[1] ?? ''
        const isListed = brief.slots.includes(written)
        if (isListed && (valueOf(message.slots, written) ?? '').trim() !== '') return []
        const meant = brief.slots.find((slot) => slot.toLowerCase() === written.replace(/\s+/g, '').toLowerCase())
        const sentence = isListed
          ? `There is nothing to put in place of {{${written}}}: take it out and write around it.`
          : meant !== undefined
            ? `${match[0]} would not be filled: write it exactly as {{${meant}}}.`
            : `${match[0]} is not a slot of this message: take it out or use one of its slots.`
        return [foundAt(RULE, 'block', sentence, field, { start: match.index, end: match.index + match[0].length })]
      }),
    ),
}
