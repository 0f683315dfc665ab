import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { OPENAPI_FILE } from '../../src/openapi.ts'
import { startCluster } from '../support/postgres.ts'
import { ADMIN_KEY, startService } from '../support/service-process.ts'
import { fillShop, type RoleName, ROLES } from './schemathesis-shop.ts'
import { installSchemathesis, tryAll } from './schemathesis-tool.ts'

/** Requests of each role in the long form; the short one says what it did. */
const ENOUGH = 5000
const EXAMPLES = { long: 70, short: 2 }
/** What the program calls an answer that is not what the document says. */
const BREACHES = [
  'UndefinedStatusCode',
  'UndefinedContentType',
  'MissingContentType',
  'MalformedMediaType',
  'MissingHeaders',
  'JsonSchemaError',
  'MalformedJson',
  'ContentDeserializationError',
  'DiscriminatorMismatch',
]
const UUID = '00000000-0000-7000-8000-000000000000'

type Operation = { method: string; path: string }
type Counts = Map<string, number>

const { values } = parseArgs({
  options: { short: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
})

async function documentedOperations(): Promise<Operation[]> {
  const { paths } = JSON.parse(await readFile(OPENAPI_FILE, 'utf8')) as { paths: Record<string, object> }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  )
}

/** Operations that answer anything but 401 to who has no key, or one that nobody made. */
async function openWithoutKey(url: string, operations: readonly Operation[]): Promise<string[]> {
  const open: string[] = []
  for (const { method, path } of operations) {
    for (const headers of [{}, { authorization: 'Bearer fw_nobody-made-this-key' }] as Record<string, string>[]) {
      const { status } = await fetch(url + path.replace(/\{\w+\}/, UUID), { method, headers })
      if (status !== 401) open.push(`${method} ${path}: ${status}`)
    }
  }
  return open
}

/** Requests that the service has answered so far, by method, route and status. */
async function answered(url: string): Promise<Counts> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const lines = text.matchAll(
    /^foreword_http_request_seconds_count\{method="(.*)",route="(.*)",status="(.*)"\} (\d+)$/gm,
  )
  return new Map([...lines].map(([, method, route, status, count]) => [`${method} ${route} ${status}`, Number(count)]))
}

const since = (before: Counts, after: Counts): Counts =>
  new Map([...after].map(([name, count]) => [name, count - (before.get(name) ?? 0)]))
const countOf = (counts: Counts, which = /(?:)/): number =>
  [...counts].reduce((sum, [name, count]) => sum + (which.test(name) ? count : 0), 0)

async function main(): Promise<void> {
  const started = Date.now()
  const program = await installSchemathesis()
  const folder = await mkdtemp(join(tmpdir(), 'foreword-schemathesis-'))
  const cluster = await startCluster({ fsync: 'off' })
  const service = await startService(folder, { DATABASE_URL: cluster.url(), RATE_LIMIT_PER_MINUTE: '0' })
  try {
    const { url } = service
    const operations = await documentedOperations()
    const open = await openWithoutKey(url, operations)
    const shop = await fillShop(url, ADMIN_KEY)
    const first = await answered(url)
    const byRole: Partial<Record<RoleName, number>> = {}
    const faults = open.map((each) => `open without a key: ${each}`)
    let [schemaFailures, otherFailures] = [0, 0]
    for (const role of ROLES) {
      const before = await answered(url)
      const options = { folder, url, key: shop.keys[role], shop, seed: Number(values.seed) }
      const examples = values.short ? EXAMPLES.short : EXAMPLES.long
      const { findings, errors, output } = await tryAll(program, { ...options, examples })
      byRole[role] = countOf(since(before, await answered(url)))
      if (!values.short && byRole[role] < ENOUGH) faults.push(`${role} sent only ${byRole[role]} requests`)
      const count = (of: readonly { count: number }[]): number => of.reduce((sum, each) => sum + each.count, 0)
      schemaFailures += count(findings.filter(({ type }) => BREACHES.includes(type)))
      otherFailures += count(findings.filter(({ type }) => !BREACHES.includes(type))) + count(errors)
      if (findings.length + errors.length > 0) faults.push(`${role}:\n${output}`)
      console.error(`${role}: ${byRole[role]} requests, ${findings.length + errors.length} kinds of findings`)
    }
    const all = since(first, await answered(url))
    const serverErrors = countOf(all, / 5\d\d$/)
    const succeeded = operations.filter(
      ({ method, path }) => countOf(all, new RegExp(`^${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')} 2`)) > 0,
    )
    const never = operations.filter((operation) => !succeeded.includes(operation))
    if (never.length > 0) console.error(`never 2xx: ${never.map(({ method, path }) => `${method} ${path}`).join(', ')}`)
    const { code } = await service.stop()
    if (code !== 0) faults.push(`the service ended with ${code}`)
    for (const fault of faults) console.error(fault)
    console.log(
      JSON.stringify({
        name: 'schemathesis',
        requests: countOf(all),
        byRole,
        operations: operations.length,
        succeeded: succeeded.length,
        openWithoutKey: open.length,
        serverErrors,
        schemaFailures,
        otherFailures,
        seconds: Math.round((Date.now() - started) / 1000),
        ok: faults.length === 0 && serverErrors === 0,
      }),
    )
    if (faults.length > 0 || serverErrors > 0) process.exitCode = 1
  } finally {
    await service.stop()
    await cluster.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

await main()
