import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { Instant, Text } from '../text.ts'
import { AuditEvent } from './audit-event.ts'
import { exportAudit } from './export-audit.ts'
import { noteReading } from './store.ts'

const AuditQuery = z.strictObject({
  from: Instant.optional().meta({ description: 'Events at or after this time' }),
  to: Instant.optional().meta({ description: 'Events before this time' }),
  subjectId: Text(200).optional().meta({ description: 'Events about this draft, delivery, key, offer or customer' }),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, 'must be the `sequence` of an event')
    .default('0')
    .meta({ description: 'The `sequence` of the last event that you have; what follows it is sent' }),
})

export function registerAuditRoutes(app: App, context: Context): void {
  app.get(
    '/v1/audit',
    {
      config: { access: ['admin', 'auditor'] },
      schema: {
        tags: ['Audit'],
        operationId: 'exportAudit',
        summary: 'What was done, by whom and when, as a chain that shows if it was altered',
        description:
          'One event a line, in the order of the chain, at most a second or two after it happened. Each `hash` is the SHA-256 of `previous` followed by `[sequence, at in milliseconds since 1970, action, actorId, subjectId, customerId, revision, state, digest, count]` as JSON with ", " between its items. Keep the last line elsewhere: only then can nobody make the whole chain anew unseen. Reading it is an event too.',
        querystring: AuditQuery,
        response: {
          200: {
            description: 'The events',
            content: { 'application/x-ndjson': { schema: AuditEvent } },
          },
          ...problems(),
        },
      },
    },
    async ({ query, principal }, reply) => {
      await noteReading(context.db, 'audit.exported', principal.id, null)
      void reply.header('content-type', 'application/x-ndjson')
      return Readable.from(exportAudit(context.db, Number(query.cursor), query)) as never
    },
  )
}
