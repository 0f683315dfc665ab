import { validationFailed } from '../problem.ts'

const MAX_LENGTH = 255
/** RFC 8941 section 3.3.3: printable ASCII in quotes, where a backslash stands before a quote or a backslash. */
const QUOTED = /^"((?:[ !#-[\]-~]|\\["\\])*)"$/
const BARE = /^[!#-~][ -~]*$/

/**
 * The key that an `Idempotency-Key` field names. `"abc"`, as a structured field, and `abc`, as most clients write it, are
 * the same key.
 * @throws validation when it is neither, is empty, longer than 255 characters or sent more than once
 */
export function readIdempotencyKey(values: readonly string[]): string {
  const [value = '', ...more] = values
  const quoted = QUOTED.exec(value)?.[1]
  const key = quoted?.replaceAll(/\\(.)/g, '$1') ?? (BARE.test(value) ? value : '')
  if (more.length === 0 && key !== '' && key.length <= MAX_LENGTH) return key
  throw validationFailed('The Idempotency-Key cannot be read.', {
    errors: [
      { pointer: '/headers/idempotency-key', message: 'must be one text of 1 to 255 printable ASCII characters' },
    ],
  })
}
