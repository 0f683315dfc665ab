import helmet from '@fastify/helmet'
import fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { checkDatabase } from './db/client.ts'
import { registerAuditRoutes } from './audit/routes.ts'
import { registerBrandRoutes } from './brand/routes.ts'
import { registerBriefRoutes } from './briefs/routes.ts'
import { registerBudgetRoutes } from './campaigns/budget-routes.ts'
import { registerCampaignRoutes } from './campaigns/routes.ts'
import { registerLotRoutes } from './campaigns/lot-routes.ts'
import { registerProgressRoutes } from './campaigns/progress-routes.ts'
import { registerReportRoutes } from './campaigns/report-routes.ts'
import { registerCatalogRoutes } from './catalog/routes.ts'
import { registerCustomerRoutes } from './customers/routes.ts'
import { registerDeliveryRoutes } from './delivery/routes.ts'
import { registerTakeOverRoutes } from './delivery/take-over-routes.ts'
import { registerUnsubscribeRoutes } from './delivery/unsubscribe-routes.ts'
import type { Deps } from './deps.ts'
import { registerCheckRoutes } from './drafts/check-routes.ts'
import { registerDraftRoutes } from './drafts/routes.ts'
import { installAuth } from './http/auth.ts'
import { registerDocs } from './http/docs.ts'
import { registerHealthRoutes } from './http/health.ts'
import { installIdempotency } from './http/idempotency.ts'
import { HTTP_LIMITS, type HttpLimits } from './http/limits.ts'
import { installLoadShedding, MAX_LATE_MS, watchEventLoop } from './http/load-shedding.ts'
import { registerMetrics } from './http/metrics.ts'
import { answerBadAddress, answerUnreadable, installProblemHandler } from './http/problem-handler.ts'
import { createKeyGuard, createLimiter, limitsFrom } from './http/rate-limit.ts'
import type { App } from './http/zod-app.ts'
import { registerPrivacyRoutes } from './privacy/routes.ts'
import { registerOutcomeRoutes } from './outcomes/routes.ts'
import { registerSmsRoutes } from './outcomes/sms-routes.ts'
import { registerPrincipalRoutes } from './principals/routes.ts'
import { registerPromptRoutes } from './prompts/routes.ts'
import { registerSegmentRoutes } from './signals/segment-routes.ts'
import { registerSignalRoutes } from './signals/routes.ts'
import { registerUnmappedRoutes } from './signals/unmapped-routes.ts'
import { findPrincipalByKeyHash } from './principals/store.ts'

/** The HTTP service, not yet listening. */
export async function buildApp(deps: Deps, httpLimits: HttpLimits = HTTP_LIMITS): Promise<App> {
  const app: App = fastify({
    loggerInstance: deps.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    ...httpLimits,
    genReqId: () => deps.newId(),
    frameworkErrors: answerBadAddress,
    clientErrorHandler: answerUnreadable(deps),
    routerOptions: { maxParamLength: 600 },
    forceCloseConnections: 'idle',
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  installProblemHandler(app)
  // Two of its headers mean something on https only; on plain http browsers complain of them.
  await app.register(helmet, {
    contentSecurityPolicy: false,
    hsts: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  })
  logRequests(app)
  await registerDocs(app, { offline: deps.config.model.kind === 'offline' })
  shedLoad(app, deps)
  const limiter = createLimiter(() => deps.now().getTime())
  const guard = createKeyGuard(limiter, limitsFrom(deps.config.rateLimitPerMinute))
  installAuth(app, (keyHash) => findPrincipalByKeyHash(deps.db, keyHash), guard)
  installIdempotency(app, deps)
  registerMetrics(app)
  registerHealthRoutes(app, () => checkDatabase(deps.db))

  registerDraftRoutes(app, deps)
  registerCheckRoutes(app, deps)
  registerCampaignRoutes(app, deps)
  registerBudgetRoutes(app, deps)
  registerLotRoutes(app, deps)
  registerDeliveryRoutes(app, deps)
  registerTakeOverRoutes(app, deps)
  registerUnsubscribeRoutes(app, deps)
  registerOutcomeRoutes(app, deps)
  registerSmsRoutes(app, deps)
  registerCustomerRoutes(app, deps)
  registerPrivacyRoutes(app, deps)
  registerBriefRoutes(app, deps)
  registerSignalRoutes(app, deps)
  registerUnmappedRoutes(app, deps)
  registerSegmentRoutes(app, deps)
  registerProgressRoutes(app, deps)
  registerReportRoutes(app, deps)
  registerCatalogRoutes(app, deps)
  registerBrandRoutes(app, deps)
  registerPromptRoutes(app, deps)
  registerPrincipalRoutes(app, deps)
  registerAuditRoutes(app, deps)
  return app
}

/** Not with the embedded database, which works on the event loop itself: long turns are its nature, and mean no crowd. */
function shedLoad(app: App, { config }: Deps): void {
  if (config.databaseUrl === undefined) return
  const loop = watchEventLoop(MAX_LATE_MS)
  app.addHook('onClose', () => loop.stop())
  installLoadShedding(app, loop.isOverloaded)
}

/** One line a request, with the route's pattern instead of its address: ids of customers stay out of the log. */
function logRequests(app: App): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info({
      event: 'request',
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      principalId: request.principal?.id,
    })
  })
}
