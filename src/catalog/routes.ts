import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../http/pages.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { ExternalId, Text } from '../text.ts'
import { Offer, StoredOffer } from './offer.ts'
import { importProducts } from './import-products.ts'
import { notNdjson, offerNotFound, productNotFound } from './problems.ts'
import { Product, ProductId, StoredProduct } from './product.ts'
import { putOffer } from './put-offer.ts'
import { putProduct } from './put-product.ts'
import { type Listed, listOffers, listProducts, loadOffer, loadProducts } from './store.ts'

const READERS = ['profiles', 'agent', 'marketer', 'admin', 'auditor'] as const

const ProductPath = z.object({ id: ProductId })
const OfferPath = z.object({ id: ExternalId.meta({ description: 'Your own id of the offer' }) })
const ProductQuery = PageQuery.extend({
  q: Text(200).optional().meta({ description: 'Part of an id, name, brand or category' }),
})

const NDJSON = ['application/x-ndjson', 'application/jsonl']

const Ndjson = z
  .custom<Readable>((body) => body instanceof Readable, 'must be NDJSON: one product a line')
  .meta({
    type: 'string',
    description: 'One product a line, as JSON, each with its `id`',
    examples: [
      '{"id":"dw-1","name":"Silent 39 Dishwasher","category":"Dishwashers","price":{"amount":"649.00","currency":"EUR"}}\n' +
        '{"id":"dw-2","name":"Compact 45 Dishwasher","category":"Dishwashers","price":{"amount":"429.00","currency":"EUR"}}\n',
    ],
  })

const Imported = z
  .strictObject({
    imported: z.int().meta({ description: 'Lines that were taken' }),
    rejectedCount: z.int().meta({ description: 'Lines that were not' }),
    rejected: z
      .array(
        z.strictObject({
          line: z.int().meta({ description: 'Counted from 1' }),
          problem: z.strictObject({
            detail: z.string(),
            errors: z.array(z.strictObject({ pointer: z.string(), message: z.string() })).optional(),
          }),
        }),
      )
      .meta({ description: 'The first thousand of them, with what is wrong' }),
  })
  .meta({ id: 'ImportResult' })

function pageOfListed<Item extends { id: string }>(rows: Listed<Item>[], limit: number) {
  const page = toPage(rows, limit, (row) => ({ at: row.createdAt, id: row.item.id }))
  return { items: page.items.map((row) => row.item), nextCursor: page.nextCursor }
}

export function registerCatalogRoutes(app: App, context: Context): void {
  app.put(
    '/v1/products/:id',
    {
      config: { access: ['profiles', 'marketer', 'admin'] },
      schema: {
        tags: ['Catalogue'],
        operationId: 'putProduct',
        summary: 'Add a product, or replace what is known of one',
        description: 'A message may say of a product only what stands here. Fields that you leave out are emptied.',
        params: ProductPath,
        body: Product,
        response: {
          200: StoredProduct.describe('The product was known and is replaced'),
          201: StoredProduct.describe('The product is new'),
          ...problems(),
        },
      },
    },
    async ({ params, body }, reply) => {
      const { isNew, product } = await putProduct(context, { id: params.id, product: body })
      return reply.code(isNew ? 201 : 200).send(product)
    },
  )

  app.get(
    '/v1/products',
    {
      config: { access: READERS },
      schema: {
        tags: ['Catalogue'],
        operationId: 'listProducts',
        summary: 'Find products by id, name, brand or category',
        description: 'Newest first. Without `q` you get all of them, page by page.',
        querystring: ProductQuery,
        response: { 200: pageOf(StoredProduct).describe('One page of products'), ...problems() },
      },
    },
    async ({ query }) => {
      const search = { text: query.q?.trim() ?? '', limit: query.limit, cursor: decodeCursor(query.cursor, 'text') }
      return pageOfListed(await listProducts(context.db, search), query.limit)
    },
  )

  app.get(
    '/v1/products/:id',
    {
      config: { access: READERS },
      schema: {
        tags: ['Catalogue'],
        operationId: 'getProduct',
        summary: 'What a message may say of a product',
        description: 'The product as it stands in the catalogue now.',
        params: ProductPath,
        response: { 200: StoredProduct.describe('The product'), ...problems(404) },
      },
    },
    async ({ params }) => {
      const [product] = await loadProducts(context.db, [params.id])
      if (product === undefined) throw productNotFound()
      return product
    },
  )

  app.put(
    '/v1/offers/:id',
    {
      config: { access: ['marketer', 'admin'] },
      schema: {
        tags: ['Catalogue'],
        operationId: 'putOffer',
        summary: 'Add an offer, or change one',
        description:
          'An offer has real dates and terms, and a version that grows by one with each change. What was approved with an older version is not sent.',
        params: OfferPath,
        body: Offer,
        response: {
          200: StoredOffer.describe('The offer was known'),
          201: StoredOffer.describe('The offer is new'),
          ...problems(),
        },
      },
    },
    async ({ params, body }, reply) => {
      const { isNew, offer } = await putOffer(context, { id: params.id, offer: body })
      return reply.code(isNew ? 201 : 200).send(offer)
    },
  )

  app.get(
    '/v1/offers',
    {
      config: { access: READERS },
      schema: {
        tags: ['Catalogue'],
        operationId: 'listOffers',
        summary: 'All offers, newest first',
        description: 'Those that have ended are among them: see `validUntil`.',
        querystring: PageQuery,
        response: { 200: pageOf(StoredOffer).describe('One page of offers'), ...problems() },
      },
    },
    async ({ query }) => {
      const page = { limit: query.limit, cursor: decodeCursor(query.cursor, 'text') }
      return pageOfListed(await listOffers(context.db, page), query.limit)
    },
  )

  app.get(
    '/v1/offers/:id',
    {
      config: { access: READERS },
      schema: {
        tags: ['Catalogue'],
        operationId: 'getOffer',
        summary: 'One offer, with the version in force',
        description: 'Code, terms and dates as they hold now.',
        params: OfferPath,
        response: { 200: StoredOffer.describe('The offer'), ...problems(404) },
      },
    },
    async ({ params }) => {
      const offer = await loadOffer(context.db, params.id)
      if (offer === null) throw offerNotFound()
      return offer
    },
  )

  void app.register(async (scope: App) => registerImport(scope, context))
}

/** In a scope of its own: only here is a body taken as a stream, and only here is JSON refused. */
function registerImport(scope: App, context: Context): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(NDJSON, (_request, body, done) => done(null, body))
  scope.addContentTypeParser('*', (_request, _body, done) => done(notNdjson(`Send ${NDJSON.join(' or ')}.`)))

  scope.post(
    '/v1/products/import',
    {
      config: { access: ['profiles', 'marketer', 'admin'] },
      schema: {
        tags: ['Catalogue'],
        operationId: 'importProducts',
        summary: 'Add or replace many products at once, one a line',
        description:
          'At most 50 MiB at once and 256 KiB a line. Good lines are taken even when others are not; of two lines about one product the last one holds.',
        consumes: NDJSON,
        body: Ndjson,
        response: { 200: Imported.describe('What was taken and what was not'), ...problems(413, 415) },
      },
    },
    ({ body, headers }) =>
      importProducts(context, { chunks: body, declaredBytes: Number(headers['content-length'] ?? 0) }),
  )
}
