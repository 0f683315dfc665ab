import { setTimeout as pause } from 'node:timers/promises'
import type { Bell } from './bell.ts'
import { refreshStatus } from './change-campaign.ts'
import { createKeeper } from './keep-drafts.ts'
import {
  campaignsToWrite,
  type Claim,
  claimMembers,
  giveUp,
  isWritten,
  renewLeases,
  takeBackMembers,
} from './member-store.ts'
import { type Campaign, findCampaign } from './store.ts'
import { gatherTasks, type Task, type WriteDeps, writeDraft } from './write-drafts.ts'

export type RunDeps = WriteDeps & { campaignBell: Bell }

export type CampaignRun = {
  /** Looks for work, and for what is to stop, at once. */
  wake(): void
  /** Begins nothing more. @returns when what was begun is kept; calls that take too long are broken off */
  close(): Promise<void>
}

/** Milliseconds between two looks at how the campaigns stand: so soon a pause holds in every process. */
const WATCH_MS = 400
/** Seconds after which a member whose worker gave no sign of life is taken up by another one. */
const LEASE_SECONDS = 30
const RENEW_MS = 10_000
/** Members claimed and read at once. More keep the embedded database, which works in this process, busy for too long. */
const MAX_CHUNK = 64
/** Milliseconds that calls under way get when the process stops. */
const CLOSE_MS = 8000
const TAKEN_BACK_AT_ONCE = 500

/** Milliseconds in which nothing is begun after a call that failed through nobody's fault while no other one worked. */
const REST_MS = 1000

type AtWork = { campaign: Campaign; mayHaveMore: boolean }
type UnderWay = {
  campaignId: string
  abort: AbortController
  /** The provider is at work on it, so that it costs money. */
  isCalling: boolean
  ended: Promise<void>
}

/**
 * Writes the drafts of all campaigns that are generating, `concurrency` calls of the model at once in this process. Members are
 * claimed and read a chunk at a time, the next one while the calls of the last are under way; campaigns take turns by chunk.
 * A place is free again when its draft is kept, so a process that dies loses no more calls than `concurrency`.
 */
