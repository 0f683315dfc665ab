import { z } from 'zod'
import { isSignedBy } from '../channels/sms-signature.ts'
import type { SmsSettings } from '../config.ts'
import type { App } from '../http/zod-app.ts'
import { defineProblem, notFound } from '../problem.ts'
import { toE164 } from '../customers/customer.ts'
import type { OutcomeDeps } from './record-outcome.ts'
import { takeReply, takeStatus } from './take-reply.ts'

export type SmsRouteDeps = OutcomeDeps & { publicUrl: string; config: { sms: SmsSettings | undefined } }

const badSignature = defineProblem('bad-signature', 403, 'This is not signed by the provider of text messages')

/** Says to the provider that nothing is to be answered. */
const NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'

const Keyword = z.enum(['STOP', 'START', 'HELP'])

/**
 * What the provider of text messages posts here, in Twilio's form: replies, and what became of messages. Its signature stands
 * for a key, over the address as the provider knows it, so that PUBLIC_URL must be what it was told.
 */
export function registerSmsRoutes(app: App, deps: SmsRouteDeps): void {
  const { sms } = deps.config
  if (sms === undefined) return
  app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { bodyLimit: 65_536, parseAs: 'string' },
      (_request, body, done) => done(null, new URLSearchParams(body as string)),
    )
    const config = { access: 'signature' } as const
    scope.addHook<{ Body: unknown }>('preHandler', async (request) => {
      const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
      const signature = request.headers['x-twilio-signature']
      const url = deps.publicUrl + request.url
      if (typeof signature !== 'string' || !isSignedBy(sms.token, url, form, signature)) throw badSignature()
      request.body = form
    })

    scope.post('/v1/channels/sms/inbound', { config, schema: { hide: true } }, async ({ body }, reply) => {
      const form = body as URLSearchParams
      const from = toE164(form.get('From') ?? '')
      const messageId = form.get('MessageSid') ?? ''
      // Short codes and the like write to us too; nobody is to be reached there.
      if (from !== null && messageId !== '') {
        const keyword = Keyword.safeParse(form.get('OptOutType')).data ?? null
        await takeReply(deps, { from, text: form.get('Body') ?? '', messageId, keyword })
      }
      return reply.type('text/xml; charset=utf-8').send(NO_ANSWER)
    })

    scope.post('/v1/channels/sms/status', { config, schema: { hide: true } }, async ({ body, query }, reply) => {
      const form = body as URLSearchParams
      const { success, data } = z.object({ deliveryId: z.uuid() }).safeParse(query)
      if (!success) throw notFound()
      const [messageId, status] = [form.get('MessageSid') ?? '', form.get('MessageStatus') ?? '']
      await takeStatus(deps, { deliveryId: data.deliveryId, messageId, status, errorCode: form.get('ErrorCode') })
      return reply.code(204).send()
    })
  })
}
