import type { z } from 'zod'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json => value !== null && typeof value === 'object' && !Array.isArray(value)

function visit(node: unknown, see: (object: Json) => void): void {
  if (Array.isArray(node)) for (const item of node) visit(item, see)
  else if (isObject(node)) {
    see(node)
    for (const inner of Object.values(node)) visit(inner, see)
  }
}

const PREFIX = '#/components/schemas/'
const nameOf = (object: Json): string | undefined =>
  typeof object['$ref'] === 'string' && object['$ref'].startsWith(PREFIX)
    ? object['$ref'].slice(PREFIX.length)
    : undefined

/** Request and response forms of one schema differ only in this when nothing is converted between them. */
const comparable = (schema: unknown, twins: ReadonlySet<string>): unknown =>
  JSON.stringify(schema, (key, value: unknown) => {
    if (key === 'additionalProperties' && value === false) return undefined
    if (key === '$ref' && typeof value === 'string' && twins.has(value.slice(PREFIX.length)))
      return value.replace(/Input$/, '')
    return value
  })

/** `Money` and `MoneyInput` become one component wherever they say the same. */
function mergeTwins(document: Json, schemas: Json): void {
  const twins = new Set(
    Object.keys(schemas).filter((name) => name.endsWith('Input') && schemas[name.slice(0, -5)] !== undefined),
  )
  for (let settled = false; !settled;) {
    settled = true
    for (const twin of twins) {
      if (comparable(schemas[twin], twins) !== comparable(schemas[twin.slice(0, -5)], twins)) {
        twins.delete(twin)
        settled = false
      }
    }
  }
  visit(document, (object) => {
    const name = nameOf(object)
    if (name !== undefined && twins.has(name)) object['$ref'] = PREFIX + name.slice(0, -5)
  })
}

/** A schema that only requests use gets its plain name. */
function renameLoneInputs(document: Json, schemas: Json): void {
  for (const name of Object.keys(schemas)) {
    const plain = name.replace(/Input$/, '')
    if (plain === name || schemas[plain] !== undefined) continue
    schemas[plain] = schemas[name]
    delete schemas[name]
    visit(document, (object) => {
      if (nameOf(object) === name) object['$ref'] = PREFIX + plain
    })
  }
}

function dropUnused(document: Json, schemas: Json): void {
  for (let dropped = true; dropped;) {
    dropped = false
    const used = new Set<string>()
    visit({ paths: document['paths'], schemas }, (object) => {
      const name = nameOf(object)
      if (name !== undefined) used.add(name)
    })
    for (const name of Object.keys(schemas)) {
      if (!used.has(name)) {
        delete schemas[name]
        dropped = true
      }
    }
  }
}

const SELF_EXPLAINING = new Set(['uuid', 'date-time', 'email', 'uri'])

/** What the format already says, and bounds that only mean "an integer", help no reader. */
function dropNoise(document: Json): void {
  visit(document, (object) => {
    if (typeof object['pattern'] === 'string' && SELF_EXPLAINING.has(String(object['format']))) delete object['pattern']
    if (object['maximum'] === Number.MAX_SAFE_INTEGER) delete object['maximum']
    if (object['minimum'] === Number.MIN_SAFE_INTEGER) delete object['minimum']
    const names = object['propertyNames']
    if (isObject(names) && names['type'] === 'string' && names['enum'] === undefined) delete object['propertyNames']
  })
}

/** Carries a body's example from its route to the document: on the way the generator drops what stands beside a `$ref`. */
const BODY_EXAMPLE = 'x-body-example'
const BODY_EXAMPLES = 'x-body-examples'
const BODY_ALTERNATIVES = 'x-body-alternatives'

/** Carries to the document that a route takes an `Idempotency-Key`. */
const IDEMPOTENT = 'x-idempotent'
const IDEMPOTENCY_KEY: Json = {
  in: 'header',
  name: 'Idempotency-Key',
  required: false,
  description:
    'Your own name for this request, 1 to 255 characters. Sent again within 24 hours, with the same key, parameters and body, it is answered as before and done once; the answer then says `Idempotency-Replayed: true`. What was answered with 5xx is done anew.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~][ -~]*$' },
}

const problem = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: `${PREFIX}Problem` } } },
})
const RETRY_AFTER = { description: 'Seconds to wait before the next try', schema: { type: 'integer' } }

/** Leaves each content type those alternatives of a union that it is for. */
function splitAlternatives(content: Record<string, Json>, byType: Record<string, number[]> = {}): void {
  for (const [type, indexes] of Object.entries(byType)) {
    const all = (content[type]!['schema'] as { anyOf: Json[] }).anyOf
    const own = indexes.map((index) => all[index]!)
    content[type]!['schema'] = own.length === 1 ? own[0] : { anyOf: own }
  }
}

