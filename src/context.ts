import type { Logger } from 'pino'
import type { Db } from './db/client.ts'
import type { Failpoint } from './failpoint.ts'

/** What every operation works with. Clock and ids come in here, so that tests decide what time it is. */
export type Context = {
  db: Db
  log: Logger
  now(): Date
  /** A new UUIDv7. */
  newId(): string
  /** Stands between any two steps of which one is stored or seen, so that tests can end the process there. */
  failpoint: Failpoint
}
