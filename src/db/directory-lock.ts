import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { kill, pid } from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'

/** Folders this process holds: a lock with our own pid that is not here was left by an earlier process of that number. */
const held = new Set<string>()

/**
 * Takes a folder for this process alone: two processes on one embedded database would lose rows of each other.
 * A lock that a dead process left behind is taken over.
 * @throws Error with one sentence when a living process holds it.
 */
export async function lockDirectory(folder: string): Promise<() => Promise<void>> {
  const lockFile = `${folder}.lock`
  await mkdir(dirname(folder), { recursive: true })
  for (;;) {
    try {
      const handle = await open(lockFile, 'wx')
      await handle.writeFile(String(pid))
      await handle.close()
      held.add(lockFile)
      return async () => {
        held.delete(lockFile)
        await rm(lockFile, { force: true })
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const holder = await readHolder(lockFile)
      if (holder === pid ? held.has(lockFile) : holder > 0 && isAlive(holder)) {
        throw new Error(
          `The embedded database in ${folder} is in use by process ${holder}. Stop that one first, or set DATA_DIR or DATABASE_URL.`,
        )
      }
      await removeStale(lockFile, holder)
    }
  }
}

/**
 * The process that a lock names; 0 for none. A lock is there a moment before its holder's number is: an empty one counts as
 * left behind only when it stays empty.
 */
async function readHolder(lockFile: string): Promise<number> {
  for (let look = 0; look < 20; look++) {
    const text = await readFile(lockFile, 'utf8').catch(() => 'gone')
    if (text !== '') return holderIn(text)
    await pause(50)
  }
  return 0
}

const holderIn = (text: string): number => (/^\d{1,10}$/.test(text) ? Number(text) : 0)

/** Moves the dead holder's file away; if another process was quicker and the file is its new lock, puts that back. */
async function removeStale(lockFile: string, deadHolder: number): Promise<void> {
  const aside = `${lockFile}.${pid}`
  try {
    await rename(lockFile, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const moved = holderIn(await readFile(aside, 'utf8').catch(() => ''))
  if (moved === deadHolder) await rm(aside, { force: true })
  else await rename(aside, lockFile)
}

function isAlive(processId: number): boolean {
  try {
    kill(processId, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
