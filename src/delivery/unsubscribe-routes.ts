import { z } from 'zod'
import type { Context } from '../context.ts'
import { findRevisionByToken } from '../drafts/store.ts'
import type { App } from '../http/zod-app.ts'
import { unsubscribe } from './unsubscribe.ts'

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${title}</title>
<style>
:root { color-scheme: light dark }
body { font: 17px/1.5 system-ui, sans-serif; color: #1c1917; background: #fafaf9; margin: 0; display: grid; min-height: 100vh; place-items: center }
main { background: #fff; border: 1px solid #e7e5e4; border-radius: 12px; padding: 32px; max-width: 26em; margin: 16px }
h1 { font-size: 22px; margin: 0 0 12px } p { margin: 0 0 20px } main > :last-child { margin-bottom: 0 }
button { font: inherit; color: #fff; background: #1c1917; border: 0; border-radius: 8px; padding: 12px 20px; cursor: pointer }
@media (prefers-color-scheme: dark) { body { background: #1c1917; color: #fafaf9 } main { background: #292524; border-color: #44403c } button { background: #fafaf9; color: #1c1917 } }
</style></head>
<body><main>${body}</main></body></html>
`

const ASK = page(
  'Stop these messages',
  '<h1>Stop these messages?</h1><p>One click, and you get no more of them at this address.</p><form method="post"><button>Stop them</button></form>',
)
const DONE = page('Stopped', '<h1>Done.</h1><p>You get no more of these messages at this address.</p>')
const UNKNOWN = page(
  'Unknown link',
  '<h1>This link is not known.</h1><p>Maybe it was cut short. Open it from the message again.</p>',
)

const CSP = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
const Token = z.object({ token: z.string().max(200) })

/**
 * The page behind every unsubscribe link. GET and HEAD change nothing, whoever sends them: link scanners open every link.
 * POST is what people's click and mail clients' one-click (RFC 8058) send: no cookie, no key, no redirect.
 */
export function registerUnsubscribeRoutes(app: App, context: Context): void {
  app.register(async (scope: App) => {
    // Mail clients post a form; whatever it holds, the link says it all.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { bodyLimit: 16_384 }, (_request, payload, done) => {
      payload.on('end', () => done(null)).resume()
    })
    scope.addHook('onRequest', async (_request, reply) => {
      reply
        .header('content-security-policy', CSP)
        .header('cache-control', 'no-store')
        .header('referrer-policy', 'no-referrer')
        .type('text/html; charset=utf-8')
    })
    scope.get('/u/:token', { schema: { hide: true, params: Token } }, async ({ params }, reply) => {
      const known = isStorable(params.token) && (await findRevisionByToken(context.db, params.token)) !== null
      return reply.code(known ? 200 : 404).send(known ? ASK : UNKNOWN)
    })
    scope.post('/u/:token', { schema: { hide: true, params: Token } }, async ({ params }, reply) => {
      const known = isStorable(params.token) && (await unsubscribe(context, params))
      return reply.code(known ? 200 : 404).send(known ? DONE : UNKNOWN)
    })
  })
}

const isStorable = (token: string): boolean => /^[\w-]+$/.test(token)
