import { validationFailed } from '../problem.ts'
import type { Consent } from './customer.ts'

/** Clocks of other machines may be ahead of ours by this much. */
const MAX_AHEAD_MS = 5 * 60 * 1000

/**
 * Refuses consents from the future: as the newest one holds, such a one could not be withdrawn until its time has come.
 * @throws validation with a pointer to each
 */
export function refuseFutureConsents(consents: readonly Consent[], now: Date): void {
  const errors = consents.flatMap((consent, index) =>
    Date.parse(consent.at) > now.getTime() + MAX_AHEAD_MS
      ? [{ pointer: `/consents/${index}/at`, message: 'must not be in the future' }]
      : [],
  )
  if (errors.length > 0) throw validationFailed('See errors for each field.', { errors })
}
