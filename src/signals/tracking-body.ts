import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { tooLarge, unsupportedMedia } from '../http/problem-handler.ts'
import { validationFailed } from '../problem.ts'

/**
 * What tracking clients call their JSON: browsers say `text/plain`, which needs no preflight, and RudderStack's gzip goes
 * as a form.
 */
export const TRACKING_TYPES = ['application/json', 'text/plain', 'application/x-www-form-urlencoded']

const inflate = promisify(gunzip)

/**
 * Reads the JSON of a tracking client, compressed or not.
 * @param limit bytes that the JSON may have
 * @throws SyntaxError when it is no JSON; body-too-large, unsupported-media-type, validation
 */
export async function readTrackingBody(bytes: Buffer, encoding: string | undefined, limit: number): Promise<unknown> {
  switch (encoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return parse(bytes)
    case 'gzip':
    case 'x-gzip':
      return parse(await inflated(bytes, limit))
    default:
      throw unsupportedMedia('Send it without content-encoding, or with gzip.')
  }
}

async function inflated(bytes: Buffer, limit: number): Promise<Buffer> {
  try {
    return await inflate(bytes, { maxOutputLength: limit })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge()
    throw validationFailed('The body is not gzip, as its content-encoding says.')
  }
}

// A byte order mark is no part of JSON, and some clients send one.
const parse = (bytes: Buffer): unknown => JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''))
