import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openClient } from '../support/api-client.ts'
import { startScript } from '../support/child-script.ts'
import { startCluster } from '../support/postgres.ts'
import { ADMIN_KEY, startService } from '../support/service-process.ts'
import { draftsOf, review, type Review } from './campaign-review.ts'
import { type Line, plot } from './plot.ts'
import { compare, load } from './real-input.ts'
import { readTimelines } from './timelines.ts'

/**
 * A campaign over 275 real people, run as a team runs one: defined in a file, started and watched from the command line, reviewed
 * through a lot by somebody else, sent at a pace to a mail server that is not ours, and compared with what was approved.
 * `node test/runs/campaign-input.ts [folder]` leaves messages, reports, what the command line printed and a plot in the folder.
 */
export type CampaignInput = {
  name: 'campaign-input'
  members: number
  byArm: Record<string, number>
  written: number
  review: Review
  delivered: number
  /** True when every delivered text part equals the approved `rendered.text`, and nobody got two messages. */
  bodiesIdentical: boolean
  foreignProducts: number
  mailsToHoldout: number
  /** Seconds from the first mail to the last, and as many as the pace asks for at least. */
  sendingSeconds: number
  paceSeconds: number
  seconds: number
}

const PER_HOUR = 14_400
/** The outbox looks for what is due every two seconds: the first may wait so long. */
const SWEEP_SECONDS = 2.5
const BIN = fileURLToPath(new URL('../../bin/foreword.cjs', import.meta.url))

type Sample = {
  at: number
  members: { byState: Record<string, number> }
  drafts: Record<string, number>
  deliveries: { byState: Record<string, number> }
}

