import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { uploadType } from './problems.ts'
import { uploadAudience } from './upload-audience.ts'
import { idReaderFor, UPLOAD_TYPES } from './uploaded-ids.ts'
import { CampaignId } from './view.ts'

const EXAMPLES: Record<(typeof UPLOAD_TYPES)[number], string> = {
  'text/csv': 'customerId\nc-1\nc-2\n',
  'application/x-ndjson': '"c-1"\n{"customerId":"c-2"}\n',
}

const File = z
  .custom<Readable>((body) => body instanceof Readable, `must be a file: ${UPLOAD_TYPES.join(', ')}`)
  .meta({ type: 'string', description: 'One customer id a line', examples: [EXAMPLES['text/csv']] })

const Uploaded = z
  .strictObject({
    accepted: z.int().meta({ description: 'Ids that were not in the audience before' }),
    duplicates: z.int().meta({ description: 'Ids that were, or came twice' }),
    rejectedCount: z.int().meta({ description: 'Lines without an id' }),
    rejected: z
      .array(
        z
          .strictObject({
            line: z.int().meta({ description: 'Counted from 1' }),
            problem: z.strictObject({ detail: z.string() }).meta({ id: 'LineProblem' }),
          })
          .meta({ id: 'RejectedLine' }),
      )
      .meta({ description: 'The first thousand of them, with what is wrong' }),
  })
  .meta({ id: 'UploadResult' })

/** In a scope of its own: only here is a body taken as a stream, and only here is JSON refused. */
export function registerUpload(scope: App, context: Context): void {
  const refused = () => uploadType(`Send ${UPLOAD_TYPES.join(' or ')}.`)
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser([...UPLOAD_TYPES], (_request, body, done) => done(null, body))
  scope.addContentTypeParser('*', (_request, _body, done) => done(refused()))

  scope.post(
    '/v1/campaigns/:id/audience',
    {
      config: { access: ['marketer'], idempotent: true, costly: true, bodyExamples: EXAMPLES },
      schema: {
        tags: ['Campaigns'],
        operationId: 'uploadAudience',
        summary: 'Upload whom a campaign is for',
        description:
          'For a campaign with `"audience": { "upload": true }` that is not started. CSV whose first line names a column `customerId`, or NDJSON with an id, or an object with `customerId`, a line; UTF-8, at most 1 GiB at once. Several files add up, and the same file sent again completes what was cut off. Ids of nobody are told at the start.',
        consumes: [...UPLOAD_TYPES],
        params: CampaignId,
        body: File,
        response: { 200: Uploaded.describe('What was taken and what was not'), ...problems(404, 409, 413, 415, 422) },
      },
    },
    ({ params, body, headers }) => {
      const reader = idReaderFor(headers['content-type'] ?? '')
      if (reader === null) throw refused()
      return uploadAudience(context, { campaignId: params.id, chunks: body, reader })
    },
  )
}
