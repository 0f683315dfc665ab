import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../src/', import.meta.url))
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))

type Source = { file: string; text: string; imports: { from: string; typeOnly: boolean }[] }

const sources: Source[] = files.map((file) => {
  const text = readFileSync(join(root, file), 'utf8')
  const imports = [
    ...text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?'([^']+)'/gms),
    ...text.matchAll(/\b()import\(\s*'([^']+)'/g),
  ].map((match) => ({ from: match[2]!, typeOnly: match[1] !== undefined && match[1] !== '' }))
  return { file, text, imports }
})

/** Imports of our own files, as paths below `src`. */
const own = ({ file, imports }: Source) =>
  imports
    .filter(({ from }) => from.startsWith('.'))
    .map(({ from, typeOnly }) => ({ to: normalize(join(dirname(file), from)), typeOnly }))
const packages = ({ imports }: Source) => imports.map(({ from }) => from).filter((from) => !from.startsWith('.'))

/** Who may know whom: a folder sees its own layer's lower neighbours, never what stands above. */
const LAYERS: string[][] = [
  ['problem.ts', 'config.ts', 'events.ts', 'text.ts', 'log.ts', 'failpoint.ts', 'new-id.ts', 'patterns'],
  ['db'],
  ['context.ts'],
  ['channels'],
  ['queue', 'principals', 'http', 'llm', 'audit'],
  ['brand', 'customers', 'catalog'],
  ['signals'],
  ['briefs'],
  ['prompts', 'guardrails'],
  ['drafts'],
  ['delivery'],
  ['outcomes'],
  ['campaigns'],
  ['privacy'],
  ['jobs.ts', 'deps.ts', 'app.ts', 'worker.ts', 'openapi.ts'],
  ['demo', 'cli'],
  ['main.ts'],
]
const roomOf = (file: string): string => (file.includes('/') ? file.split('/')[0]! : file)
const layerOf = (file: string): number => LAYERS.findIndex((layer) => layer.includes(roomOf(file)))

describe('the layout', () => {
  test('every file has its place', () => {
    expect(files.filter((file) => layerOf(file) === -1)).toEqual([])
  })

  test('imports run one way', () => {
    const uphill = sources.flatMap((source) =>
      own(source)
        .filter(({ to }) => layerOf(to) > layerOf(source.file))
        .map(({ to }) => `${source.file} -> ${to}`),
    )
    expect(uphill).toEqual([])
  })

  test('no cycle, types included', () => {
    const edges = new Map(sources.map((source) => [source.file, own(source).map(({ to }) => to)]))
    const state = new Map<string, 'open' | 'done'>()
    const cycles: string[] = []
    const walk = (file: string, path: string[]): void => {
      if (state.get(file) === 'done') return
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '))
        return
      }
      state.set(file, 'open')
      for (const next of edges.get(file) ?? []) walk(next, [...path, file])
      state.set(file, 'done')
    }
    for (const file of edges.keys()) walk(file, [])
    expect(cycles).toEqual([])
  })

  const only = (name: string, isIt: (from: string) => boolean, mayUse: (file: string) => boolean) =>
    test(`only its own place imports ${name}`, () => {
      const strangers = sources.filter((source) => packages(source).some(isIt) && !mayUse(source.file))
      expect(strangers.map(({ file }) => file)).toEqual([])
    })
  const inRoom =
    (...rooms: string[]) =>
    (file: string) =>
      rooms.includes(roomOf(file))

  only('ai', (from) => from === 'ai' || from.startsWith('@ai-sdk/'), inRoom('llm'))
  only('handlebars', (from) => from === 'handlebars', inRoom('prompts'))
  only('nodemailer', (from) => from === 'nodemailer', inRoom('channels'))
  only('postal-mime', (from) => from === 'postal-mime', inRoom('outcomes'))
  only('pg-boss', (from) => from === 'pg-boss', inRoom('queue'))
  only(
    'drizzle',
    (from) => from.startsWith('drizzle-orm'),
    (file) => inRoom('db', 'queue')(file) || /(^|[/-])(table|store)\.ts$/.test(file),
  )
  only(
    'fastify',
    (from) => from === 'fastify' || from.startsWith('@fastify/') || from === 'fastify-type-provider-zod',
    (file) => inRoom('http')(file) || file === 'app.ts' || /(^|[/-])routes\.ts$/.test(file),
  )

  test('only what is started touches the process', () => {
    const touching = sources.filter(
      ({ file, text }) =>
        file !== 'main.ts' &&
        file !== 'cli/main.ts' &&
        /\bprocess\s*\.\s*(env|argv|exit|on|once|stdout|stderr|kill)\b/.test(text),
    )
    expect(touching.map(({ file }) => file)).toEqual([])
  })

  test('a table is touched only by its own feature', () => {
    const strangers = sources.flatMap((source) =>
      own(source)
        .filter(({ to }) => /(^|\/|-)table\.ts$/.test(to) && roomOf(to) !== roomOf(source.file))
        // A foreign key needs the other table's columns. Who somebody is, is joined to what they did.
        .filter(({ to }) => !/(^|\/|-)table\.ts$/.test(source.file) && to !== 'principals/table.ts')
        .map(({ to }) => `${source.file} -> ${to}`),
    )
    expect(strangers).toEqual([])
  })

  test('the command line knows the service by its HTTP API alone', () => {
    const inside = sources.filter(({ file }) => roomOf(file) === 'cli').flatMap((source) => own(source))
    expect(inside.map(({ to }) => to).filter((to) => roomOf(to) !== 'cli')).toEqual([])
  })

  /** Files whose name is a noun: rules and types. They read no clock, no chance, no database, no file. */
  const EDGE = /(^|[/-])(routes|jobs|table|store|problems)\.ts$/
  const PURE_ROOMS = [
    'guardrails',
    'briefs',
    'brand',
    'catalog',
    'customers',
    'signals',
    'prompts',
    'drafts',
    'delivery',
    'outcomes',
    'campaigns',
    'audit',
    'privacy',
  ]
  const isOperation = ({ text }: Source): boolean => /\basync\b|\bawait\b|Promise</.test(text)

  test('what is not async reads no clock and no chance', () => {
    const impure = sources
      .filter((source) => PURE_ROOMS.includes(roomOf(source.file)) && !EDGE.test(source.file) && !isOperation(source))
      .filter(({ text }) => /Date\.now\(|new Date\(\)|Math\.random\(|randomUUID|randomBytes/.test(text))
    expect(impure.map(({ file }) => file)).toEqual([])
  })

  test('no default exports, no barrels, no utils', () => {
    expect(sources.filter(({ text }) => /^export default /m.test(text)).map(({ file }) => file)).toEqual([])
    expect(files.filter((file) => /(^|\/)(index|utils?|helpers?|common|shared|misc)(\.ts|\/)/.test(file))).toEqual([])
  })

  test('no file over 250 lines', () => {
    const long = sources
      .map(({ file, text }) => ({ file, lines: text.split('\n').length }))
      .filter(({ lines }) => lines > 251)
    expect(long).toEqual([])
  })

  test('tests mirror the sources', () => {
    const here = fileURLToPath(new URL('.', import.meta.url))
    const folders = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    const known = new Set([...files.map(roomOf), 'support', 'runs', 'bench', 'rules', 'openapi', 'sdk', 'docs', 'desk'])
    expect(folders.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([])
    expect(relative(here, root)).toBe('../src')
  })
})
