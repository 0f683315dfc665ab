import { matchesOf } from '../patterns/matches-of.ts'
import { measureSms } from '../channels/sms-size.ts'
import type { Finding, Guardrail } from './guardrail.ts'
import { slotPlaces, valueOf } from './slot-places.ts'
import { type Place, placesOf } from './text-places.ts'

const RULE = 'costly-character'

/** Typographic characters that the GSM alphabet lacks, with what says the same on any telephone. Letters of a language are none. */
const PLAIN: Record<string, string> = {
  ...spelled("'", '‘’‚‛′´`‹›'),
  ...spelled('"', '“”„‟″«»'),
  ...spelled('-', '‐‑‒–—―−•'),
  '…': '...',
  '×': 'x',
}
const TYPOGRAPHIC = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'gu')

function spelled(plain: string, characters: string): Record<string, string> {
  return Object.fromEntries([...characters].map((character) => [character, plain]))
}

/** A character that doubles the price of an SMS and is easily replaced. Nothing is replaced by code: the words stay the author's. */
export const costlyCharacter: Guardrail = {
  rule: RULE,
  check({ content, slots, rendered }, brief) {
    if (brief.channel !== 'sms') return []
    const now = measureSms(rendered).segments
    const then = measureSms(rendered.replace(TYPOGRAPHIC, (character) => PLAIN[character]!)).segments
    if (then >= now) return []
    const first = new Map<string, Finding>()
    const note = (character: string, message: string, place: Place | null) => {
      if (first.has(character)) return
      const span = place === null ? null : ({ field: 'body', start: place.start, end: place.end } as const)
      first.set(character, { rule: RULE, severity: 'warn', message, span, facts: [] })
    }
    const fewer = then === 1 ? '1 segment' : `${then} segments`
    const why = `is not in the alphabet of SMS: with plain characters this would take ${fewer} instead of ${now}.`
    for (const place of placesOf(TYPOGRAPHIC, content.body)) {
      const character = content.body.slice(place.start, place.end)
      note(character, `"${character}" ${why} Write ${PLAIN[character]} for it.`, place)
    }
    for (const place of slotPlaces(content.body)) {
      for (const [character] of matchesOf(TYPOGRAPHIC, valueOf(slots, place.name) ?? '')) {
        note(character, `"${character}" in what {{${place.name}}} stands for ${why}`, place)
      }
    }
    for (const [character] of matchesOf(TYPOGRAPHIC, rendered)) {
      note(character, `"${character}" in the last line ${why} The brand policy holds it.`, null)
    }
    return [...first.values()]
  },
}
