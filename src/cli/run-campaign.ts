import { access, readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { Api } from './api.ts'

/** What was asked for cannot be done as it was said. */
export class Misused extends Error {}

const TYPES: Record<string, string> = {
  '.csv': 'text/csv',
  '.ndjson': 'application/x-ndjson',
  '.jsonl': 'application/x-ndjson',
}

/** Reads the definition of a campaign. @throws Misused */
export async function readDefinition(file: string): Promise<object> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Misused(`${file} cannot be read.`)
  })
  let definition: unknown
  try {
    definition = JSON.parse(text)
  } catch {
    throw new Misused(`${file} is not JSON.`)
  }
  if (typeof definition !== 'object' || definition === null) throw new Misused(`${file} is no campaign.`)
  return definition
}

/** What a campaign would do. Without a file of ids nothing is stored. */
export async function forecast(api: Api, definition: object, idsFile: string | undefined): Promise<unknown> {
  if (idsFile === undefined) return api.call('POST', '/v1/campaigns?dryRun=true', definition)
  // Whom it is for is known when the ids are there: it is made for this alone.
  const { id } = await prepare(api, definition, idsFile, () => {})
  try {
    return await api.call('POST', `/v1/campaigns/${id}/start?dryRun=true`)
  } finally {
    await api.call('POST', `/v1/campaigns/${id}/cancel`)
  }
}

/** Makes a campaign and brings the ids in; it is not started yet. `onMade` hears of it before anything else can fail. @throws Misused, Refused, Unreachable */
export async function prepare(
  api: Api,
  definition: object,
  idsFile: string | undefined,
  onMade: (id: string) => void,
): Promise<{ id: string; uploaded: { accepted: number; rejectedCount: number } | null }> {
  const type = idsFile === undefined ? undefined : TYPES[extname(idsFile).toLowerCase()]
  if (idsFile !== undefined && type === undefined) throw new Misused(`${idsFile} is neither .csv nor .ndjson.`)
  if (idsFile !== undefined) {
    await readable(idsFile)
    definition = { ...definition, audience: { upload: true } }
  }
  const { id } = (await api.call('POST', '/v1/campaigns', definition)) as { id: string }
  onMade(id)
  const uploaded = idsFile === undefined ? null : await api.upload(`/v1/campaigns/${id}/audience`, idsFile, type!)
  return { id, uploaded }
}

async function readable(file: string): Promise<void> {
  await access(file).catch(() => {
    throw new Misused(`${file} cannot be read.`)
  })
}
