import { readFileSync } from 'node:fs'
import { OPENAPI_FILE } from '../../src/openapi.ts'
import type { Answer, Keys, TestApp } from '../support/app.ts'

type Schema = {
  $ref?: string
  type?: string
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
}
type Parameter = { name: string; in: 'path' | 'query' | 'header'; schema: Schema }
type Described = {
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema; example: unknown }> }
}

/** One way to call the API: an operation of the committed document, with one type of body. */
export type Operation = {
  name: string
  method: string
  path: string
  parameters: Parameter[]
  body: { type: string; schema: Schema; example: unknown } | null
}

const document = JSON.parse(readFileSync(OPENAPI_FILE, 'utf8')) as {
  paths: Record<string, Record<string, Described>>
  components: { schemas: Record<string, Schema> }
}

/** Everything that the committed document describes: what is added there is tested without a word here. */
export const operations: Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, { parameters = [], requestBody }]): Operation[] => {
    const operation = { name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path, parameters }
    if (requestBody === undefined) return [{ ...operation, body: null }]
    return Object.entries(requestBody.content).map(([type, { schema, example }]) => ({
      ...operation,
      name: type === 'application/json' ? operation.name : `${operation.name} ${type}`,
      body: { type, schema, example },
    }))
  }),
)

export type WithBody = Operation & { body: NonNullable<Operation['body']> }
export const operationsWithBody = operations.filter((operation): operation is WithBody => operation.body !== null)

/** Where a text can stand in a body: as the value at `path`, or as the name of a field of the object there. */
export type Place = { path: (string | number)[]; as: 'value' | 'name' }
export const nameOf = ({ path, as }: Place): string => `/${path.join('/')}${as === 'name' ? ' (name)' : ''}`

/** A made-up field, where fields may have any name. */
const ANY = 'any'

/** Every place for text that the schema of a body knows, and those that only its example shows. */
export function placesOf({ body }: WithBody): Place[] {
  const found = new Map<string, Place>()
  const add = (place: Place): void => void found.set(nameOf(place), place)
  const addOpen = (path: Place['path']): void => {
    add({ path, as: 'name' })
    add({ path: [...path, ANY], as: 'value' })
    add({ path: [...path, 'nested', ANY, 0], as: 'value' })
  }
  // A schema within itself holds the same places again.
  const walk = (schema: Schema, path: Place['path'], within: readonly string[] = []): void => {
    const { $ref, type, properties, additionalProperties, items, anyOf = [], oneOf = [], allOf = [] } = schema
    if ($ref !== undefined) {
      if (within.includes($ref)) return
      return walk(document.components.schemas[$ref.split('/').at(-1)!]!, path, [...within, $ref])
    }
    for (const one of [...anyOf, ...oneOf, ...allOf]) walk(one, path, within)
    if (type === 'string' && path.length > 0) add({ path, as: 'value' })
    for (const [name, inner] of Object.entries(properties ?? {})) walk(inner, [...path, name], within)
    if (items !== undefined) walk(items, [...path, 0], within)
    if (typeof additionalProperties !== 'object') return
    if (Object.keys(additionalProperties).length === 0) return addOpen(path)
    add({ path, as: 'name' })
    walk(additionalProperties, [...path, ANY], within)
  }
  const walkExample = (value: unknown, path: Place['path']): void => {
    if (typeof value === 'string') add({ path, as: 'value' })
    else if (Array.isArray(value)) walkExample(value[0], [...path, 0])
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) walkExample(inner, [...path, name])
      if (path.length > 0 && ['properties', 'traits', 'context', 'data'].includes(String(path.at(-1)))) addOpen(path)
    }
  }
  const example = exampleOf(body)
  // A body that may be one thing or a list of them is tried as its example is.
  walk(body.schema, [])
  walkExample(example, [])
  return [...found.values()].filter(({ path }) => Array.isArray(example) === (typeof path[0] === 'number'))
}

/** The example as JSON; the lines of a file of JSON lines are a list. */
export const exampleOf = ({ type, example }: WithBody['body']): unknown =>
  /ndjson|jsonl/.test(type)
    ? String(example)
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as unknown)
    : structuredClone(example)

export const toWire = ({ type }: WithBody['body'], value: unknown): string =>
  /ndjson|jsonl/.test(type)
    ? (value as unknown[]).map((line) => JSON.stringify(line)).join('\n')
    : JSON.stringify(value)

/** Puts a text to its place; what is missing on the way there is made. */
export function putText(body: unknown, { path, as }: Place, text: string): void {
  let at = body as Record<string | number, unknown>
  const steps = as === 'name' ? [...path, text] : path
  steps.forEach((step, index) => {
    const isLast = index === steps.length - 1
    const made = isLast ? (as === 'name' ? 'value' : text) : typeof steps[index + 1] === 'number' ? [] : {}
    const isKept = !isLast && Object.hasOwn(at, step) && typeof at[step] === 'object'
    // Not by assignment: `__proto__` is a name like any other.
    if (!isKept) Object.defineProperty(at, step, { value: made, enumerable: true, configurable: true, writable: true })
    at = at[step] as typeof at
  })
}

/** What stands at a place: the value, or the name itself where it is there. */
export function textAt(body: unknown, { path, as }: Place, text: string): unknown {
  const found = path.reduce<unknown>(
    (value, step) => (value as Record<string | number, unknown> | null | undefined)?.[step],
    body,
  )
  if (as === 'value') return found
  return typeof found === 'object' && found !== null && Object.hasOwn(found, text) ? text : undefined
}

const KEYS: (keyof Keys)[] = ['mia', 'ana', 'profiles', 'ingest', 'admin', 'auditor']

/** Somebody who may do this, found by asking. */
export async function keyFor(service: TestApp, { method, path }: Pick<Operation, 'method' | 'path'>): Promise<string> {
  for (const who of KEYS) {
    const key = service.keys[who]
    const { status } = await service.call(method, path.replaceAll(/\{\w+\}/g, 'nobody'), { key })
    if (status !== 401 && status !== 403) return key
  }
  throw new Error(`Nobody may call ${method} ${path}.`)
}

/** Sends a body that is JSON already. */
export const send = (
  service: TestApp,
  operation: WithBody,
  key: string,
  path: string,
  body: string | Buffer,
): Promise<Answer> =>
  service.call(operation.method, path, { key, headers: { 'content-type': operation.body.type }, body })
