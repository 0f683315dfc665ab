import type { Context } from '../context.ts'
import { OWN_HEADER, ownRecord } from './own-csv.ts'
import { pageOfProducts } from './store.ts'

const PAGE = 500

/** The whole catalogue as CSV, in pieces as they are read. What changes meanwhile may be in it as before or as after. */
export async function* exportProducts(context: Context): AsyncGenerator<string> {
  yield OWN_HEADER
  let afterId = ''
  for (;;) {
    const page = await pageOfProducts(context.db, afterId, PAGE)
    if (page.length > 0) yield page.map(ownRecord).join('')
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    afterId = last.id
  }
}
