import { z } from 'zod'
import type { Context } from '../context.ts'
import { decodeCursor, PageQuery, pageOf, toPage } from '../http/pages.ts'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import { ExternalId, Text } from '../text.ts'
import { Offer, StoredOffer } from './offer.ts'
import { AsOfQuery, asOfTime } from './as-of.ts'
import { registerExport, registerImport } from './import-routes.ts'
import { offerNotFound, productNotFound } from './problems.ts'
import { ProductChange } from './product-change.ts'
import { Product, ProductId, StoredProduct } from './product.ts'
import { listOffers, loadOffer } from './offer-store.ts'
import { putOffer } from './put-offer.ts'
import { putProduct } from './put-product.ts'
import { type Listed, listChanges, listProducts, loadProducts } from './store.ts'

const READERS = ['profiles', 'agent', 'marketer', 'admin', 'auditor'] as const

const ProductPath = z.object({ id: ProductId })
const OfferPath = z.object({ id: ExternalId.meta({ description: 'Your own id of the offer' }) })
const ProductQuery = PageQuery.extend({
  q: Text(200).optional().meta({ description: 'Part of an id, name, brand or category' }),
})

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
        description:
          'A message may say of a product only what stands here. Fields that you leave out are emptied. A change of price or stock is kept in the history.',
        params: ProductPath,
        querystring: AsOfQuery,
        body: Product,
        response: {
          200: StoredProduct.describe('The product was known and is replaced'),
          201: StoredProduct.describe('The product is new'),
          ...problems(409),
        },
      },
    },
    async ({ params, query, body }, reply) => {
      const at = asOfTime(query, context.now())
      const { isNew, product } = await putProduct(context, { id: params.id, product: body, at })
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

  app.get(
    '/v1/products/:id/history',
    {
      config: { access: READERS },
      schema: {
        tags: ['Catalogue'],
        operationId: 'listProductChanges',
        summary: 'How price and stock of a product came to be',
        description: 'Newest first. Nobody can write or change this: the database does, whenever a product changes.',
        params: ProductPath,
        querystring: PageQuery,
        response: { 200: pageOf(ProductChange).describe('One page of changes'), ...problems(404) },
      },
    },
    async ({ params, query }) => {
      const page = { limit: query.limit, cursor: decodeCursor(query.cursor, 'number') }
      const rows = await listChanges(context.db, params.id, page)
      if (rows.length === 0 && (await loadProducts(context.db, [params.id])).length === 0) throw productNotFound()
      const { items, nextCursor } = toPage(rows, query.limit, (row) => ({ at: new Date(row.at), id: String(row.id) }))
      return { items: items.map(({ id: _id, productId: _productId, ...change }) => change), nextCursor }
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
    async ({ params, body, principal }, reply) => {
      const { isNew, offer } = await putOffer(context, { id: params.id, offer: body, principal })
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

  registerExport(app, context)
  void app.register(async (scope: App) => registerImport(scope, context))
}
