import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { chanceOf } from '../bench/truth/chance.ts'
import { startCluster } from '../support/postgres.ts'
import { type Blow, type Fleet, startFleet } from './chaos-fleet.ts'
import { judge } from './chaos-judge.ts'
import { approveAll, openStage, progressOf, settle, type Stage, watch } from './chaos-flow.ts'
import { type Desk, openDesk } from './chaos-letters.ts'
import { openSink, type SinkMode } from './chaos-sink.ts'

/**
 * Approved messages on their way to a mail server that misbehaves, while workers, API and PostgreSQL are killed and restarted at
 * random. What the mail server wrote down is the judge: nothing lost, nothing twice, nothing unapproved, nothing altered; what
 * may or may not have gone out is listed for a person.
 * `node test/runs/chaos.ts [--short] [--seed text] [--messages n] [--kills n] [--minutes n] [--keep]`; the seed repeats
 * the order of faults. After so many minutes it breaks off, prints how far it came, and fails.
 */
const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    messages: { type: 'string' },
    kills: { type: 'string' },
    minutes: { type: 'string', default: 'Infinity' },
    keep: { type: 'boolean', default: false },
  },
})
const MESSAGES = Number(values.messages ?? (values.short ? 300 : 10_000))
const KILLS = Number(values.kills ?? (values.short ? 15 : 200))
const WORKERS = 3
/** What one worker may have on its way: six for each job at once, as `outbox.ts` has it. */
const IN_FLIGHT = 6 * WORKERS
const KEPT_DUE = values.short ? 20 : 40
/** A blow at the latest after this, however little has arrived since the last one. */
const BLOW_WITHIN_MS = 2000
const RECOVERY_LIMIT_SECONDS = 10

const BLOWS: readonly [Blow, number][] = [
  ['workerKilled', 0.5],
  ['workerRestarted', 0.12],
  ['apiKilled', 0.18],
  ['postgresKilled', 0.13],
  ['postgresRestarted', 0.07],
]

/** The mail server's faults and their seconds; between two of them it takes mail. */
const MODES: readonly [SinkMode, number][] = values.short
  ? [
      ['hangsUp', 1],
      ['defers', 1],
      ['rejects', 1],
      ['slow', 4],
      ['gone', 4],
    ]
  : [
      ['hangsUp', 3],
      ['defers', 3],
      ['rejects', 2],
      ['slow', 20],
      ['gone', 60],
    ]
const TAKES_SECONDS = values.short ? 2 : 15

/** The mail server's faults, each of them in turn, in an order of the seed; again until the blows are over. */
async function misbehave(stage: Stage): Promise<Record<string, number>> {
  const chance = chanceOf(`${values.seed} sink`)
  const met: Record<string, number> = {}
  do {
    for (const [mode, seconds] of MODES.toSorted(() => chance() - 0.5)) {
      if (stage.isOver && met[mode] !== undefined) continue
      await stage.sink.become('takes')
      await pause(TAKES_SECONDS * 1000)
      await stage.sink.become(mode)
      met[mode] = (met[mode] ?? 0) + 1
      await pause(seconds * 1000)
    }
  } while (!stage.isOver)
  await stage.sink.become('fast')
  return met
}

function pickBlow(chance: () => number): Blow {
  let at = chance()
  for (const [blow, share] of BLOWS) if ((at -= share) < 0) return blow
  return 'workerKilled'
}

/** One blow for each share of the messages that has gone on, or when that takes long. */
async function strikeAll(stage: Stage): Promise<Partial<Record<Blow, number>>> {
  const chance = chanceOf(`${values.seed} blows`)
  const blows: Partial<Record<Blow, number>> = {}
  const end = Date.now() + Number(values.minutes) * 60_000
  for (let done = 0; done < KILLS && Date.now() < end;) {
    const goOnAt = ((done + 0.5 + chance()) * MESSAGES * 0.9) / KILLS
    const until = Date.now() + BLOW_WITHIN_MS
    while (Date.now() < until && stage.released < goOnAt) await pause(20)
    await pause(chance() * 300)
    const blow = pickBlow(chance)
    const hadDue = (stage.counts?.due ?? 0) > 0
    const at = Date.now()
    if (!(await stage.fleet.strike(blow, chance))) continue
    if (hadDue) stage.recovery.struck(at)
    blows[blow] = (blows[blow] ?? 0) + 1
    done++
    if (done % 5 === 0) console.error(progressOf(stage, done))
  }
  return blows
}

