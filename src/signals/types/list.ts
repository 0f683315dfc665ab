import type { SignalType } from '../signal.ts'
import { cartUpdated } from './cart-updated.ts'
import { couponApplied } from './coupon-applied.ts'
import { couponEntered } from './coupon-entered.ts'
import { priceWatched } from './price-watched.ts'
import { productListViewed } from './product-list-viewed.ts'
import { productSearched } from './product-searched.ts'
import { productViewed } from './product-viewed.ts'
import { productsCompared } from './products-compared.ts'
import { purchase } from './purchase.ts'
import { questionAsked } from './question-asked.ts'
import { reviewPosted } from './review-posted.ts'
import { reviewRead } from './review-read.ts'
import { socialMention } from './social-mention.ts'
import { supportContacted } from './support-contacted.ts'
import { wishlistAdded } from './wishlist-added.ts'

/** Every kind of signal that is understood. A new one is one file beside this and one line here. */
// oxlint-disable-next-line typescript/no-explicit-any -- each kind has its own properties, read through its own schema
export const signalTypes: readonly SignalType<any>[] = [
  productListViewed,
  productSearched,
  productViewed,
  productsCompared,
  reviewRead,
  questionAsked,
  wishlistAdded,
  priceWatched,
  cartUpdated,
  couponEntered,
  couponApplied,
  purchase,
  reviewPosted,
  socialMention,
  supportContacted,
]
