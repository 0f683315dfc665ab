import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { startCluster } from '../support/postgres.ts'
import { runApprovals } from './crash-approval.ts'
import { campaigns } from './crash-campaign.ts'
import { deciding } from './crash-deciding.ts'
import { drafting } from './crash-drafting.ts'
import { imports } from './crash-import.ts'
import { ingest } from './crash-ingest.ts'
import type { Lane } from './crash-lane.ts'
import { privacy } from './crash-privacy.ts'
import { openPlaces, runScenario } from './crash-scenario.ts'

/**
 * Kills the service between any two steps of ingest, import, drafting, deciding, erasing and campaigns, and from an approval to its sent mark, and
 * looks for what was acknowledged and is lost, and for what is there twice. For n = 1, 2, 3, … the n-th step ends the process
 * with SIGKILL, until a run goes through. The judge is the API after a restart, and the receiver of the mail.
 *
 * `node test/runs/crash.ts [--databases embedded,postgres] [--scenarios approval,ingest,…] [--short]`; prints one line of JSON
 * for each scenario and database. Short leaves out the embedded database (unless it is named), the mail folder, and, except
 * from approval to sent mark, two of three steps.
 */
const SCENARIOS = [ingest, imports, drafting, deciding, privacy, campaigns]
const SHORT_STRIDE = 3

async function runDatabase(database: string, wanted: readonly string[], isShort: boolean): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'foreword-crash-'))
  const cluster = database === 'postgres' ? await startCluster() : null
  const owner = cluster === null ? null : postgres(cluster.url(), { max: 1, onnotice: () => {} })
  const makeLane = async (name: string): Promise<Lane> => {
    const own = join(folder, name)
    await mkdir(own)
    await owner?.unsafe(`create database ${name}`)
    const environment = { NODE_COMPILE_CACHE: join(folder, 'compiled') }
    return {
      name,
      folder: own,
      environment: cluster === null ? environment : { ...environment, DATABASE_URL: cluster.url(name) },
    }
  }
  let isOk = true
  const report = ({ result, faults }: { result: { ok: boolean }; faults: string[] }): void => {
    for (const fault of faults) console.error(fault)
    console.log(JSON.stringify(result))
    isOk &&= result.ok
  }
  try {
    if (wanted.includes('approval')) {
      report(await runApprovals(database, isShort ? ['smtp'] : ['folder', 'smtp'], folder, makeLane))
    }
    const scenarios = SCENARIOS.filter(({ name }) => wanted.includes(name))
    const places = scenarios.length === 0 ? [] : await openPlaces(makeLane)
    for (const scenario of scenarios) report(await runScenario(database, scenario, places, isShort ? SHORT_STRIDE : 1))
  } finally {
    await owner?.end()
    await cluster?.remove()
    await rm(folder, { recursive: true, force: true })
  }
  return isOk
}

const { values } = parseArgs({
  options: {
    databases: { type: 'string' },
    scenarios: { type: 'string', default: ['approval', ...SCENARIOS.map(({ name }) => name)].join(',') },
    short: { type: 'boolean', default: false },
  },
})
const databases = (values.databases ?? (values.short ? 'postgres' : 'embedded,postgres')).split(',')
const strange = databases.find((name) => name !== 'embedded' && name !== 'postgres')
if (strange !== undefined) throw new Error(`There is no database "${strange}".`)
for (const database of databases) {
  if (!(await runDatabase(database, values.scenarios.split(','), values.short))) process.exitCode = 1
}
