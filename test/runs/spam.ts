import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startScript } from '../support/child-script.ts'
import { startService } from '../support/service-process.ts'
import { draftApproveAndSend } from './real-input.ts'
import { type Score, scoreMails } from './spamassassin.ts'
import { readTimelines, type Timelines } from './timelines.ts'

/**
 * What SpamAssassin thinks of our e-mails, as a mail server got them, beside its own public corpus. Of the corpus only
 * sender, subject and text are at hand: its spam scores lower here than it did with its forged headers.
 */
export type SpamRisk = {
  name: 'spam'
  drafts: number
  median: number
  max: number
  hamMedian: number
  spamMedian: number
  /** Rules that fired on our messages, and on how many. */
  rules: Record<string, number>
  ok: boolean
}

const MESSAGES = 30
const BELOW = 2
const OF_EACH = 60
const CORPUS = new URL('../../../shared/data/spamassassin_emails/emails.jsonl', import.meta.url)

/** @throws Error when data or SpamAssassin are not there, or a message could not be sent */
export async function runSpam(): Promise<SpamRisk> {
  if (!existsSync(CORPUS)) {
    throw new Error('This run needs ../shared/data/spamassassin_emails beside the project, and it is not there.')
  }
  const ours = await scoreMails(await sentMails())
  const ham = await scoreMails(corpusMails('ham'))
  const spam = await scoreMails(corpusMails('spam'))
  const rules: Record<string, number> = {}
  for (const rule of ours.flatMap((score) => score.rules)) rules[rule] = (rules[rule] ?? 0) + 1
  const max = Math.max(...ours.map(({ score }) => score))
  return {
    name: 'spam',
    drafts: ours.length,
    median: median(ours),
    max,
    hamMedian: median(ham),
    spamMedian: median(spam),
    rules,
    ok: max < BELOW,
  }
}

/** Messages to the first of the customers, raw, as our transport handed them to a mail server. */
async function sentMails(): Promise<Buffer[]> {
  const folder = await mkdtemp(join(tmpdir(), 'foreword-spam-run-'))
  const inbox = join(folder, 'inbox')
  await mkdir(inbox)
  const sink = await startScript<never, { port: number }>(new URL('mail-sink.ts', import.meta.url), [inbox])
  try {
    const service = await startService(folder, {
      SMTP_URL: `smtp://127.0.0.1:${sink.ready.port}`,
      PUBLIC_URL: 'https://mail.northlight.test',
    })
    try {
      const { faults } = await draftApproveAndSend(service.url, someOf(readTimelines(new Date())))
      if (faults.length > 0) throw new Error(faults.join('\n'))
    } finally {
      await service.stop()
    }
    const files = await readdir(inbox)
    return await Promise.all(files.toSorted().map((file) => readFile(join(inbox, file))))
  } finally {
    await sink.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

function someOf(timelines: Timelines): Timelines {
  const customers = timelines.customers.slice(0, MESSAGES)
  const ids = new Set<unknown>(customers.map(({ id }) => id))
  const signals = timelines.signals.filter(({ customerId }) => ids.has(customerId))
  return { ...timelines, customers, signals }
}

type Row = { label: string; from_domain: string; subject: string; body_text: string }

function corpusMails(label: 'ham' | 'spam'): Buffer[] {
  const rows = readFileSync(CORPUS, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Row)
    .filter((row) => row.label === label)
  const step = Math.max(1, Math.floor(rows.length / OF_EACH))
  return rows
    .filter((_row, index) => index % step === 0)
    .slice(0, OF_EACH)
    .map(plainMail)
}

/** A row as a plain message of today. */
function plainMail(row: Row, index: number): Buffer {
  const oneLine = (words: string): string => words.replace(/\s+/g, ' ').trim()
  const domain = oneLine(row.from_domain) || 'sender.test'
  const head = [
    `From: <sender@${domain}>`,
    'To: <customer@recipient.test>',
    `Subject: =?UTF-8?B?${Buffer.from(oneLine(row.subject)).toString('base64')}?=`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${index}.corpus@${domain}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${row.body_text.replace(/\r?\n/g, '\r\n')}\r\n`)
}

function median(scores: readonly Score[]): number {
  const sorted = scores.map(({ score }) => score).toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const value = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return Math.round(value * 100) / 100
}

if (import.meta.main) {
  try {
    const result = await runSpam()
    console.log(JSON.stringify(result))
    process.exitCode = result.ok ? 0 : 1
  } catch (error) {
    console.error((error as Error).message)
    process.exitCode = 1
  }
}
