import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Principal, Role } from '../principals/principal.ts'

/** A Fastify instance whose routes are described by zod schemas. */
export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** Who may call a route: keys with one of these roles, any valid key, or whoever signs, which the route checks itself. */
export type Access = readonly Role[] | 'any-key' | 'signature'

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal
  }
  interface FastifyContextConfig {
    /** Every route under `/v1` says who may call it, or the server does not start. */
    access?: Access
    /** True for tracking routes, where the key may also come as a Basic user name, in `X-Write-Key` or in the body. */
    writeKey?: boolean
    /** Examples of the body by content type, for a route that takes several. */
    bodyExamples?: Readonly<Record<string, unknown>>
    /** Which alternatives of a body that is a union go under which content type, counted from 0. */
    bodyAlternatives?: Readonly<Record<string, readonly number[]>>
  }
}
