import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Database } from '../../src/db/client.ts'
import { createLogger } from '../../src/log.ts'
import { defineJob } from '../../src/queue/job.ts'
import { openQueue, prepareQueue, type Queue } from '../../src/queue/queue.ts'
import { openTestDatabase } from '../support/database.ts'
import { logged, recordedLog } from '../support/log.ts'

const job = (name: string, change: { retryLimit?: number; expireInSeconds?: number } = {}) =>
  defineJob({ name, payload: z.object({ id: z.string() }), expireInSeconds: 60, retryLimit: 3, ...change })
const kept = job('test.kept')
const failing = job('test.failing')
const once = job('test.once', { retryLimit: 0 })
const many = job('test.many')
const mixed = job('test.mixed')
const slow = job('test.slow')

let database: Awaited<ReturnType<typeof openTestDatabase>>
let queue: Queue

/** The queue’s set-up runs as the owner; tests hand it the connection and take the role again. */
async function prepare({ connection }: Database): Promise<void> {
  const all = [kept, failing, once, many, mixed, slow]
  if (connection.kind === 'embedded') await connection.instance.exec('reset role')
  await prepareQueue(connection, all)
  if (connection.kind === 'embedded') await connection.instance.exec('set role foreword_app')
}

beforeAll(async () => {
  database = await openTestDatabase()
  await prepare(database)
  queue = await openQueue(database.connection, createLogger('debug', recordedLog))
})
afterAll(async () => {
  await queue.close()
  await database.close()
})

async function jobsOf(name: string): Promise<{ id: string; state: string }[]> {
  const statement = sql`select data ->> 'id' as id, state::text as state from pgboss.job where name = ${name} order by 1`
  const result: unknown = await database.db.execute(statement)
  return (Array.isArray(result) ? [...result] : (result as { rows: unknown[] }).rows) as { id: string; state: string }[]
}
async function until(condition: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 25_000; !condition();) {
    if (Date.now() > end) throw new Error(`never: ${what}`)
    await pause(20)
  }
}

describe('a job', () => {
  beforeEach(() => database.db.execute(sql`delete from pgboss.job where name = ${kept.name}`))

  test('is there when its transaction commits', async () => {
    await database.db.transaction(async (tx) => {
      await queue.enqueue(tx, kept, { id: 'a' })
      await queue.enqueue(tx, kept, { id: 'b' })
    })
    expect(await jobsOf(kept.name)).toMatchObject([{ id: 'a' }, { id: 'b' }])
  })

  test('is not there when its transaction is rolled back', async () => {
    const undone = database.db.transaction(async (tx) => {
      await queue.enqueue(tx, kept, { id: 'a' })
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await jobsOf(kept.name)).toEqual([])
  })

  test('is there without a transaction as well', async () => {
    await queue.enqueue(database.db, kept, { id: 'a' })
    expect(await jobsOf(kept.name)).toMatchObject([{ id: 'a' }])
  })

  test('that nobody defined cannot be added', async () => {
    await expect(queue.enqueue(database.db, job('test.unknown'), { id: 'a' })).rejects.toThrow('test.unknown')
    expect(await jobsOf('test.unknown')).toEqual([])
  })
})

describe('a worker', () => {
  test('gets each job once, however many there are', async () => {
    const done: string[] = []
    await queue.work(many, 4, async ({ id }) => {
      await pause(5)
      done.push(id)
    })
    const ids = Array.from({ length: 40 }, (_, index) => String(index).padStart(2, '0'))
    await database.db.transaction(async (tx) => {
      for (const id of ids) await queue.enqueue(tx, many, { id })
    })
    await until(() => done.length >= ids.length, 'all jobs done')
    expect(done.toSorted()).toEqual(ids)
  })

  test('gets a job that threw once more, and its message stays out of the log', async () => {
    const tries: number[] = []
    await queue.work(failing, 1, async () => {
      tries.push(Date.now())
      if (tries.length === 1) throw new Error('canary 4711')
    })
    await queue.enqueue(database.db, failing, { id: 'a' })
    await until(() => tries.length === 2, 'the second try')
    expect(tries[1]! - tries[0]!).toBeGreaterThan(500)
    expect(logged()).toContain('"event":"job-failed"')
    expect(logged()).not.toContain('canary 4711')
  })

  test('does not get a job again that allows no retry', async () => {
    let tries = 0
    await queue.work(once, 1, async () => {
      tries += 1
      throw new Error('no')
    })
    await queue.enqueue(database.db, once, { id: 'a' })
    await until(() => tries === 1, 'the first try')
    await pause(2500)
    expect(tries).toBe(1)
    expect(await jobsOf(once.name)).toMatchObject([{ state: 'failed' }])
  })

  test('gets no payload that is not of the job’s form, and none of its neighbours suffers', async () => {
    const done: string[] = []
    await queue.work(mixed, 2, async ({ id }) => void done.push(id))
    await queue.enqueue(database.db, mixed, { id: 7 } as never)
    await queue.enqueue(database.db, mixed, { id: 'good' })
    await until(() => done.length === 1, 'the good one')
    expect(done).toEqual(['good'])
  })

  test('gets a job not before its time', async () => {
    const startAfter = new Date(Date.now() + 2000)
    const done: [string, number][] = []
    await database.db.execute(sql`delete from pgboss.job where name = ${kept.name}`)
    await queue.work(kept, 1, async ({ id }) => void done.push([id, Date.now()]))
    await queue.enqueue(database.db, kept, { id: 'later' }, { startAfter })
    await queue.enqueue(database.db, kept, { id: 'now' })
    await until(() => done.length === 2, 'both')
    expect(done.map(([id]) => id)).toEqual(['now', 'later'])
    expect(done[1]![1]).toBeGreaterThanOrEqual(startAfter.getTime())
  })
})

test('closing waits for what is at work', async () => {
  const own = await openQueue(database.connection, createLogger('silent'))
  let begun = false
  let ended = false
  await own.work(slow, 1, async () => {
    begun = true
    await pause(700)
    ended = true
  })
  await own.enqueue(database.db, slow, { id: 'a' })
  await until(() => begun, 'the slow one')
  await own.close()
  expect(ended).toBe(true)
})
