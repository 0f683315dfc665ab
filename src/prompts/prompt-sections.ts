import type { Fault } from './template.ts'

/** A part of a prompt file and the line, counted from 1, on which its text begins. */
export type Section = { text: string; line: number }
export type Sections = { ok: true; head: Section; system: Section; user: Section } | { ok: false; faults: Fault[] }

const MARKERS = ['---', '---', '=== system', '=== user']

/** Takes a prompt file apart before anything in it is rendered, so that no data can ever open a section. */
export function splitSections(text: string): Sections {
  const lines = text.split('\n')
  const marked = lines.flatMap((line, index) => (/^(---|===)/.test(line) ? [{ line: index + 1, marker: line }] : []))
  const wrong = MARKERS.findIndex((marker, index) => marked[index]?.marker !== marker)
  const [first, second, third, fourth, surplus] = marked
  if (wrong !== -1) return fault(marked[wrong]?.line ?? lines.length, `expected the line "${MARKERS[wrong]}"`)
  if (!first || !second || !third || !fourth) return fault(lines.length, 'a section is missing')
  if (surplus) return fault(surplus.line, `"${surplus.marker}" opens no section`)
  if (first.line !== 1) return fault(1, 'the file must begin with the line "---"')
  if (third.line !== second.line + 1)
    return fault(second.line + 1, 'expected "=== system" right after the front matter')
  const section = (from: number, to: number): Section => ({ text: lines.slice(from, to).join('\n'), line: from + 1 })
  const system = section(third.line, fourth.line - 1)
  const user = section(fourth.line, lines.length)
  for (const { text, line } of [system, user]) if (text.trim() === '') return fault(line, 'this section is empty')
  return { ok: true, head: section(first.line, second.line - 1), system, user }
}

const fault = (line: number, message: string): Sections => ({ ok: false, faults: [{ line, message }] })
