import { matchesOf } from '../patterns/matches-of.ts'
import type { Content } from '../channels/channel.ts'
import type { Finding, Span } from './guardrail.ts'
import { wordStarts } from '../patterns/word-starts.ts'
import type { WordStarts } from '../patterns/word-starts.ts'
import { blankSlots } from './slot-places.ts'

/** A stretch of one field, counted in UTF-16 units, `end` not included. */
export type Place = { start: number; end: number }

/** One field of the content. `plain` has the same length as `text`, with every slot blanked out: what is there in letters. */
export type TextField = { field: Span['field']; text: string; plain: string }

const known = new WeakMap<Content, TextField[]>()

/** The fields of a message in reading order. Read once for all guardrails: the same content gives the same fields. */
export function fieldsOf(content: Content): TextField[] {
  const fields = known.get(content) ?? readFields(content)
  known.set(content, fields)
  return fields
}

const starts = new WeakMap<TextField, WordStarts>()

/** Where the words of a field begin, slots left out; counted once for all guardrails. */
export function wordStartsOf(field: TextField): WordStarts {
  const known = starts.get(field) ?? wordStarts(field.plain)
  starts.set(field, known)
  return known
}

function readFields(content: Content): TextField[] {
  const body: TextField = { field: 'body', text: content.body, plain: blankSlots(content.body) }
  if (content.subject === undefined) return [body]
  return [{ field: 'subject', text: content.subject, plain: blankSlots(content.subject) }, body]
}

/** Every match of a global pattern. */
export function placesOf(pattern: RegExp, text: string): Place[] {
  return matchesOf(pattern, text).map((match) => ({ start: match.index, end: match.index + match[0].length }))
}

/** The same places in text order, with those that overlap joined into one. */
export function joinPlaces(places: Place[]): Place[] {
  const joined: Place[] = []
  for (const place of places.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = joined.at(-1)
    if (last !== undefined && place.start < last.end) last.end = Math.max(last.end, place.end)
    else joined.push({ ...place })
  }
  return joined
}

/** A finding at a place of a field. */
export function foundAt(
  rule: string,
  severity: Finding['severity'],
  message: string,
  field: Span['field'],
  place: Place,
  facts: string[] = [],
): Finding {
  return { rule, severity, message, span: { field, start: place.start, end: place.end }, facts }
}

/** The words at a place as a sentence can quote them: one line, at most 60 characters. */
export function quoted(text: string, place: Place): string {
  const words = text.slice(place.start, place.end).replace(/\s+/g, ' ').trim()
  const characters = [...words]
  return `"${characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : words}"`
}
