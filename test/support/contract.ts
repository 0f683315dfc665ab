import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { OPENAPI_FILE } from '../../src/openapi.ts'

type Media = { schema: unknown }
type Operation = { responses: Record<string, { content?: Record<string, Media> }> }
type Document = { paths: Record<string, Record<string, Operation>> }

/** The same routes under the short and old names that libraries use; only one name of each is documented. */
const SHORT_FORMS: Record<string, string> = {
  '/v1/t': '/v1/track',
  '/v1/i': '/v1/identify',
  '/v1/p': '/v1/page',
  '/v1/s': '/v1/screen',
  '/v1/a': '/v1/alias',
  '/v1/g': '/v1/group',
  '/v1/b': '/v1/batch',
  '/v1/import': '/v1/batch',
}

const document = JSON.parse(readFileSync(OPENAPI_FILE, 'utf8')) as Document
const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema(document, 'openapi')

const patterns = Object.keys(document.paths)
  // What is written out wins over a parameter, as in the router.
  .toSorted((a, b) => a.split('{').length - b.split('{').length)
  .map((path) => ({ path, matches: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }))

const validators = new Map<string, ValidateFunction>()

function validatorOf(...pointer: string[]): ValidateFunction {
  const reference = `openapi#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`
  const known = validators.get(reference)
  if (known !== undefined) return known
  const validator = ajv.compile({ $ref: reference })
  validators.set(reference, validator)
  return validator
}

export type Answered = { method: string; url: string; status: number; type: string; text: string }

/**
 * What an answer under `/v1` says otherwise than the committed OpenAPI document: a status or content type that is not
 * documented, or a body of another shape. Null when they agree.
 */
export function breachOf({ method, url, status, type, text }: Answered): string | null {
  const address = url.split(/[?#]/, 1)[0]!
  // What a provider of text messages posts has a form of its own, which is the provider's to document.
  if (!address.startsWith('/v1/') || address.startsWith('/v1/channels/') || method === 'HEAD') return null
  const called = `${method} ${address} -> ${status}`
  const path = patterns.find(({ matches }) => matches.test(SHORT_FORMS[address] ?? address))?.path
  const operation = path === undefined ? undefined : document.paths[path]?.[method.toLowerCase()]
  if (path === undefined || operation === undefined) return breachWithoutOperation(called, status, text)
  const key = operation.responses[status] === undefined && status >= 500 ? '5XX' : String(status)
  const response = operation.responses[key]
  if (response === undefined) return `${called}: this status is not documented. Run "npm run openapi"?`
  const media = type.split(';', 1)[0]!
  if (response.content === undefined) return text === '' ? null : `${called}: no body is documented`
  if (response.content[media] === undefined) return `${called}: "${media}" is not documented`
  if (!media.includes('json')) return null
  const validate = validatorOf('paths', path, method.toLowerCase(), 'responses', key, 'content', media, 'schema')
  // A schema of lines is one of each of them.
  const texts = media.endsWith('ndjson') ? text.split('\n').filter((line) => line !== '') : [text]
  return texts.every((one) => validate(JSON.parse(one))) ? null : `${called}: ${ajv.errorsText(validate.errors)}`
}

/** Nothing is documented there, so nothing may be found there. */
function breachWithoutOperation(called: string, status: number, text: string): string | null {
  if (status !== 404 && status !== 400) return `${called}: there is no such operation. Run "npm run openapi"?`
  return validatorOf('components', 'schemas', 'Problem')(JSON.parse(text)) ? null : `${called}: is no problem document`
}
