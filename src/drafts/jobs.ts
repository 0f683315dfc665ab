import { z } from 'zod'
import { defineJob } from '../queue/job.ts'

/** Writes the revision that a draft in the state `generating` waits for. */
export const draftGenerate = defineJob({
  name: 'draft.generate',
  payload: z.object({ draftId: z.uuid() }),
  expireInSeconds: 300,
  retryLimit: 2,
})
