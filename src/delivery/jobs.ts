import { z } from 'zod'
import { defineJob } from '../queue/job.ts'

/** Wakes the outbox for one delivery. The row is the truth: a wake-up that is lost is found by the sweeper. */
export const deliverySend = defineJob({
  name: 'delivery.send',
  payload: z.object({ deliveryId: z.uuid() }),
  expireInSeconds: 120,
  retryLimit: 0,
})
