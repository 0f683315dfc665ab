import { z } from 'zod'
import type { Context } from '../context.ts'
import type { App } from '../http/zod-app.ts'
import { ObjectionSource } from '../signals/signal-source.ts'
import { askPage, type Choice, donePage, UNKNOWN_PAGE } from './preference-page.ts'
import { loadPreferences, unsubscribe } from './unsubscribe.ts'

const CSP = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
const Token = z.object({ token: z.string().max(200) })

/**
 * The page behind every unsubscribe link. GET and HEAD change nothing, whoever sends them: link scanners open every link.
 * POST is what people's click and mail clients' one-click (RFC 8058) send: no cookie, no key, no redirect.
 */
export function registerUnsubscribeRoutes(app: App, context: Context): void {
  app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { bodyLimit: 16_384, parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    )
    scope.addHook('onRequest', async (_request, reply) => {
      reply
        .header('content-security-policy', CSP)
        .header('cache-control', 'no-store')
        .header('referrer-policy', 'no-referrer')
        .type('text/html; charset=utf-8')
    })
    scope.get('/u/:token', { schema: { hide: true, params: Token } }, async ({ params }, reply) => {
      const preferences = isStorable(params.token) ? await loadPreferences(context, params) : null
      return reply
        .code(preferences === null ? 404 : 200)
        .send(preferences === null ? UNKNOWN_PAGE : askPage(preferences))
    })
    scope.post('/u/:token', { schema: { hide: true, params: Token } }, async ({ params, body }, reply) => {
      const choice = readChoice(body)
      const done = isStorable(params.token) ? await unsubscribe(context, { ...params, choice }) : null
      return reply.code(done === null ? 404 : 200).send(done === null ? UNKNOWN_PAGE : donePage(done, choice))
    })
  })
}

/** Only the page's own forms ask for less. Whatever else is posted, one-click and what nobody can read, ends it all. */
function readChoice(body: unknown): Choice {
  const form = new URLSearchParams(typeof body === 'string' ? body : '')
  if (form.has('List-Unsubscribe')) return { what: 'channel' }
  const source = ObjectionSource.safeParse(form.get('source'))
  if (form.get('choice') === 'source' && source.success) return { what: 'source', source: source.data }
  return { what: form.get('choice') === 'marketing' ? 'marketing' : 'channel' }
}

const isStorable = (token: string): boolean => /^[\w-]+$/.test(token)
