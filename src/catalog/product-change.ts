import { z } from 'zod'
import type { Money } from '../text.ts'
import { Availability, Price } from './product.ts'

const When = {
  at: z.iso.datetime().meta({ description: 'When it changed, as whoever sent it says' }),
  recordedAt: z.iso.datetime().meta({ description: 'When we were told' }),
}

const PriceChange = z
  .strictObject({ field: z.literal('price'), old: Price.nullable(), new: Price.nullable(), ...When })
  .meta({ id: 'PriceChange' })
const StockChange = z
  .strictObject({
    field: z.literal('availability'),
    old: Availability.nullable(),
    new: Availability.nullable(),
    ...When,
  })
  .meta({ id: 'StockChange' })

/** One change of a product's price or stock; null is "not known". */
export const ProductChange = z.discriminatedUnion('field', [PriceChange, StockChange]).meta({ id: 'ProductChange' })

/** `id` grows with each change that is recorded. */
export type ProductChange = z.infer<typeof ProductChange> & { id: number; productId: string }

type Row = {
  id: number
  productId: string
  field: 'price' | 'availability'
  old: string | null
  new: string | null
  at: Date
  recordedAt: Date
}

/** A change as the table holds it, in the shape that is told. */
export function toChange(row: Row): ProductChange {
  const { id, productId } = row
  const when = { at: row.at.toISOString(), recordedAt: row.recordedAt.toISOString() }
  return row.field === 'price'
    ? { id, productId, field: 'price', old: priceOf(row.old), new: priceOf(row.new), ...when }
    : { id, productId, field: 'availability', old: stockOf(row.old), new: stockOf(row.new), ...when }
}

function priceOf(written: string | null): Money | null {
  const [amount = '', currency = ''] = written?.split(' ') ?? []
  return written === null ? null : { amount, currency }
}

const stockOf = (written: string | null) => (written === null ? null : Availability.parse(written))
