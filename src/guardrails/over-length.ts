import type { SlotValues } from '../briefs/brief.ts'
import { MAX_SMS_SEGMENTS, measureSms, roomOf } from '../channels/sms-size.ts'
import type { Finding, Guardrail } from './guardrail.ts'
import { slotPlaces, valueOf } from './slot-places.ts'
import { fieldsOf, foundAt } from './text-places.ts'

const RULE = 'over-length'
const characters = (text: string): number => {
  let count = 0
  for (const _ of text) count++
  return count
}

/** Characters of the merged text, and where in the unmerged text the limit is passed. */
function measure(text: string, slots: SlotValues, limit: number): { length: number; overAt: number } {
  let length = 0
  let overAt = -1
  const letters = (from: number, to: number) => {
    let at = from
    for (const character of text.slice(from, to)) {
      if (length === limit && overAt < 0) overAt = at
      length++
      at += character.length
    }
  }
  let from = 0
  for (const slot of slotPlaces(text)) {
    letters(from, slot.start)
    length += characters(valueOf(slots, slot.name) ?? text.slice(slot.start, slot.end))
    if (length > limit && overAt < 0) overAt = slot.start
    from = slot.end
  }
  letters(from, text.length)
  return { length, overAt }
}

/** At most so long is the merged text, in UTF-16 units, which are never fewer than characters. */
const mostUnits = (text: string, slots: SlotValues): number =>
  slotPlaces(text).reduce((sum, { name }) => sum + (valueOf(slots, name)?.length ?? 0), text.length)

function tooManySegments(text: string, most: number): Finding[] {
  const { encoding, segments, units } = measureSms(text)
  if (segments <= most) return []
  const room = roomOf(encoding, most)
  const sentence = `This SMS takes ${segments} segments and may take ${most}: its last line included it has ${units} characters in ${encoding}, and ${room} fit. Shorten it by ${Math.max(1, units - room)}.`
  return [{ rule: RULE, severity: 'block', message: sentence, span: null, facts: [] }]
}

/**
 * Subject and body must fit the channel once the slots are filled; counted in characters (code points). An SMS must fit its
 * segments, with all that it says.
 */
export const overLength: Guardrail = {
  rule: RULE,
  check: (message, brief) =>
    brief.channel === 'sms'
      ? tooManySegments(message.rendered, brief.limits.segments ?? MAX_SMS_SEGMENTS)
      : fieldsOf(message.content).flatMap(({ field, text }) => {
          const limit = brief.limits[field]
          if (mostUnits(text, message.slots) <= limit) return []
          const { length, overAt } = measure(text, message.slots, limit)
          if (length <= limit) return []
          const sentence = `The ${field} has ${length} characters once its slots are filled and may have ${limit}: shorten it by ${length - limit}.`
          return [foundAt(RULE, 'block', sentence, field, { start: overAt, end: text.length })]
        }),
}
