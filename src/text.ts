import { z } from 'zod'

/** Text as people send it: stored unchanged, except that U+0000 and lone surrogates are refused (PostgreSQL cannot keep them). */
export const Text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => !value.includes('\u0000') && value.isWellFormed(), {
      message: 'must not hold U+0000 or a lone surrogate',
    })

/** A text that says something: not empty once white space is gone. */
export const SomeText = (max: number) => Text(max).regex(/\S/, 'must not be empty')

/** A caller's own id of a customer, product or offer. */
export const ExternalId = SomeText(200)

/** RFC 3339 with an offset; comes in as text, goes out in UTC. */
export const Instant = z.codec(z.iso.datetime({ offset: true }), z.date(), {
  decode: (value) => new Date(value),
  encode: (value) => value.toISOString(),
})

/** Deeper nesting is no honest data, and would exhaust the stack of whoever walks it. */
const MAX_DEPTH = 32

/** Why JSON of unknown shape cannot be stored, as the end of a sentence, or null. */
export function whyUnstorable(value: unknown, depth = 0): string | null {
  if (typeof value === 'string') return isStorable(value) ? null : UNSTORABLE
  if (value === null || typeof value !== 'object') return null
  if (depth >= MAX_DEPTH) return `must not be nested deeper than ${MAX_DEPTH} levels`
  for (const [key, inner] of Object.entries(value)) {
    const why = isStorable(key) ? whyUnstorable(inner, depth + 1) : UNSTORABLE
    if (why !== null) return why
  }
  return null
}

const UNSTORABLE = 'must not hold U+0000 or a lone surrogate'
const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed()

/** JSON of unknown shape that PostgreSQL can keep. */
export const Json = z.record(z.string(), z.unknown()).superRefine((value, context) => {
  const why = whyUnstorable(value)
  if (why !== null) context.addIssue({ code: 'custom', message: why })
})

/** JSON with sorted keys: equal values give equal text, in whatever order they came. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner === null || typeof inner !== 'object' || Array.isArray(inner)
      ? inner
      : Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  )

/** A decimal amount of money as text, with its ISO 4217 code. */
export const Money = z
  .strictObject({
    amount: z
      .string()
      .regex(/^\d{1,12}(\.\d{1,4})?$/, 'must be a decimal such as "649.00"')
      .meta({ examples: ['649.00'] }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code')
      .meta({ examples: ['EUR'] }),
  })
  .meta({ id: 'Money' })
export type Money = z.infer<typeof Money>
