import { sql } from 'drizzle-orm'
import type { Logger } from 'pino'
import { fromDrizzle, fromPglite, PgBoss } from 'pg-boss'
import { APP_ROLE, type Connection, type Db, type Tx } from '../db/client.ts'
import type { Job } from './job.ts'

const SCHEMA = 'pgboss'

export type Queue = {
  /** Adds a job in the caller's transaction: it is there when the transaction commits, and only then. */
  enqueue<Payload extends object>(
    tx: Tx | Db,
    job: Job<Payload>,
    payload: Payload,
    options?: { startAfter?: Date },
  ): Promise<void>
  /** Runs `handler` for each job, `concurrency` at once in this process. A handler that throws is retried with backoff. */
  work<Payload extends object>(
    job: Job<Payload>,
    concurrency: number,
    handler: (payload: Payload, signal: AbortSignal) => Promise<void>,
  ): Promise<void>
  /** Stops taking jobs and waits for the running ones, ten seconds at most. */
  close(): Promise<void>
}

const ownerOptions = (connection: Connection) =>
  connection.kind === 'embedded'
    ? { db: fromPglite(connection.instance), backend: 'pglite' as const }
    : { connectionString: connection.url, max: 1 }

/** Makes the queue's tables and one queue per job, as the owner, and lets the application's role work on them. */
export async function prepareQueue(connection: Connection, jobs: readonly Job[]): Promise<void> {
  const boss = new PgBoss({ ...ownerOptions(connection), schema: SCHEMA, supervise: false, schedule: false })
  boss.on('error', () => {})
  await boss.start()
  try {
    for (const job of jobs) {
      const options = {
        retryLimit: job.retryLimit,
        retryDelay: 1,
        retryBackoff: true,
        retryDelayMax: 60,
        expireInSeconds: job.expireInSeconds,
        deleteAfterSeconds: 3600,
      }
      if ((await boss.getQueue(job.name)) === null) await boss.createQueue(job.name, options)
      else await boss.updateQueue(job.name, options)
    }
    const database = boss.getDb()
    for (const grant of [
      `grant usage on schema ${SCHEMA} to ${APP_ROLE}`,
      `grant select, insert, update, delete on all tables in schema ${SCHEMA} to ${APP_ROLE}`,
      `grant usage on all sequences in schema ${SCHEMA} to ${APP_ROLE}`,
      `grant execute on all functions in schema ${SCHEMA} to ${APP_ROLE}`,
    ]) {
      await database.executeSql(grant)
    }
  } finally {
    await boss.stop({ graceful: false })
  }
}

/** Starts the queue under the application's role. */
export async function openQueue(connection: Connection, log: Logger): Promise<Queue> {
  const boss = new PgBoss({
    ...(connection.kind === 'embedded'
      ? { db: fromPglite(connection.instance), backend: 'pglite' as const }
      : { connectionString: connection.url, max: 4, options: `-c role=${APP_ROLE}` }),
    schema: SCHEMA,
    migrate: false,
    createSchema: false,
    schedule: false,
    superviseIntervalSeconds: 10,
    monitorIntervalSeconds: 10,
    maintenanceIntervalSeconds: 60,
  })
  boss.on('error', (error) => log.error({ event: 'queue-error', err: error }))
  await boss.start()
  return {
    async enqueue(tx, job, payload, options = {}) {
      await boss.send(job.name, payload, {
        db: fromDrizzle(tx as never, sql as never),
        ...(options.startAfter === undefined ? {} : { startAfter: options.startAfter }),
      })
    },
    async work(job, concurrency, handler) {
      await boss.work(
        job.name,
        // Batches of two and a burst after a full one: with single jobs a worker takes two a second at most.
        {
          batchSize: Math.max(2, concurrency),
          pollingIntervalSeconds: 0.5,
          burstWhenBatchFull: true,
          perJobResults: true,
        },
        async (jobs) =>
          Promise.all(
            jobs.map(async (one) => {
              try {
                await handler(job.payload.parse(one.data), one.signal)
                return { id: one.id, status: 'completed' as const }
              } catch (error) {
                log.warn({ event: 'job-failed', job: job.name, jobId: one.id, err: error })
                return { id: one.id, status: 'failed' as const }
              }
            }),
          ),
      )
    },
    async close() {
      await boss.stop({ graceful: true, timeout: 10_000 })
    },
  }
}