export function openCampaignRun(deps: RunDeps, concurrency: number): CampaignRun {
  const chunk = Math.min(MAX_CHUNK, Math.max(2, concurrency))
  const atWork = new Map<string, AtWork>()
  const underWay = new Map<Claim, UnderWay>()
  const keep = createKeeper(deps)
  let ready: Task[] = []
  /** Calls that came back well. */
  let worked = 0
  let restsUntil = 0
  let loading: Promise<void> | null = null
  let looking: Promise<void> | null = null
  let isCalled = false
  const stop = new AbortController()

  function fill(): void {
    if (stop.signal.aborted || performance.now() < restsUntil) return
    if (underWay.size < concurrency && ready.length > 0) {
      start(ready.shift()!)
      // The next one in another turn of the event loop: requests come in between, however quickly the model answers.
      setImmediate(fill)
    }
    if (loading !== null || ready.length >= chunk) return
    const next = [...atWork.values()].find(({ mayHaveMore }) => mayHaveMore)
    if (next === undefined) return
    loading = load(next)
      .catch((error: unknown) => {
        next.mayHaveMore = false
        deps.log.error({ event: 'members-not-claimed', campaignId: next.campaign.id, err: error })
      })
      .finally(() => {
        loading = null
        fill()
      })
  }

  async function load(from: AtWork): Promise<void> {
    const { campaign } = from
    // To the end of the line.
    atWork.delete(campaign.id)
    atWork.set(campaign.id, from)
    const claims = await claimMembers(deps.db, campaign.id, chunk, leaseUntil())
    await deps.failpoint('campaign.claimed')
    if (claims.length < chunk) from.mayHaveMore = false
    if (claims.length === 0) {
      if (!heldClaims().some(({ campaignId }) => campaignId === campaign.id)) await refreshStatus(deps, campaign.id)
      return
    }
    const { tasks, endings } = await gatherTasks(deps, campaign, claims)
    await deps.failpoint('campaign.gathered')
    await giveUp(deps.db, endings)
    // Stopped meanwhile: `setDown` has not seen these.
    if (atWork.get(campaign.id) !== from || stop.signal.aborted) await setDown(tasks)
    else ready.push(...tasks)
  }

  function start(task: Task): void {
    const one: UnderWay = {
      campaignId: task.campaign.id,
      abort: new AbortController(),
      isCalling: false,
      ended: Promise.resolve(),
    }
    const before = worked
    const hasWorked = (): boolean => worked > before
    const write = async (): Promise<void> => {
      const result = await writeDraft(deps, task, {
        signal: one.abort.signal,
        onUnderWay: (isUnderWay) => {
          one.isCalling = isUnderWay
        },
        hasWorked,
      })
      if (isWritten(result)) worked += 1
      else if (result.isFree && !hasWorked() && !one.abort.signal.aborted) restsUntil = performance.now() + REST_MS
      await keep(result)
    }
    one.ended = write().finally(() => {
      underWay.delete(task.claim)
      fill()
    })
    underWay.set(task.claim, one)
  }

  /** Members that were claimed and nobody was asked about. */
  const setDown = (tasks: readonly Task[]): Promise<void> =>
    giveUp(
      deps.db,
      tasks.map(({ claim }) => ({ claim, state: 'waiting', reason: null, isFree: true })),
    )

  async function look(): Promise<void> {
    const found = await campaignsToWrite(deps.db, [...atWork.keys()])
    const statusOf = new Map(found.map(({ id, status }) => [id, status]))
    for (const id of atWork.keys()) {
      if (statusOf.get(id) !== 'generating') await leave(id, statusOf.get(id))
    }
    for (const { id, status } of found) {
      if (status !== 'generating') continue
      const known = atWork.get(id)
      const campaign = known?.campaign ?? (await findCampaign(deps.db, id))!
      atWork.set(id, Object.assign(known ?? { campaign }, { mayHaveMore: true }))
    }
    fill()
  }

  /** What the provider is at work on for a paused campaign is kept, since it is paid for; of a cancelled one it breaks off. */
  async function leave(id: string, status: string | undefined): Promise<void> {
    atWork.delete(id)
    const own = ready.filter(({ campaign }) => campaign.id === id)
    ready = ready.filter(({ campaign }) => campaign.id !== id)
    for (const { campaignId, isCalling, abort } of underWay.values()) {
      if (campaignId === id && (status === 'cancelled' || !isCalling)) abort.abort()
    }
    await setDown(own)
  }

  /** One look at a time; who calls meanwhile gets one more. */
  function wake(): void {
    isCalled = !stop.signal.aborted
    looking ??= (async () => {
      while (isCalled) {
        isCalled = false
        await look().catch((error: unknown) => deps.log.error({ event: 'campaigns-not-seen', err: error }))
      }
    })().finally(() => {
      looking = null
    })
  }

  const heldClaims = (): Claim[] => [...underWay.keys(), ...ready.map(({ claim }) => claim)]
  const leaseUntil = (): Date => new Date(deps.now().getTime() + LEASE_SECONDS * 1000)

  async function every(ms: number, work: () => Promise<unknown> | void): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await work()
      } catch (error) {
        deps.log.error({ event: 'campaign-upkeep-failed', err: error })
      }
      await pause(ms, undefined, { signal: stop.signal }).catch(() => {})
    }
  }

  const upkeep = [
    every(WATCH_MS, wake),
    every(RENEW_MS, () => renewLeases(deps.db, heldClaims(), leaseUntil())),
    every(RENEW_MS, () => takeBackMembers(deps.db, deps.now(), TAKEN_BACK_AT_ONCE)),
  ]
  const hangUp = deps.campaignBell.listen(wake)
  return {
    wake,
    close: async () => {
      stop.abort()
      hangUp()
      await Promise.all([looking, loading, ...upkeep])
      await setDown(ready.splice(0))
      const ends = Promise.all([...underWay.values()].map(({ ended }) => ended))
      const patience = new AbortController()
      const late = pause(CLOSE_MS, undefined, { signal: patience.signal }).catch(() => {})
      await Promise.race([ends, late])
      patience.abort()
      for (const { abort } of underWay.values()) abort.abort()
      await ends
    },
  }
}
