import type { Guardrail } from './guardrail.ts'
import { linkPlaces } from './link-places.ts'
import { slotPlaces, valueOf } from './slot-places.ts'
import type { Place } from './text-places.ts'
import { fieldsOf, foundAt, quoted } from './text-places.ts'

const RULE = 'unknown-link'
/** What may follow or precede a link slot: nothing that would become part of the address. */
const GLUED_AFTER = /^(?:[\p{L}\p{N}/\\?#&=@%:;~_+$*{-]|[.,!]+[\p{L}\p{N}/])/u
const GLUED_BEFORE = /[\p{L}\p{N}/\\?#&=@%~_+.-]$/u
/** A slot that letters turn into a host: `{{brand.name}}.com`. */
const HOST_TAIL = /^\.\p{L}{2,24}(?!\p{L})/u

function domainPlaces(plain: string, domains: readonly string[]): Place[] {
  const text = plain.toLowerCase()
  return domains.flatMap((domain) => {
    const at = text.indexOf(domain)
    return at < 0 ? [] : [{ start: at, end: at + domain.length }]
  })
}

/** Links come from the database through slots: no address stands in letters, and nothing may be glued to a slot's address. */
export const unknownLink: Guardrail = {
  rule: RULE,
  check: (message, brief) =>
    fieldsOf(message.content).flatMap(({ field, text, plain }) => {
      const links = linkPlaces(plain)
      const domains = domainPlaces(plain, brief.brand.linkDomains).filter(
        (place) =>
          plain[place.start - 1] !== '@' && !links.some((link) => link.start < place.end && place.start < link.end),
      )
      const findings = [...links, ...domains].map((place) => {
        const sentence = `${quoted(text, place)} is or looks like a link written by hand: take it out or use a link slot such as {{p1.link}}.`
        return foundAt(RULE, 'block', sentence, field, place)
      })
      for (const slot of slotPlaces(text)) {
        const place = { start: slot.start, end: slot.end }
        const before = plain.slice(Math.max(0, slot.start - 1), slot.start)
        const after = plain.slice(slot.end, slot.end + 32)
        const isLink = slot.name.endsWith('.link') || /^https?:/i.test(valueOf(message.slots, slot.name) ?? '')
        if (isLink && (GLUED_AFTER.test(after) || GLUED_BEFORE.test(before) || after.startsWith('\0'))) {
          const sentence = `The letters next to {{${slot.name}}} would change its address: put a blank around it.`
          findings.push(foundAt(RULE, 'block', sentence, field, place))
        } else if (HOST_TAIL.test(after) && !isLink) {
          const sentence = `${quoted(text, { start: slot.start, end: slot.end + (HOST_TAIL.exec(after)?.[0].length ?? 0) })} would read as a web address: put a blank after the full stop or take it out.`
          findings.push(foundAt(RULE, 'block', sentence, field, place))
        }
      }
      return findings
    }),
}
