import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { kill, pid } from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'

/** Folders this process holds: a lock with our own pid that is not here was left by an earlier process of that number. */
const held = new Set<string>()

/** Milliseconds after which a turn was left behind: to look and to write takes a few. */
const TURN_MS = 5000

/**
 * Takes a folder for this process alone: two processes on one embedded database would lose rows of each other.
 * A lock that a dead process left behind is taken over.
 * @throws Error with one sentence when a living process holds it.
 */
export async function lockDirectory(folder: string): Promise<() => Promise<void>> {
  const lockFile = `${folder}.lock`
  await mkdir(dirname(folder), { recursive: true })
  const endTurn = await takeTurn(`${lockFile}.turn`)
  try {
    const holder = await readHolder(lockFile)
    if (holder === pid ? held.has(lockFile) : holder > 0 && isAlive(holder)) {
      throw new Error(
        `The embedded database in ${folder} is in use by process ${holder}. Stop that one first, or set DATA_DIR or DATABASE_URL.`,
      )
    }
    await writeFile(lockFile, String(pid))
    held.add(lockFile)
  } finally {
    await endTurn()
  }
  return async () => {
    held.delete(lockFile)
    await rm(lockFile, { force: true })
  }
}

/** Looking who holds the lock and writing oneself down are one step: those who start together take turns. */
async function takeTurn(turnFile: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      await writeFile(turnFile, '', { flag: 'wx' })
      return () => rm(turnFile, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const begun = await stat(turnFile).catch(() => null)
    if (begun !== null && Date.now() - begun.mtimeMs > TURN_MS) await rm(turnFile, { force: true })
    else await pause(20)
  }
}

/** The process that a lock names; 0 when there is none, or none that could be one. */
async function readHolder(lockFile: string): Promise<number> {
  try {
    const text = await readFile(lockFile, 'utf8')
    return /^\d{1,10}$/.test(text) ? Number(text) : 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}

function isAlive(processId: number): boolean {
  try {
    kill(processId, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
