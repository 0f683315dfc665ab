import type { SlotValues } from '../briefs/brief.ts'
import type { Content } from '../channels/channel.ts'

const SLOT = /\{\{([^{}]*)\}\}/g

/**
 * Puts values in place of slots, in one pass: what a value holds is never read as a slot again. Slots without a value stay
 * as they are and come back in `unknown`, each name once, in the order in which they stand.
 */
export function merge(content: Content, slots: SlotValues): { content: Content; unknown: string[] } {
  const unknown = new Set<string>()
  const fill = (text: string): string =>
    text.replace(SLOT, (whole, inner: string) => {
      const name = inner.trim()
      const value = Object.hasOwn(slots, name) ? slots[name] : undefined
      if (value === undefined) unknown.add(name)
      return value ?? whole
    })
  const merged: Content =
    content.subject === undefined
      ? { body: fill(content.body) }
      : { subject: fill(content.subject), body: fill(content.body) }
  return { content: merged, unknown: [...unknown] }
}
