import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockDirectory } from '../../src/db/directory-lock.ts'

let folder: string
let children: ChildProcess[]
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'foreword-lock-')), 'database')
  children = []
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(join(folder, '..'), { recursive: true, force: true })
})

const SCRIPT = `
  import { lockDirectory } from ${JSON.stringify(new URL('../../src/db/directory-lock.ts', import.meta.url).href)}
  lockDirectory(process.argv[1]).then(() => console.log('locked'), (error) => console.log(error.message))
  setInterval(() => {}, 1000)
`

/** Another process that wants the folder, and what it says: `locked`, or why not. */
async function another(): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const [said] = (await once(createInterface(child.stdout!), 'line')) as [string]
  return { child, said }
}
const inUseBy = (pid: number | undefined): string =>
  `The embedded database in ${folder} is in use by process ${pid}. Stop that one first, or set DATA_DIR or DATABASE_URL.`

test('a second process is refused with one sentence, until the first one lets go', async () => {
  const unlock = await lockDirectory(folder)
  expect((await another()).said).toBe(inUseBy(process.pid))
  await unlock()
  expect((await another()).said).toBe('locked')
})

test('so is the same process, and a living one is named', async () => {
  const { child, said } = await another()
  expect(said).toBe('locked')
  await expect(lockDirectory(folder)).rejects.toThrow(inUseBy(child.pid))
  child.kill('SIGKILL')
  await once(child, 'exit')
  const unlock = await lockDirectory(folder)
  await expect(lockDirectory(folder)).rejects.toThrow(inUseBy(process.pid))
  await unlock()
})

test('the lock of a process that was killed is taken over', async () => {
  const { child } = await another()
  child.kill('SIGKILL')
  await once(child, 'exit')
  const unlock = await lockDirectory(folder)
  expect(await readFile(`${folder}.lock`, 'utf8')).toBe(String(process.pid))
  await unlock()
  expect(await readdir(join(folder, '..'))).toEqual([])
})

test.each([
  ['its own number, from before a restart', () => String(process.pid)],
  ['no number', () => 'x'],
  ['a number that no process has', () => '999999999'],
  ['nothing', () => ''],
])('a lock that holds %s is taken over', async (_, content) => {
  await writeFile(`${folder}.lock`, content())
  const unlock = await lockDirectory(folder)
  expect(await readFile(`${folder}.lock`, 'utf8')).toBe(String(process.pid))
  await unlock()
})

test('who comes while another one looks waits for its turn', async () => {
  const turn = `${folder}.lock.turn`
  await writeFile(turn, '')
  let isIn = false
  const locking = lockDirectory(folder).then((unlock) => {
    isIn = true
    return unlock
  })
  await pause(300)
  expect(isIn).toBe(false)
  await rm(turn)
  await (
    await locking
  )()
})

test('a turn that nobody ended is passed over', async () => {
  const turn = `${folder}.lock.turn`
  await writeFile(turn, '')
  const longAgo = new Date(Date.now() - 60_000)
  await utimes(turn, longAgo, longAgo)
  await (
    await lockDirectory(folder)
  )()
  expect(await readdir(join(folder, '..'))).toEqual([])
})

test('of many that find a dead one’s lock, one gets the folder', async () => {
  const { child } = await another()
  child.kill('SIGKILL')
  await once(child, 'exit')
  const contenders = await Promise.all(Array.from({ length: 5 }, another))
  const winners = contenders.filter(({ said }) => said === 'locked')
  expect(winners).toHaveLength(1)
  for (const { said } of contenders) expect(['locked', inUseBy(winners[0]!.child.pid)]).toContain(said)
})
