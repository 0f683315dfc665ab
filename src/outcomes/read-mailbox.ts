import type { Dirent } from 'node:fs'
import { mkdir, open, readdir, rename } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { MAX_READ_BYTES } from './mail-parts.ts'
import { type MailResult, recordMail } from './record-mail.ts'
import type { OutcomeDeps } from './record-outcome.ts'

/** Where a Maildir has mail: what came, and what a mail program has shown somebody. */
const MAILDIR = ['new', 'cur']
/** Mails of one round; the rest wait for the next one. */
const BATCH = 200

/**
 * Reads mails that came back from a Maildir, or from a folder of `.eml` files, and puts each away: under `done/` what was
 * understood, under `unknown/` everything else, for a person to look at. Written down before it is put away: when the process
 * dies in between, the mail is read again and counts once.
 */
export async function readMailbox(deps: OutcomeDeps, folder: string): Promise<void> {
  for (const mail of await findMails(folder)) {
    // One that cannot be read must not keep the others waiting. Its name may be anything, so it is not logged.
    await takeMail(deps, folder, mail).catch((error: unknown) => deps.log.error({ event: 'mail-not-read', err: error }))
  }
}

type MailFile = { name: string; path: string }

async function findMails(folder: string): Promise<MailFile[]> {
  const inFolder = await filesOf(folder)
  const flat = inFolder.filter(({ name }) => name.endsWith('.eml'))
  const nested = await Promise.all(MAILDIR.map((part) => filesOf(join(folder, part)).catch(nothingThere)))
  return [...nested.flat(), ...flat].slice(0, BATCH)
}

/** In their order by name, which begins with the time in a Maildir. Neither links nor what is still being written (`.name`). */
async function filesOf(folder: string): Promise<MailFile[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const isMail = (entry: Dirent): boolean => entry.isFile() && !entry.name.startsWith('.')
  return entries
    .filter(isMail)
    .map(({ name }) => ({ name, path: join(folder, name) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

async function takeMail(deps: OutcomeDeps, folder: string, { name, path }: MailFile): Promise<void> {
  const raw = await headOf(path)
  // Another worker was faster.
  if (raw === null) return
  const result = await recordMail(deps, raw)
  await deps.failpoint('mailbox.recorded')
  const place = join(folder, isUnderstood(result) ? 'done' : 'unknown')
  await mkdir(place, { recursive: true })
  // Names come again; what a mail holds does not, so no mail takes another one's place.
  const mark = createHash('sha256').update(raw).digest('hex').slice(0, 16)
  await rename(path, join(place, `${mark}-${name.slice(-150)}`)).catch(nothingThere)
}

/** A report about no delivery of ours is for a person too. */
const isUnderstood = ({ kind, accepted, duplicates, ignored }: MailResult): boolean =>
  kind === 'auto-reply' || accepted + duplicates > 0 || ignored.includes('nothing-final')

async function headOf(path: string): Promise<Uint8Array | null> {
  const [file] = await open(path).then((opened) => [opened], nothingThere)
  if (file === undefined) return null
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_READ_BYTES), 0, MAX_READ_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** @throws what is not "there is no such file" */
function nothingThere(error: NodeJS.ErrnoException): never[] {
  if (error.code === 'ENOENT') return []
  throw error
}
