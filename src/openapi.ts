import { writeFile } from 'node:fs/promises'
import { buildApp } from './app.ts'
import { loadConfig } from './config.ts'
import type { Deps } from './deps.ts'
import { createLogger } from './log.ts'

export const OPENAPI_FILE = new URL('../openapi/openapi.json', import.meta.url)

/** The OpenAPI document as a client reads it, formatted as it is committed. Needs no database: no route is called. */
export async function openApiText(): Promise<string> {
  const config = loadConfig({ MODEL: 'any', OPENAI_API_KEY: 'none' })
  const unused = { config, log: createLogger('silent'), newId: () => 'none' } as unknown as Deps
  const app = await buildApp(unused)
  await app.ready()
  const document = app.swagger()
  await app.close()
  return `${JSON.stringify(document, null, 2)}\n`
}

if (import.meta.main) await writeFile(OPENAPI_FILE, await openApiText())
