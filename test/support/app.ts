import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import { type OpenDeps, openDeps, type Replacements } from '../../src/deps.ts'
import { createLogger } from '../../src/log.ts'
import type { App } from '../../src/http/zod-app.ts'
import { issueKey } from '../../src/principals/issue-key.ts'
import type { PrincipalKind, Role } from '../../src/principals/principal.ts'
import { breachOf } from './contract.ts'
import { openTestDatabase } from './database.ts'
import { recordedLog, recordProblem } from './log.ts'

export type Answer = { status: number; headers: Record<string, unknown>; type: string; body: any; text: string }
export type Keys = Record<'admin' | 'mia' | 'max' | 'ana' | 'bot' | 'profiles' | 'ingest' | 'auditor', string>
export type TestApp = {
  app: App
  deps: OpenDeps
  /** mia and max: human marketers; ana: human agent; bot: AI agent with roles agent and marketer. */
  keys: Keys
  /**
   * Sends a request as the holder of `key` (default mia). A body that is not a string or Buffer goes as JSON. An answer that
   * the committed OpenAPI document does not describe fails the test.
   */
  call(
    method: string,
    url: string,
    options?: { key?: string | null; body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer>
  /** The clock that the service sees; starts at the real time. */
  clock: { now: Date; forward(seconds: number): void }
  asOwner(statement: string): Promise<void>
  close(): Promise<void>
}

const PEOPLE: { as: keyof Keys; name: string; kind: PrincipalKind; roles: Role[] }[] = [
  { as: 'admin', name: 'root', kind: 'human', roles: ['admin'] },
  { as: 'mia', name: 'mia', kind: 'human', roles: ['marketer'] },
  { as: 'max', name: 'max', kind: 'human', roles: ['marketer'] },
  { as: 'ana', name: 'ana', kind: 'human', roles: ['agent'] },
  { as: 'bot', name: 'bot', kind: 'ai_agent', roles: ['agent', 'marketer'] },
  { as: 'profiles', name: 'crm', kind: 'system', roles: ['profiles'] },
  { as: 'ingest', name: 'website', kind: 'system', roles: ['ingest'] },
  { as: 'auditor', name: 'olga', kind: 'human', roles: ['auditor'] },
]

/** The whole service on a fresh database, with one key for each kind of caller; no port is opened. */
export async function startApp(parts: Replacements & { environment?: Record<string, string> } = {}): Promise<TestApp> {
  const database = await openTestDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'foreword-test-'))
  const clock = {
    now: new Date(),
    forward(seconds: number) {
      this.now = new Date(this.now.getTime() + seconds * 1000)
    },
  }
  const { environment, ...replaced } = parts
  const config = loadConfig({
    DATA_DIR: dataDir,
    PUBLIC_URL: 'https://foreword.test',
    MAIL_PER_DOMAIN_PER_SECOND: '0',
    ...environment,
  })
  const log = createLogger('debug', recordedLog)
  const deps = await openDeps(config, log, { now: () => clock.now, ...replaced, database })
  const keys = {} as Keys
  for (const person of PEOPLE) keys[person.as] = (await issueKey(deps, person)).key
  const app = await buildApp(deps)
  await app.ready()
  return {
    app,
    deps,
    keys,
    clock,
    asOwner: database.asOwner,
    async call(method, url, options = {}) {
      const { key = keys.mia, body, headers = {} } = options
      const raw = typeof body === 'string' || Buffer.isBuffer(body)
      const response = await app.inject({
        method: method as 'GET',
        url,
        headers: {
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: raw ? body : JSON.stringify(body) }),
      })
      const type = response.headers['content-type'] ?? ''
      if (response.statusCode >= 400) recordProblem(response.body)
      const breach = breachOf({ method, url, status: response.statusCode, type, text: response.body })
      if (breach !== null) throw new Error(`The answer is not what openapi.json says. ${breach}`)
      return {
        status: response.statusCode,
        headers: response.headers,
        type,
        text: response.body,
        body: /[/+]json\b/.test(type) && response.body !== '' ? JSON.parse(response.body) : response.body,
      }
    },
    async close() {
      await app.close()
      await deps.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
