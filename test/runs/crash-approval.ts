import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { startScript } from '../support/child-script.ts'
import { everyStep, type LaneMaker } from './crash-lane.ts'
import { type Approval, type MailLane, runMailLane } from './crash-mail-lane.ts'

/**
 * Kills the service at every step from an approval to its sent mark, and looks for what was lost and what was sent twice. The
 * judge is the receiver.
 */
export type ApprovalResult = {
  name: 'crash'
  scenario: 'approval'
  database: string
  /** The steps after which the service was killed. */
  steps: string[]
  kills: number
  /** Approvals that were answered with yes; each one is a delivery. */
  messages: number
  /** Deliveries that nobody got and that are not listed as uncertain either. */
  lost: number
  /** Messages more than one for one approval, as the receiver counted them. */
  duplicates: number
  /** Deliveries of which nobody knows whether they went out: listed for a person, never sent again by themselves. */
  uncertain: number
  seconds: number
  ok: boolean
}

/** Services at work at the same time, each on a database of its own: most of their time is waiting. */
const SERVICES = 4

type Mail = { deliveryId: string; recipient: string; text: string }

async function readMails(folder: string): Promise<Mail[]> {
  const files = await readdir(folder).catch(() => [])
  return Promise.all(
    files.map(async (file) => {
      const { messageId = '', to, text = '' } = await simpleParser(await readFile(join(folder, file)))
      const recipient = (Array.isArray(to) ? to[0] : to)?.value[0]?.address ?? ''
      return { deliveryId: messageId.replace(/^<(.*)@.*>$/, '$1'), recipient, text }
    }),
  )
}

/** Compares what the service says with what arrived. */
function judge(trials: readonly Approval[], mails: readonly Mail[]) {
  const faults = trials.flatMap((trial) => trial.faults)
  let [lost, duplicates, uncertain] = [0, 0, 0]
  for (const { recipient, text, delivery } of trials) {
    const got = mails.filter((mail) => mail.recipient === recipient)
    if (got.length > 1) duplicates += got.length - 1
    if (delivery.state === 'uncertain') uncertain++
    else if (delivery.state !== 'sent' || got.length === 0) lost++
    for (const mail of got) {
      if (mail.text !== text || mail.deliveryId !== delivery.id) faults.push(`${recipient} got something else`)
    }
  }
  const known = new Set(trials.map(({ recipient }) => recipient))
  for (const { recipient } of mails) if (!known.has(recipient)) faults.push(`nobody approved a message to ${recipient}`)
  return { lost, duplicates, uncertain, faults }
}

async function runTransport(
  transport: MailLane['transport'],
  folder: string,
  lanesWanted: number,
  makeLane: LaneMaker,
): Promise<{ trials: Approval[] } & ReturnType<typeof judge>> {
  const inbox = join(folder, `inbox-${transport}`)
  await mkdir(inbox, { recursive: true })
  const sink = await startScript<never, { port: number }>(new URL('mail-sink.ts', import.meta.url), [inbox])
  const mailTo: Record<string, string> = transport === 'smtp' ? { SMTP_URL: `smtp://127.0.0.1:${sink.ready.port}` } : {}
  try {
    const lanes = await Promise.all(
      Array.from({ length: lanesWanted }, async (_, index): Promise<MailLane> => {
        const lane = await makeLane(`${transport}${index + 1}`)
        return {
          ...lane,
          transport,
          inbox: transport === 'smtp' ? inbox : join(lane.folder, 'data', 'outbox'),
          environment: { ...lane.environment, ...mailTo },
        }
      }),
    )
    const steps = everyStep()
    const ran = await Promise.all(lanes.map((lane) => runMailLane(lane, steps)))
    const trials = ran.flatMap((lane) => lane.trials)
    const mails = await Promise.all([...new Set(lanes.map((lane) => lane.inbox))].map(readMails))
    const judged = judge(trials, mails.flat())
    return { trials, ...judged, faults: [...ran.flatMap((lane) => lane.faults), ...judged.faults] }
  } finally {
    await sink.stop()
  }
}

/** Runs all steps on one database. `faults` says in words what is wrong besides the counts; `ok` is then false. */
export async function runApprovals(
  database: string,
  transports: readonly MailLane['transport'][],
  folder: string,
  makeLane: LaneMaker,
): Promise<{ result: ApprovalResult; faults: string[] }> {
  const began = performance.now()
  const lanesEach = SERVICES / transports.length
  const parts = await Promise.all(transports.map((transport) => runTransport(transport, folder, lanesEach, makeLane)))
  const trials = parts.flatMap((part) => part.trials).toSorted((a, b) => a.step - b.step)
  const faults = parts.flatMap((part) => part.faults)
  const sum = (count: (part: (typeof parts)[number]) => number): number =>
    parts.reduce((total, part) => total + count(part), 0)
  const kills = trials.flatMap(({ killedAt }) => killedAt ?? [])
  const lost = sum((part) => part.lost)
  const duplicates = sum((part) => part.duplicates)
  return {
    result: {
      name: 'crash',
      scenario: 'approval',
      database,
      steps: [...new Set(kills)],
      kills: kills.length,
      messages: trials.length,
      lost,
      duplicates,
      uncertain: sum((part) => part.uncertain),
      seconds: Math.round((performance.now() - began) / 100) / 10,
      ok: lost === 0 && duplicates === 0 && faults.length === 0 && kills.length > 0,
    },
    faults,
  }
}
