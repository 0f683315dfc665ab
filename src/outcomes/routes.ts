import { z } from 'zod'
import { deliveryNotFound } from '../delivery/problems.ts'
import { findDelivery } from '../delivery/store.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../http/pages.ts'
import { FieldError, problems, unsupportedMedia } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { validationFailed } from '../problem.ts'
import { Instant } from '../text.ts'
import { BounceKind, OutcomeType } from './outcome.ts'
import { Detail, MAX_OUTCOMES, OutcomesBody } from './outcome-input.ts'
import { recordMail } from './record-mail.ts'
import type { OutcomeDeps } from './record-outcome.ts'
import { recordOutcomes } from './record-outcomes.ts'
import { registerSenderRoutes } from './sender-routes.ts'
import { listOutcomes, type OutcomeRow } from './store.ts'

const RejectedOutcome = z
  .strictObject({
    index: z.int().meta({ description: 'Which of those that were sent, counted from 0' }),
    problem: z.strictObject({ detail: z.string(), errors: z.array(FieldError) }).meta({ id: 'OutcomeProblem' }),
  })
  .meta({ id: 'RejectedOutcome' })

const OutcomesAnswer = z
  .strictObject({ accepted: z.int(), duplicates: z.int(), rejected: z.array(RejectedOutcome) })
  .meta({ id: 'OutcomesAnswer' })

const MailAnswer = z
  .strictObject({
    kind: z.enum(['report', 'auto-reply', 'unknown']).meta({ description: 'What the mail was taken for' }),
    accepted: z.int().meta({ description: 'Outcomes that were written down' }),
    duplicates: z.int(),
    ignored: z
      .array(z.enum(['nothing-final', 'no-such-delivery', 'not-sent', 'another-recipient']))
      .meta({ description: 'Why other parts of the report were not' }),
  })
  .meta({ id: 'MailAnswer' })

const Outcome = z
  .strictObject({
    id: z.uuid(),
    type: OutcomeType,
    bounce: BounceKind.nullable(),
    detail: Detail,
    toldBy: z.enum(['system', 'provider', 'mail']).meta({
      description:
        '`system`: with a key; `provider`: by the provider of text messages, who signs; `mail`: by a mail that came back, which anybody can write',
    }),
    occurredAt: Instant,
    receivedAt: Instant,
  })
  .meta({ id: 'Outcome' })

const view = (row: OutcomeRow): z.output<typeof Outcome> => ({
  id: row.id,
  type: row.type,
  bounce: row.bounce,
  detail: row.detail,
  toldBy: row.principalId !== null ? 'system' : row.source === 'sms' ? 'provider' : 'mail',
  occurredAt: row.occurredAt,
  receivedAt: row.receivedAt,
})

/** Bytes of a mail. What is longer holds attachments; reports do not. */
const MAX_MAIL_BYTES = 2 * 1024 * 1024
const MAIL_TYPES = ['message/rfc822', 'text/plain']
const MAIL_EXAMPLE =
  'From: MAILER-DAEMON@mx.example.com\r\nTo: hello@aquila.example\r\nSubject: Undelivered Mail Returned to Sender\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\nFinal-Recipient: rfc822; ines@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <01a20611-f036-72c4-975b-72f74b45de98@aquila.example>\r\n\r\n--b--\r\n'
const Mail = z
  .custom<Buffer>((body) => Buffer.isBuffer(body) && body.length > 0, `must be a mail: ${MAIL_TYPES.join(', ')}`)
  .meta({ type: 'string', description: 'The whole mail as it came, headers included', examples: [MAIL_EXAMPLE] })

export function registerOutcomeRoutes(app: App, deps: OutcomeDeps): void {
  registerSenderRoutes(app, deps)
  app.post(
    '/v1/outcomes',
    {
      config: { access: ['profiles'] },
      schema: {
        tags: ['Outcomes'],
        operationId: 'createOutcomes',
        summary: 'Tell what came of messages: one outcome or up to 1,000',
        description:
          'Each is answered on its own, and one that is sent again counts once, by its `messageId`. A hard bounce, a complaint and an unsubscription end messages to that address at once. After a soft bounce the message goes out again, after 1, 4 and 16 hours, unless something speaks against it by then. What was `uncertain` is settled by any report about it.',
        body: OutcomesBody,
        response: {
          202: OutcomesAnswer.describe('What was taken, what was known already, what was refused and why'),
          ...problems(413),
        },
      },
      validatorCompiler: () => (body: unknown) => ({ value: body }),
    },
    async ({ body, principal }, reply) => {
      const outcomes: unknown[] = Array.isArray(body) ? body : [body]
      // Without a body there is null.
      if (body === undefined || body === null || outcomes.length === 0 || outcomes.length > MAX_OUTCOMES) {
        const errors = [{ pointer: '', message: 'must hold 1 to 1,000 outcomes' }]
        throw validationFailed('Send 1 to 1,000 outcomes.', { errors })
      }
      return reply.code(202).send(await recordOutcomes(deps, { by: principal, outcomes }))
    },
  )

  app.get(
    '/v1/deliveries/:id/outcomes',
    {
      config: { access: ['marketer'] },
      schema: {
        tags: ['Outcomes'],
        operationId: 'listOutcomes',
        summary: 'What came of one delivery',
        description: 'Everything that was told of it, newest first, and by whom.',
        params: z.object({ id: z.uuid().meta({ description: 'The `id` of the delivery' }) }),
        querystring: PageQuery,
        response: { 200: pageOf(Outcome).describe('A page of its outcomes, newest first'), ...problems(404) },
      },
    },
    async ({ params, query }) => {
      if ((await findDelivery(deps.db, params.id)) === null) throw deliveryNotFound()
      const rows = await listOutcomes(deps.db, params.id, query.limit, decodeCursor(query.cursor))
      const page = toPage(rows, query.limit, (row) => ({ at: row.receivedAt, id: row.id }))
      return { ...page, items: page.items.map(view) }
    },
  )
  void app.register(async (scope: App) => registerMail(scope, deps))
}

/** In a scope of its own: only here is a mail read, and only here is JSON refused. */
function registerMail(scope: App, deps: OutcomeDeps): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(MAIL_TYPES, { parseAs: 'buffer', bodyLimit: MAX_MAIL_BYTES }, (_request, body, done) =>
    done(null, body),
  )
  scope.addContentTypeParser('*', (_request, _body, done) => done(unsupportedMedia(`Send ${MAIL_TYPES.join(' or ')}.`)))
  scope.post(
    '/v1/outcomes/mail',
    {
      config: {
        access: ['profiles'],
        bodyExamples: Object.fromEntries(MAIL_TYPES.map((type) => [type, MAIL_EXAMPLE])),
      },
      schema: {
        tags: ['Outcomes'],
        operationId: 'createOutcomesOfMail',
        summary: 'Hand in a mail that came back',
        description:
          'Delivery status notifications, complaints of feedback loops and the usual reports that follow no standard, 2 MiB at most. It counts when it names a delivery of ours and the recipient of it; whatever else it says has no effect. A mail that is sent again counts once.',
        consumes: MAIL_TYPES,
        body: Mail,
        response: { 202: MailAnswer.describe('What the mail is, and what was written down'), ...problems(413, 415) },
      },
    },
    async ({ body }, reply) => reply.code(202).send(await recordMail(deps, body)),
  )
}