/** What is true of every operation is written here once: the answers of the server itself, and that 204 has no body. */
function tidyOperations(document: Json): void {
  for (const path of Object.values(document['paths'] as Json)) {
    for (const operation of Object.values(path as Json) as Json[]) {
      const responses = operation['responses'] as Record<string, Json>
      if (responses['204'] !== undefined) delete responses['204']['content']
      const body = operation['requestBody'] as { content: Record<string, Json> } | undefined
      if (body !== undefined) {
        const byType = (operation[BODY_EXAMPLES] ?? {}) as Json
        for (const [type, media] of Object.entries(body.content)) {
          // A copy: the generator gives all types one and the same object.
          body.content[type] = { ...media, example: byType[type] ?? operation[BODY_EXAMPLE] }
        }
        splitAlternatives(body.content, operation[BODY_ALTERNATIVES] as Record<string, number[]> | undefined)
        delete operation[BODY_ALTERNATIVES]
        delete operation[BODY_EXAMPLES]
        delete operation[BODY_EXAMPLE]
        responses['413'] ??= problem('The body is too large')
        responses['415'] ??= problem('The content type is not supported')
      }
      if (operation[IDEMPOTENT] === true) {
        operation['parameters'] = [...((operation['parameters'] ?? []) as Json[]), IDEMPOTENCY_KEY]
        responses['409'] ??= problem('The Idempotency-Key was used for something else, or its request still runs')
        responses['409']['headers'] = { 'Retry-After': RETRY_AFTER }
      }
      delete operation[IDEMPOTENT]
      if (operation['security'] !== undefined) responses['429'] = problem('Too many requests')
      for (const status of ['429', '503']) {
        if (responses[status] !== undefined) responses[status]['headers'] = { 'Retry-After': RETRY_AFTER }
      }
      responses['431'] = problem('The headers, with the address, are larger than 16 KiB')
      responses['5XX'] = problem('Something went wrong on our side; `instance` is what to tell us')
    }
  }
}

const zodToJsonConfig = { target: 'draft-2020-12' as const }
const base = createJsonSchemaTransformObject({ zodToJsonConfig })

const describeRoute = createJsonSchemaTransform({ zodToJsonConfig, skipList: ['/docs/', '/docs/*'] })

/** How a key is sent. Tracking clients send theirs as the user name of Basic authentication. */
export const securitySchemes = {
  key: { type: 'http', scheme: 'bearer', description: 'Your key. It begins with fw_' },
  writeKey: {
    type: 'http',
    scheme: 'basic',
    description: 'For tracking libraries only: the write key as user name, the password empty',
  },
} as const

/** An answer with several content types loses its headers on the way: here they are again. */
function keepHeaders(from: Json, to: Json): void {
  for (const [status, answer] of Object.entries(from)) {
    if (isObject(answer) && isObject(answer['headers'])) (to[status] as Json)['headers'] = answer['headers']
  }
}

/** Per route: zod to JSON Schema, and the key that the route asks for. */
export const transform: typeof describeRoute = (input) => {
  const described = describeRoute(input)
  const schema = described.schema as Json
  keepHeaders((input.schema?.response ?? {}) as Json, (schema['response'] ?? {}) as Json)
  const { access, writeKey, idempotent, bodyExamples, bodyAlternatives } = input.route.config ?? {}
  const security =
    access === undefined || access === 'signature'
      ? []
      : [{ key: [] }, ...(writeKey === true ? [{ writeKey: [] }] : [])]
  const example = (input.schema?.body as z.ZodType | undefined)?.meta()?.['examples'] as unknown[] | undefined
  const carried = {
    [BODY_EXAMPLE]: example?.[0],
    [BODY_EXAMPLES]: bodyExamples,
    [BODY_ALTERNATIVES]: bodyAlternatives,
    [IDEMPOTENT]: idempotent !== undefined,
  }
  return { ...described, schema: { ...schema, security, ...carried } as never }
}

/** The whole document, tidied so that people and generators read one name per thing. */
export const transformObject: typeof base = (input) => {
  const document = base(input) as unknown as Json
  const components = (document['components'] ?? {}) as Json
  const schemas = (components['schemas'] ?? {}) as Json
  mergeTwins(document, schemas)
  dropUnused(document, schemas)
  renameLoneInputs(document, schemas)
  dropNoise(document)
  tidyOperations(document)
  components['schemas'] = Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  document['components'] = components
  return document
}
