import { z } from 'zod'

/** Fields that several kinds of signal share, read as tracking clients really send them. */

const blankAsMissing = (value: string | number | null | undefined): string | undefined =>
  value === null || value === undefined || String(value).trim() === '' ? undefined : String(value)

const ID_MESSAGE = 'must be text of at most 200 characters, or a number'

/** An id; shops often send numbers, and empty text for "none". */
export const IdField = z
  .union([z.string().max(200, ID_MESSAGE), z.number(), z.null()], { error: ID_MESSAGE })
  .optional()
  .transform(blankAsMissing)

/** A text of any length. */
export const TextField = z
  .union([z.string(), z.number(), z.null()], { error: 'must be text' })
  .optional()
  .transform(blankAsMissing)

/** A number, or text that is one. */
export const NumberField = z
  .union([z.number(), z.string().regex(/^\s*-?\d+([.,]\d+)?\s*$/, 'must be a number'), z.null()], {
    error: 'must be a number',
  })
  .optional()
  .transform((value) => (typeof value === 'string' ? Number(value.replace(',', '.')) : (value ?? undefined)))

/** The names under which one product is named: ours, Segment's, the old specification's. The first one that is there counts. */
export const productFields = { productId: IdField, product_id: IdField, id: IdField, sku: IdField }
type ProductFields = { productId?: string | undefined; product_id?: string | undefined; sku?: string | undefined }

/** Without `id`: an event's own `id` is often the order's or the review's. */
export const namedProduct = (fields: ProductFields): string | undefined =>
  fields.productId ?? fields.product_id ?? fields.sku

/** An item of a list, or an event that is about nothing but a product: here `id` is the product's. */
export const itemProduct = (fields: ProductFields & { id?: string | undefined }): string | undefined =>
  fields.productId ?? fields.product_id ?? fields.id ?? fields.sku

export const ProductList = z
  .array(z.looseObject(productFields, { error: 'must be a product' }), { error: 'must be a list of products' })
  .nullish()
  .transform((items) => items ?? [])

/** The most products one signal can be about; more say nothing about interest. */
const MAX_PRODUCTS = 50

/** Ids without repeats and gaps, in the order given. */
export const distinct = (ids: readonly (string | undefined)[]): string[] =>
  [...new Set(ids.filter((id) => id !== undefined))].slice(0, MAX_PRODUCTS)

/** What happened to a list that things are put on and taken off; nothing said is `added`. */
export const addedOrRemoved = z
  .enum(['added', 'removed'], { error: 'must be added or removed' })
  .nullish()
  .transform((action) => action ?? 'added')

/** The message and place of the fault when a kind of signal is nothing without its product. */
export const productNeeded = { path: ['productId'], message: 'must name a product' }
