import type { SignalType } from '../signal.ts'
import { cartUpdated } from './cart-updated.ts'
import { productSearched } from './product-searched.ts'
import { productViewed } from './product-viewed.ts'
import { productsCompared } from './products-compared.ts'
import { purchase } from './purchase.ts'
import { reviewPosted } from './review-posted.ts'
import { reviewRead } from './review-read.ts'
import { supportContacted } from './support-contacted.ts'

/** Every kind of signal that is understood. A new one is one file beside this and one line here. */
// oxlint-disable-next-line typescript/no-explicit-any -- each kind has its own properties, read through its own schema
export const signalTypes: readonly SignalType<any>[] = [
  productViewed,
  productSearched,
  productsCompared,
  reviewRead,
  cartUpdated,
  reviewPosted,
  supportContacted,
  purchase,
]
