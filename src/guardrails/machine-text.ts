import { machineTextPlaces } from '../briefs/instruction-shaped.ts'
import type { Guardrail } from './guardrail.ts'
import type { Place } from './text-places.ts'
import { fieldsOf, foundAt, joinPlaces, placesOf, quoted } from './text-places.ts'

const RULE = 'machine-text'
/** The same word five times or more, with nothing but blanks, hyphens or commas in between. */
const REPEATED = /(?<![\p{L}\p{N}])([\p{L}\p{N}]{2,40})(?:[-–—\s,.;_|]{1,3}\1(?![\p{L}\p{N}])){4,}/giu
const RECORD = /\{\s?"[^"\n]{1,60}"\s?:|\[\s?"[^"\n]{1,60}"\s?,/g

/** Text that nobody writes to a customer: code, records, base64, one word over and over. */
export const machineText: Guardrail = {
  rule: RULE,
  check: (message) =>
    fieldsOf(message.content).flatMap(({ field, text, plain }): ReturnType<Guardrail['check']> => {
      const places: Place[] = [...machineTextPlaces(plain), ...placesOf(RECORD, plain), ...placesOf(REPEATED, plain)]
      return joinPlaces(places).map((place) =>
        foundAt(
          RULE,
          'block',
          `${quoted(text, place)} is nothing that a person would write: take it out.`,
          field,
          place,
        ),
      )
    }),
}
