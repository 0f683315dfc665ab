import { deliverySend } from './delivery/jobs.ts'
import { draftGenerate } from './drafts/jobs.ts'
import type { Job } from './queue/job.ts'

/** Every job of the service; `worker.ts` says which operation each one runs. */
export const jobs = [draftGenerate, deliverySend] as readonly Job[]
