/** What is shown of `GET /v1/campaigns/{id}/progress`. */
export type Progress = {
  name: string
  status: string
  pauseReason: string | null
  members: { total: number | null; byState: Record<string, number> }
  drafts: Record<string, number>
  lots: { status: string; samples: number; judged: number; population: number }[]
  deliveries: { byState: Record<string, number> }
  spend: { usd: { spent: string; limit: string | null } | null }
  draftsPerMinute: number
  secondsLeft: { writing: number | null; sending: number | null }
}

export type Bar = { name: 'written' | 'decided' | 'sent'; done: number; total: number }

const sum = (counts: Record<string, number>, ...names: string[]): number =>
  names.reduce((total, name) => total + (counts[name] ?? 0), 0)
const all = (counts: Record<string, number>): number => sum(counts, ...Object.keys(counts))

/** How far each of the three things is that a campaign is made of. */
export function barsOf({ members, drafts, deliveries }: Progress): Bar[] {
  const written = sum(members.byState, 'written', 'failed')
  const open = sum(drafts, 'generating', 'ready_for_review', 'blocked', 'changes_requested')
  const onTheirWay = sum(deliveries.byState, 'queued', 'held', 'sending')
  return [
    { name: 'written', done: written, total: written + sum(members.byState, 'waiting', 'writing') },
    { name: 'decided', done: all(drafts) - open, total: all(drafts) },
    { name: 'sent', done: all(deliveries.byState) - onTheirWay, total: all(deliveries.byState) },
  ]
}

export const hasEnded = (status: string): boolean => ['completed', 'cancelled', 'failed'].includes(status)

const PAUSED: Record<string, string> = {
  person: 'paused by somebody',
  budget: 'paused: its budget is used up',
  day_budget: "paused: the day's budget is used up",
}

/** What is going on, in a few words. */
export function stateOf(progress: Progress): string {
  const { status, pauseReason, members, drafts, lots, spend, secondsLeft, draftsPerMinute } = progress
  const words = [status === 'paused' ? (PAUSED[pauseReason ?? ''] ?? status) : status.replace('_', ' ')]
  const waiting = sum(drafts, 'ready_for_review', 'blocked')
  if (waiting > 0) words.push(`${waiting} wait for a person`)
  const lot = lots.find((one) => one.status === 'open')
  if (lot !== undefined) words.push(`lot of ${lot.population}: ${lot.judged} of ${lot.samples} judged`)
  if (draftsPerMinute > 0 && sum(members.byState, 'waiting', 'writing') > 0)
    words.push(`${draftsPerMinute} drafts a minute`)
  if (spend.usd !== null && (spend.usd.limit !== null || Number(spend.usd.spent) > 0)) {
    words.push(`$${Number(spend.usd.spent).toFixed(2)}${spend.usd.limit === null ? '' : ` of $${spend.usd.limit}`}`)
  }
  if (secondsLeft.writing) words.push(`writing: ${durationOf(secondsLeft.writing)} left`)
  if (secondsLeft.sending) words.push(`sending: ${durationOf(secondsLeft.sending)} left`)
  return words.join(', ')
}

export function durationOf(seconds: number): string {
  if (seconds < 90) return `${seconds} s`
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`
  return seconds < 129_600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`
}

/** Everything in one line, for where nothing can be drawn. */
export const lineOf = (progress: Progress): string =>
  `${barsOf(progress)
    .map(({ name, done, total }) => `${name} ${done}/${total}`)
    .join('  ')}  ${stateOf(progress)}`
