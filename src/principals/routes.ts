import { z } from 'zod'
import type { Context } from '../context.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../http/pages.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { Instant, SomeText } from '../text.ts'
import { issueKey } from './issue-key.ts'
import { PrincipalKind, Role } from './principal.ts'
import { deleteKey } from './delete-key.ts'
import { listKeys } from './store.ts'

const NewKey = z
  .strictObject({ name: SomeText(100), kind: PrincipalKind, roles: z.array(Role).min(1).max(6) })
  .meta({ id: 'NewKey', examples: [{ name: 'Mia', kind: 'human', roles: ['marketer'] }] })

const IssuedKey = z
  .strictObject({ id: z.uuid(), key: z.string(), name: z.string(), kind: PrincipalKind, roles: z.array(Role) })
  .meta({ id: 'IssuedKey' })

const ListedKey = z
  .strictObject({
    id: z.uuid(),
    name: z.string(),
    kind: PrincipalKind,
    roles: z.array(Role),
    prefix: z.string().meta({ description: 'The first characters of the key' }),
    createdAt: Instant,
  })
  .meta({ id: 'ListedKey' })

const Me = z.strictObject({ name: z.string(), kind: PrincipalKind, roles: z.array(Role) }).meta({ id: 'Me' })

export function registerPrincipalRoutes(app: App, context: Context): void {
  app.get(
    '/v1/me',
    {
      config: { access: 'any-key' },
      schema: {
        tags: ['Keys'],
        operationId: 'getMe',
        summary: 'Who am I?',
        description: 'Name, kind and roles of the key in use. Try this when something answers 403.',
        response: { 200: Me.describe('The holder of the key'), ...problems() },
      },
    },
    ({ principal }) => ({ name: principal.name, kind: principal.kind, roles: principal.roles }),
  )

  app.post(
    '/v1/keys',
    {
      config: { access: ['admin'], idempotent: 'secret' },
      schema: {
        tags: ['Keys'],
        operationId: 'createKey',
        summary: 'Make a key: it is shown this once',
        description:
          'The name is the person or program: two keys with one name belong to one and the same, who cannot approve what it asked for. `kind` is `human`, `ai_agent` or `system`; only humans approve.',
        body: NewKey,
        response: { 201: IssuedKey.describe('The key, shown this once'), ...problems(409) },
      },
    },
    async (request, reply) =>
      reply.code(201).send(
        await issueKey(context, {
          ...request.body,
          id: request.claim?.resourceId,
          by: request.principal.id,
        }),
      ),
  )

  app.get(
    '/v1/keys',
    {
      config: { access: ['admin'] },
      schema: {
        tags: ['Keys'],
        operationId: 'listKeys',
        summary: 'Keys in use, newest first',
        description: 'Only their first characters are shown: the keys themselves are not kept.',
        querystring: PageQuery,
        response: { 200: pageOf(ListedKey).describe('A page of keys'), ...problems() },
      },
    },
    async ({ query }) =>
      toPage(await listKeys(context.db, query.limit, decodeCursor(query.cursor)), query.limit, (key) => ({
        at: key.createdAt,
        id: key.id,
      })),
  )

  app.delete(
    '/v1/keys/:id',
    {
      config: { access: ['admin'] },
      schema: {
        tags: ['Keys'],
        operationId: 'deleteKey',
        summary: 'Take a key out of use, at once',
        description: 'Every later request with this key is refused. Nobody deletes the key in use.',
        params: z.object({ id: z.uuid().meta({ description: 'The `id` of the key' }) }),
        response: { 204: z.null().describe('Out of use'), ...problems(404, 409) },
      },
    },
    async (request, reply) => {
      await deleteKey(context, { keyId: request.params.id, by: request.principal })
      return reply.code(204).send(null)
    },
  )
}
