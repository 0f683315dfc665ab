import { z } from 'zod'
import type { Context } from '../context.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../http/pages.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { Instant } from '../text.ts'
import { typeOfEvent } from './find-type.ts'
import { segmentCalls } from './segment.ts'
import { pageUnmapped } from './store.ts'

const UnmappedName = z
  .strictObject({
    name: z.string().meta({ examples: ['Wheel Spun'] }),
    count: z.int(),
    lastReceivedAt: Instant,
    why: z.string().meta({ description: 'One plain sentence', examples: ['No type of signal has this name.'] }),
  })
  .meta({ id: 'UnmappedName' })

const CALLS: readonly string[] = segmentCalls

function whyNotUnderstood(name: string): string {
  if (CALLS.includes(name)) return 'Pages, screens and groups say nothing by themselves.'
  const match = typeOfEvent(name)
  return match === undefined
    ? 'No type of signal has this name.'
    : `The name means ${match.type.type}, but the properties cannot be read as one.`
}

export function registerUnmappedRoutes(app: App, context: Context): void {
  app.get(
    '/v1/signals/unmapped',
    {
      config: { access: ['profiles', 'marketer', 'admin'] },
      schema: {
        tags: ['Signals'],
        operationId: 'listUnmappedSignals',
        summary: 'Names of events that were not understood, how often they came, and why',
        description: 'Such events are kept and used for nothing. The name that came last stands first.',
        querystring: PageQuery,
        response: { 200: pageOf(UnmappedName).describe('A page of names'), ...problems() },
      },
    },
    async ({ query }) => {
      const rows = await pageUnmapped(context.db, query.limit, decodeCursor(query.cursor, 'text'))
      const page = toPage(rows, query.limit, (row) => ({ at: row.lastReceivedAt, id: row.name }))
      return { ...page, items: page.items.map((row) => ({ ...row, why: whyNotUnderstood(row.name) })) }
    },
  )
}
