import { z } from 'zod'

/** Where a path of a template ends: its schema, and whether something on the way may be null. */
export type Place = { schema: z.core.$ZodType; nullable: boolean }

/** Follows field names through objects; null when there is no such field. Array elements are reached by `elementOf` only. */
export function placeAt(from: Place, fields: readonly string[]): Place | null {
  let place: Place | null = open(from)
  for (const field of fields) {
    if (!(place.schema instanceof z.ZodObject) || !Object.hasOwn(place.schema.shape, field)) return null
    place = open({ schema: place.schema.shape[field], nullable: place.nullable })
  }
  return place
}

/** What stands inside `{{#each}}` over this place; null when it is no list. */
export const elementOf = (place: Place): Place | null =>
  place.schema instanceof z.ZodArray ? open({ schema: place.schema.element, nullable: false }) : null

/** True for values that cannot carry anybody's words: numbers, booleans, words of a closed list. */
export const isHarmless = ({ schema, nullable }: Place): boolean =>
  !nullable &&
  (schema instanceof z.ZodNumber ||
    schema instanceof z.ZodBoolean ||
    schema instanceof z.ZodEnum ||
    schema instanceof z.ZodLiteral)

function open({ schema, nullable }: Place): Place {
  return schema instanceof z.ZodNullable ? open({ schema: schema.def.innerType, nullable: true }) : { schema, nullable }
}