async function main(): Promise<boolean> {
  console.error(`seed ${values.seed}`)
  const began = Date.now()
  const folder = await mkdtemp(join(tmpdir(), 'foreword-chaos-'))
  const cluster = await startCluster()
  // Also when the run is broken off.
  process.once('exit', () => {
    try {
      cluster.stop('immediate')
    } catch {
      // It is down already.
    }
  })
  const owner = postgres(cluster.url(), { max: 1, onnotice: () => {}, backoff: () => 0.1 })
  const sink = await openSink(join(folder, 'sink'))
  let fleet: Fleet | null = null
  let desk: Desk | null = null
  try {
    fleet = await startFleet(folder, cluster, WORKERS, {
      DATABASE_URL: cluster.url(),
      SMTP_URL: sink.url,
      LOG_LEVEL: 'warn',
      RATE_LIMIT_PER_MINUTE: '0',
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
    })
    desk = await openDesk(fleet.apiUrl, MESSAGES)
    console.error(`${desk.letters.length} messages written after ${Math.round((Date.now() - began) / 1000)} s`)
    const stage = openStage({ owner, sink, fleet, desk, keptDue: KEPT_DUE })
    const { recovery } = stage
    await sink.become('takes')
    const watching = watch(stage)
    const misbehaving = misbehave(stage)
    const approving = approveAll(
      stage,
      desk.letters.filter(({ fate }) => fate !== 'undecided'),
    )
    // Each is waited for below; until then, one that fails must not end the run before it has cleaned up.
    Promise.all([watching, misbehaving, approving]).catch(() => {})
    const blows = await strikeAll(stage)
    await Promise.all([fleet.allUp(), approving])
    stage.isOver = true
    const [modes] = await Promise.all([misbehaving, watching])
    await settle(stage)

    const received = await sink.readAll()
    const { faults, ...verdict } = judge(desk.letters, received, await desk.list(), await desk.list('uncertain'))
    const hangUps = received.filter(({ mode }) => mode === 'hangsUp').length
    const kills = Object.values(blows).reduce((sum, count) => sum + count, 0)
    const uncertainAllowed = kills * IN_FLIGHT + hangUps
    if (kills < KILLS) faults.push('it was broken off')
    const maxRecoverySeconds = Math.round(recovery.longestMs / 10) / 100
    if (verdict.uncertain > uncertainAllowed) faults.push('more are uncertain than can have been on their way')
    // The short form runs beside other work: there, time decides nothing.
    if (!values.short && maxRecoverySeconds > RECOVERY_LIMIT_SECONDS) faults.push('sending went on too late')
    if (recovery.measured === 0) faults.push('no blow was measured')
    const { lost, duplicates, unapproved, altered, uncertain, ...others } = verdict
    const ok = faults.length + lost + duplicates + unapproved + altered === 0
    for (const fault of faults.slice(0, 50)) console.error(fault)
    console.log(
      JSON.stringify({
        name: 'chaos',
        messages: MESSAGES,
        kills,
        lost,
        duplicates,
        unapproved,
        altered,
        uncertain,
        maxRecoverySeconds,
        ...others,
        received: received.length,
        hangUps,
        uncertainAllowed,
        recoveriesMeasured: recovery.measured,
        blows,
        fellOver: fleet.fellOver(),
        modes,
        seed: values.seed,
        seconds: Math.round((Date.now() - began) / 1000),
        ok,
      }),
    )
    return ok
  } finally {
    desk?.close()
    await fleet?.stop()
    await sink.stop()
    await owner.end({ timeout: 1 })
    await cluster.remove()
    if (values.keep) console.error(folder)
    else await rm(folder, { recursive: true, force: true })
  }
}

// What it started must end with it.
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(1))
if (!(await main())) process.exitCode = 1
