import { machineTextPlaces } from '../briefs/instruction-shaped.ts'
import type { Guardrail } from './guardrail.ts'
import { repeatedPlaces } from './repetition.ts'
import { fieldsOf, foundAt, joinPlaces, placesOf, quoted } from './text-places.ts'

const RULE = 'machine-text'
const RECORD = /\{\s?"[^"\n]{1,60}"\s?:|\[\s?"[^"\n]{1,60}"\s?,/g

/** Text that nobody writes to a customer: code, records, base64, Morse, the same words over and over. */
export const machineText: Guardrail = {
  rule: RULE,
  check: (message) =>
    fieldsOf(message.content).flatMap((textField) => {
      const { field, text, plain } = textField
      const repeated = joinPlaces(repeatedPlaces(textField))
      const written = joinPlaces([...machineTextPlaces(plain), ...placesOf(RECORD, plain)])
      return [
        ...written.map((place) => {
          const sentence = `${quoted(text, place)} is code or encoded text, which no customer reads: write it in plain words or take it out.`
          return foundAt(RULE, 'block', sentence, field, place)
        }),
        ...repeated.map((place) => {
          const sentence = `${quoted(text, place)} says the same words again and again: say them once.`
          return foundAt(RULE, 'block', sentence, field, place)
        }),
      ]
    }),
}