/** @throws Error when the data is not there or a request is refused; what is wrong with messages comes back in `faults` */
export async function runCampaignInput(keepIn?: string): Promise<{ result: CampaignInput; faults: string[] }> {
  const timelines = readTimelines(new Date())
  const folder = await mkdtemp(join(tmpdir(), 'foreword-campaign-input-'))
  const kept = keepIn ?? join(folder, 'kept')
  const inbox = join(folder, 'inbox')
  await Promise.all([inbox, join(kept, 'messages')].map((path) => mkdir(path, { recursive: true })))
  const cluster = await startCluster()
  const sink = await startScript<never, { port: number }>(new URL('mail-sink.ts', import.meta.url), [inbox])
  const service = await startService(folder, {
    DATABASE_URL: cluster.url(),
    SMTP_URL: `smtp://127.0.0.1:${sink.ready.port}`,
  })
  const admin = openClient(service.url, ADMIN_KEY)
  const keyOf = async (name: string, kind: string, roles: string[]): Promise<string> =>
    (await admin.call('POST', '/v1/keys', { name, kind, roles })).key
  const miasKey = await keyOf('Mia', 'human', ['marketer'])
  const shop = openClient(service.url, await keyOf('shop', 'system', ['profiles']))
  const max = openClient(service.url, await keyOf('Max', 'human', ['marketer']))
  const foreword = async (...parameters: string[]): Promise<string> => {
    const environment = { PATH: process.env['PATH'], FOREWORD_URL: service.url, FOREWORD_KEY: miasKey }
    const { stdout, stderr } = await promisify(execFile)(BIN, parameters, { env: environment })
    const said = parameters.includes('--dry-run') ? '(dry-run.json)\n' : `${stderr}${stdout}`
    await writeFile(join(kept, 'command-line.txt'), `$ foreword ${parameters.join(' ')}\n${said}`, { flag: 'a' })
    return `${stderr}${stdout}`
  }
  try {
    const faults = await load(timelines, max, shop)
    const definition = {
      name: 'Everybody',
      channel: 'email',
      audience: { upload: true },
      sendingWindow: { perHour: PER_HOUR },
      expectedEffect: { baseline: 0.05, lift: 0.5 },
    }
    await writeFile(join(kept, 'campaign.json'), JSON.stringify(definition, null, 2))
    await writeFile(join(kept, 'ids.csv'), `customerId\n${timelines.customers.map(({ id }) => id).join('\n')}\n`)
    const began = performance.now()
    const dryRun = await foreword(
      'campaign',
      'run',
      join(kept, 'campaign.json'),
      '--ids',
      join(kept, 'ids.csv'),
      '--dry-run',
    )
    await writeFile(join(kept, 'dry-run.json'), dryRun)
    const started = await foreword('campaign', 'run', join(kept, 'campaign.json'), '--ids', join(kept, 'ids.csv'))
    const id = started.trimEnd().split('\n').at(-1)!
    const samples: Sample[] = []
    const over = new AbortController()
    const sampling = (async () => {
      while (!over.signal.aborted) {
        const progress = await max.call('GET', `/v1/campaigns/${id}/progress`)
        samples.push({ ...progress, at: (performance.now() - began) / 1000 })
        await pause(500)
      }
    })()
    await foreword('campaign', 'watch', id, '--until', 'written')
    const reviewed = await review(max, id)
    await foreword('campaign', 'watch', id)
    over.abort()
    await sampling
    const seconds = Math.round((performance.now() - began) / 100) / 10
    const report = await max.call('GET', `/v1/campaigns/${id}/report`)
    await writeFile(join(kept, 'report.json'), JSON.stringify(report, null, 2))
    const csvs = { 'report.csv': 'report', 'members.csv': 'report/members' }
    for (const [file, path] of Object.entries(csvs)) {
      const headers = { authorization: `Bearer ${miasKey}`, accept: 'text/csv' }
      const answer = await fetch(`${service.url}/v1/campaigns/${id}/${path}`, { headers })
      await writeFile(join(kept, file), await answer.text())
    }
    await writeFile(join(kept, 'plot.svg'), plot('A campaign over 275 people', linesOf(samples)))
    const drafts = await draftsOf(max, id)
    const approved = drafts.filter(({ status }) => status === 'approved')
    const deliveries = approved.map((draft) => ({ id: draft.id, draftId: draft.id, state: 'sent', reason: null }))
    const compared = await compare(
      inbox,
      { drafts, deliveries, blockedByRule: {}, faults: [] },
      timelines,
      join(kept, 'messages'),
    )
    const members: Record<string, number> = Object.fromEntries(
      report.arms.map((arm: { arm: string; members: number }) => [arm.arm, arm.members]),
    )
    const written = report.arms.reduce((sum: number, arm: { written: number }) => sum + arm.written, 0)
    const times = await timesOf(inbox)
    const sendingSeconds = Math.round((times.at(-1)! - times[0]!) / 100) / 10
    const paceSeconds = Math.round(((times.length - 1) * 36_000) / PER_HOUR) / 10
    if (sendingSeconds + SWEEP_SECONDS < paceSeconds)
      faults.push(`sent in ${sendingSeconds} s, not in ${paceSeconds} s`)
    if (reviewed.plantedFound < reviewed.plantedShown) faults.push('a fault that was put in was taken for good')
    return {
      result: {
        name: 'campaign-input',
        members: timelines.customers.length,
        byArm: members,
        written,
        review: reviewed,
        delivered: compared.delivered,
        bodiesIdentical: compared.bodiesIdentical,
        foreignProducts: compared.foreign,
        // Who has no draft and got a mail would have got something else than what was approved.
        mailsToHoldout: compared.delivered - approved.length,
        sendingSeconds,
        paceSeconds,
        seconds,
      },
      faults: [...faults, ...compared.faults],
    }
  } finally {
    for (const client of [admin, shop, max]) client.close()
    await service.stop()
    await sink.stop()
    await cluster.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

const sum = (counts: Record<string, number>, ...names: string[]): number =>
  names.reduce((total, name) => total + (counts[name] ?? 0), 0)

const linesOf = (samples: readonly Sample[]): Line[] => [
  { name: 'written', points: samples.map(({ at, members }) => [at, sum(members.byState, 'written')]) },
  { name: 'decided', points: samples.map(({ at, drafts }) => [at, sum(drafts, 'approved', 'rejected')]) },
  { name: 'sent', points: samples.map(({ at, deliveries }) => [at, sum(deliveries.byState, 'sent', 'delivered')]) },
]

/** When each mail came in, in milliseconds, oldest first. */
async function timesOf(inbox: string): Promise<number[]> {
  const files = await readdir(inbox)
  const times = await Promise.all(files.map(async (file) => (await stat(join(inbox, file))).mtimeMs))
  return times.toSorted((a, b) => a - b)
}

if (import.meta.main) {
  try {
    const { result, faults } = await runCampaignInput(process.argv[2])
    for (const fault of faults.slice(0, 50)) console.error(fault)
    console.log(JSON.stringify(result))
    process.exitCode = faults.length === 0 ? 0 : 1
  } catch (error) {
    console.error((error as Error).message)
    process.exitCode = 1
  }
}
