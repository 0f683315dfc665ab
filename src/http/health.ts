import type { FastifyInstance } from 'fastify'

/** `/healthz` answers while the process lives; `/readyz` only while the database answers too. */
export function registerHealthRoutes(app: FastifyInstance, checkDatabase: () => Promise<void>): void {
  app.get('/healthz', { schema: { hide: true } }, () => ({ status: 'ok' }))
  app.get('/readyz', { schema: { hide: true } }, async (request, reply) => {
    try {
      await checkDatabase()
      return { status: 'ready' }
    } catch (error) {
      request.log.warn({ event: 'not-ready', err: error })
      return reply.code(503).send({ status: 'not ready' })
    }
  })
}
