import { z } from 'zod'
import { ExternalId, Json, Money, SomeText, Text, whyUnstorable } from '../text.ts'
import { isCurrency, NO_CURRENCY } from './currency.ts'

/**
 * An absolute http(s) address, as a shop's own catalogue gives it. The document names no format: `uri` is ASCII alone, and
 * addresses in catalogues often are not.
 */
export const WebAddress = z
  .url({ protocol: /^https?$/, hostname: z.regexes.hostname })
  .max(2000)
  .refine((value) => whyUnstorable(value) === null, { message: 'must not hold U+0000 or a lone surrogate' })
  .meta({ format: undefined, description: 'An http or https address, as browsers take them' })

export const Availability = z
  .enum(['in_stock', 'out_of_stock', 'preorder', 'backorder', 'discontinued'])
  .meta({ id: 'Availability' })

export const Price = Money.extend({ currency: Money.shape.currency.refine(isCurrency, NO_CURRENCY) }).meta({
  id: 'Price',
})

export const ProductId = ExternalId.meta({ description: 'Your own id of the product' })

/** What the catalogue says of a product: the body of `PUT /v1/products/{id}`. */
export const Product = z
  .strictObject({
    name: SomeText(500),
    brand: Text(200).optional(),
    category: Text(200).optional(),
    price: Price.optional(),
    listPrice: Price.optional(),
    availability: Availability.optional(),
    url: WebAddress.optional(),
    imageUrl: WebAddress.optional(),
    description: Text(10_000).optional(),
    facts: z.array(SomeText(500)).max(50).optional(),
    attributes: Json.optional(),
  })
  .meta({
    id: 'Product',
    examples: [
      {
        name: 'Silent 39 Dishwasher',
        brand: 'Aquila',
        category: 'Dishwashers',
        price: { amount: '649.00', currency: 'EUR' },
        availability: 'in_stock',
        url: 'https://shop.example/dw-1',
        facts: ['Noise level 39 dB', '14 place settings'],
      },
    ],
  })
export type Product = z.infer<typeof Product>

/** One item of an import: a product as it is put, with its id. */
export const ImportedProduct = Product.extend({ id: ProductId })
export type ImportedProduct = z.infer<typeof ImportedProduct>

export const StoredProduct = Product.extend({ id: ProductId, updatedAt: z.iso.datetime() }).meta({
  id: 'StoredProduct',
})
export type StoredProduct = z.infer<typeof StoredProduct>
