import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { hasRole, type Principal } from '../principals/principal.ts'
import { defineProblem } from '../problem.ts'

const unauthorized = defineProblem('unauthorized', 401, 'No valid key')
const forbidden = defineProblem('forbidden', 403, 'This key may not do that')

/** What is stored of a key. 256 random bits need no salt and no slow hash. */
export const hashKey = (key: string): string => createHash('sha256').update(key).digest('hex')

function keyOf(request: FastifyRequest): string | undefined {
  const header = request.headers.authorization
  if (header === undefined) return undefined
  const [scheme = '', value = ''] = header.split(' ', 2)
  if (scheme.toLowerCase() === 'bearer') return value
  if (scheme.toLowerCase() === 'basic' && request.routeOptions.config.writeKey === true) {
    return Buffer.from(value, 'base64').toString('utf8').split(':', 1)[0]
  }
  return undefined
}

/** Asks for a key on every route that says who may call it, and refuses to register a `/v1` route that does not say so. */
export function installAuth(app: FastifyInstance, findPrincipal: (keyHash: string) => Promise<Principal | null>): void {
  app.decorateRequest('principal')
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/v1') && route.config?.access === undefined) {
      throw new Error(`${String(route.method)} ${route.url} does not say who may call it`)
    }
  })
  app.addHook('onRequest', async (request) => {
    const access = request.routeOptions.config.access
    if (access === undefined) return
    const key = keyOf(request)
    const principal = key === undefined || key === '' ? null : await findPrincipal(hashKey(key))
    if (principal === null) throw unauthorized('Send "Authorization: Bearer <key>".')
    if (access !== 'any-key' && !hasRole(principal, ...access)) {
      throw forbidden(`This needs a key with one of these roles: ${access.join(', ')}.`)
    }
    request.principal = principal
  })
}
