import type { z } from 'zod'

/** A job's contract: its name and what it carries, which is ids only. The rows they name hold the truth. */
export type Job<Payload extends object = object> = {
  name: string
  payload: z.ZodType<Payload>
  /** Seconds after which a run that gave no sign of life is taken up by another worker. */
  expireInSeconds: number
  retryLimit: number
}

export const defineJob = <Payload extends object>(job: Job<Payload>): Job<Payload> => job
