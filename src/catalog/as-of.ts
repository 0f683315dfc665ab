import { z } from 'zod'
import { validationFailed } from '../problem.ts'

/** `?at=`: since when the products that are sent are so. */
export const AsOfQuery = z.strictObject({
  at: z.iso.datetime({ offset: true }).optional().meta({
    description:
      'Since when this holds, where it is not now. Prices and stock are dated by it in the history; a product of which something newer is known stays as it is.',
  }),
})

/**
 * The time that `?at=` gives, or undefined.
 * @throws validation when it lies in the future or before 1900
 */
export function asOfTime({ at }: z.output<typeof AsOfQuery>, now: Date): Date | undefined {
  if (at === undefined) return undefined
  const time = new Date(at)
  if (time <= now && time.getTime() >= Date.UTC(1900, 0, 1)) return time
  throw validationFailed('See errors for each field.', {
    errors: [{ pointer: '/query/at', message: 'must be a time in the past, of 1900 or later' }],
  })
}
