import { matchesOf } from '../patterns/matches-of.ts'
import type { SlotValues } from '../briefs/brief.ts'

/** The one spelling of a slot that the merge fills. */
const SLOT = /\{\{([A-Za-z0-9_.]{1,80})\}\}/g

/** Stands for what is blanked out: neither white space nor part of a word, so that nothing joins across it. */
const BLANK = '\u0000'

export type SlotPlace = { name: string; start: number; end: number }

/** Every well-spelled slot, known or not, in text order. */
export function slotPlaces(text: string): SlotPlace[] {
  return matchesOf(SLOT, text).map((match) => ({
    name: match[1] ?? '',
    start: match.index,
    end: match.index + match[0].length,
  }))
}

/** The text with some places replaced by as many blanks: offsets stay the same. */
export const blankPlaces = (text: string, places: readonly { start: number; end: number }[]): string =>
  places.reduce((rest, { start, end }) => rest.slice(0, start) + BLANK.repeat(end - start) + rest.slice(end), text)

/** The text with its slots blanked out: what stands there in letters. */
export const blankSlots = (text: string): string => text.replace(SLOT, (slot) => BLANK.repeat(slot.length))

/** What code will put in place of a slot, or undefined. */
export const valueOf = (slots: SlotValues, name: string): string | undefined =>
  Object.hasOwn(slots, name) ? slots[name] : undefined
