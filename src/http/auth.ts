import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { hasRole, type Principal } from '../principals/principal.ts'
import { defineProblem } from '../problem.ts'
import type { KeyGuard } from './rate-limit.ts'

const unauthorized = defineProblem('unauthorized', 401, 'No valid key')
const forbidden = defineProblem('forbidden', 403, 'This key may not do that')

/** What is stored of a key. 256 random bits need no salt and no slow hash. */
export const hashKey = (key: string): string => createHash('sha256').update(key).digest('hex')

function keyOf(request: FastifyRequest): string | undefined {
  const { writeKey = false } = request.routeOptions.config
  const [scheme = '', value = ''] = request.headers.authorization?.split(' ', 2) ?? []
  if (scheme.toLowerCase() === 'bearer') return value
  if (!writeKey) return undefined
  if (scheme.toLowerCase() === 'basic') return Buffer.from(value, 'base64').toString('utf8').split(':', 1)[0]
  const header = request.headers['x-write-key']
  // Jitsu's keys are written `id:secret`.
  return typeof header === 'string' ? header.slice(header.lastIndexOf(':') + 1) : undefined
}

/** A page that is being left can set no header: its key stands in the body. */
function keyInBody(body: unknown): string | undefined {
  const key = body !== null && typeof body === 'object' && 'writeKey' in body ? body.writeKey : undefined
  return typeof key === 'string' ? key : undefined
}

const HOW_TO_SEND = 'Send "Authorization: Bearer <key>".'
const HOW_TO_TRACK = 'Send the key as the user name of Basic authentication, in X-Write-Key or as writeKey in the body.'

/** Asks for a key on every route that says who may call it, and refuses to register a `/v1` route that does not say so. */
export function installAuth(
  app: FastifyInstance,
  findPrincipal: (keyHash: string) => Promise<Principal | null>,
  guard: KeyGuard,
): void {
  const lookUp = async (address: string, keyHash: string): Promise<Principal | null> => {
    guard.mayLookUp(address, keyHash)
    const found = await findPrincipal(keyHash)
    guard.note(address, keyHash, found !== null)
    return found
  }
  app.decorateRequest('principal')
  app.addHook('onRoute', (route) => {
    // What a browser asks before it sends carries no key.
    if (route.method === 'OPTIONS') return
    if (route.url.startsWith('/v1') && route.config?.access === undefined) {
      throw new Error(`${String(route.method)} ${route.url} does not say who may call it`)
    }
  })
  const admit = async (request: FastifyRequest, key: string | undefined): Promise<void> => {
    const { access = [], writeKey = false, costly = false } = request.routeOptions.config
    const principal = key === undefined || key === '' ? null : await lookUp(request.ip, hashKey(key))
    if (principal === null) throw unauthorized(writeKey ? HOW_TO_TRACK : HOW_TO_SEND)
    guard.count(principal.keyId, costly)
    if (typeof access !== 'string' && !hasRole(principal, ...access)) {
      throw forbidden(`This needs a key with one of these roles: ${access.join(', ')}.`)
    }
    request.principal = principal
  }
  app.addHook('onRequest', async (request) => {
    const { access, writeKey = false } = request.routeOptions.config
    if (access === undefined || access === 'signature') return
    const key = keyOf(request)
    if (key !== undefined || !writeKey) await admit(request, key)
  })
  // Runs for every route before its handler, so none is reached without a principal.
  app.addHook('preValidation', async (request) => {
    const { access } = request.routeOptions.config
    if (access === undefined || access === 'signature' || request.principal !== undefined) return
    await admit(request, keyInBody(request.body))
  })
}
