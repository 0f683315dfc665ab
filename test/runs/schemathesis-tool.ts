import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { OPENAPI_FILE } from '../../src/openapi.ts'
import type { Shop } from './schemathesis-shop.ts'

const VERSION = '4.32.5'
const run = promisify(execFile)

/**
 * The program, installed from PyPI at its exact version into a folder of its own, once per machine.
 * @throws when Python 3 with venv is missing, or PyPI cannot be reached
 */
export async function installSchemathesis(): Promise<string> {
  const folder = join(tmpdir(), `foreword-schemathesis-${VERSION}`)
  const complete = join(folder, 'complete')
  if (!existsSync(complete)) {
    await rm(folder, { recursive: true, force: true })
    await run('python3', ['-m', 'venv', folder])
    await run(join(folder, 'bin', 'pip'), ['install', '--quiet', `schemathesis==${VERSION}`])
    await writeFile(complete, '')
  }
  return join(folder, 'bin', 'schemathesis')
}

/** All checks are made of each answer, but these. */
const LEFT_OUT = [
  // What no schema can say (consent, four eyes, real currencies) refuses well-formed data too.
  'positive_data_acceptance',
  // No operation has one.
  'missing_required_header',
  // A method that an address does not have is answered like an address that is not there, with 404; nothing says 405.
  'unsupported_method',
  'allow_header_conformance',
  // What was made may be taken away again by the next step, and is.
  'ensure_resource_availability',
  // Wants keys of two owners at once; `test/drafts` shows whose drafts an agent sees.
  'object_level_authorization',
]

/** Where ids and revisions of things that are there go. The rest of the cases has made-up ones. */
const KNOWN: readonly (readonly [operations: string, parameter: string, dictionary: string])[] = [
  ['^/v1/customers/', 'path.id', 'customers'],
  ['^/v1/products/', 'path.id', 'products'],
  ['^/v1/offers/', 'path.id', 'offers'],
  ['^/v1/deliveries/', 'path.id', 'deliveries'],
  ['^/v1/suppressions/', 'path.id', 'suppressions'],
  ['^/v1/keys/', 'path.id', 'keys'],
  ['^/v1/prompts/', 'path.name', 'prompts'],
  ['^/v1/drafts/', 'path.id', 'drafts'],
  ['^/v1/drafts/', 'body.revision', 'revisions'],
  ['^/v1/drafts/', 'body.baseRevision', 'revisions'],
  ['^/v1/(drafts$|prompts/)', 'body.customerId', 'customers'],
  ['^/v1/(drafts$|prompts/)', 'body.channel', 'channels'],
]

/** The program knows neither NDJSON nor mails: such a file goes out as it was made up. */
const HOOKS = `import schemathesis
schemathesis.serializer.alias(["application/x-ndjson", "application/jsonl", "message/rfc822"], "text/plain")
`

function configFor({ ids }: Shop, hooks: string): string {
  const dictionaries = { ...ids, revisions: [1, 2, 3], channels: ['email'] }
  const paths = [...new Set(KNOWN.map(([path]) => path))]
  return [
    `hooks = ${JSON.stringify(hooks)}`,
    ...LEFT_OUT.map((check) => `[checks.${check}]\nenabled = false`),
    // Too long an address does not get as far as its schema.
    `[checks.negative_data_rejection]\nexpected-statuses = [400, 401, 403, 404, 409, 413, 415, 422, 431]`,
    ...Object.entries(dictionaries).map(
      ([name, values]) => `[dictionaries.${name}]\nvalues = ${JSON.stringify(values)}`,
    ),
    ...paths.map((path) => {
      const own = KNOWN.filter(([operations]) => operations === path)
      const bindings = own.map(
        ([, at, name]) => `${JSON.stringify(at)} = { dictionary = "${name}", probability = 0.8 }`,
      )
      return `[[operations]]\ninclude-path-regex = '${path}'\n[operations.parameters]\n${bindings.join('\n')}`
    }),
    // Each signal and outcome is answered on its own: a bad one is listed, and the answer stays 202. Any text may be a mail.
    ...['createSignals', 'createOutcomes', 'createOutcomesOfMail'].map(
      (id) =>
        `[[operations]]\ninclude-operation-id = "${id}"\n[operations.checks.negative_data_rejection]\nenabled = false`,
    ),
  ].join('\n\n')
}

export type Finding = { type: string; title: string; count: number; operations: string[] }
export type Report = { findings: Finding[]; errors: { title: string; count: number }[]; output: string }

/**
 * Lets the program try every operation with one key. `examples`: cases that an operation gets at most in each phase that
 * makes them up. @throws Error with what the program said when it did not run
 */
export async function tryAll(
  program: string,
  options: { folder: string; url: string; key: string; shop: Shop; examples: number; seed: number },
): Promise<Report> {
  const { folder, url, key, shop, examples, seed } = options
  const [config, hooks, report] = ['schemathesis.toml', 'hooks.py', 'report.json'].map((name) => join(folder, name))
  await writeFile(hooks!, HOOKS)
  await writeFile(config!, configFor(shop, hooks!))
  await rm(report!, { force: true })
  const command = `
    --config-file ${config} run ${fileURLToPath(OPENAPI_FILE)} --url ${url} --report-json-path ${report}
    --max-examples ${examples} --seed ${seed} --generation-database none --continue-on-failure
    --suppress-health-check all --warnings off --request-timeout 30 --no-color`
  const output = await run(program, [...command.trim().split(/\s+/), '--header', `Authorization: Bearer ${key}`], {
    cwd: folder,
    maxBuffer: 2 ** 26,
  }).then(
    ({ stdout }) => stdout,
    // It ends with 1 when it found something.
    (error: { stdout: string; stderr: string }) => `${error.stdout}\n${error.stderr}`,
  )
  if (!existsSync(report!)) throw new Error(`schemathesis did not run:\n${output}`)
  const { failures, errors } = JSON.parse(await readFile(report!, 'utf8')) as {
    failures: Finding[]
    errors: { title: string; count: number }[]
  }
  return { findings: failures, errors, output }
}
