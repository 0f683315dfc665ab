import type { FeedItem } from './feed-fields.ts'
import { feedProduct, type FeedSettings } from './feed-product.ts'
import type { ReadItem } from './item.ts'

type Row = (column: string) => string | undefined
type Parent = { handle: string; title: string | undefined; shared: FeedItem; isForSale: boolean }

/** Columns of Shopify's product file that no other file has together. */
export const isShopify = (header: readonly string[]): boolean =>
  header.includes('Handle') && (header.includes('Variant Price') || header.includes('Option1 Value'))

/**
 * Reads the rows of a product file of Shopify in their order: what a product's variants share stands only in its first row.
 * Each variant is a product of its own, called by its SKU, or else by handle and options ("shirt/Small/Blue"). A row that
 * only holds one more image is empty. Prices are in the shop's currency, which the file does not name.
 */
export function shopifyRows(settings: FeedSettings): (row: Row) => ReadItem {
  let parent: Parent | null = null
  return (row) => {
    const handle = row('Handle')
    if (parent === null || handle === undefined || handle !== parent.handle || row('Title') !== undefined) {
      parent = parentOf(row, handle ?? '')
    }
    const options = [1, 2, 3]
      .map((number) => row(`Option${number} Value`))
      .filter((value) => value !== undefined && value !== 'Default Title')
    const isVariant = ['Variant SKU', 'Variant Price', 'Option1 Value'].some((column) => row(column) !== undefined)
    if (!isVariant && row('Title') === undefined && row('Image Src') !== undefined) return { kind: 'empty' }
    const title = parent.title
    return feedProduct(
      {
        ...parent.shared,
        ...given({
          id: row('Variant SKU') ?? [parent.handle, ...options].join('/'),
          name: title === undefined || options.length === 0 ? title : `${title}, ${options.join(', ')}`,
          price: row('Variant Price'),
          listPrice: row('Variant Compare At Price'),
          imageUrl: row('Variant Image') ?? parent.shared.imageUrl,
          availability: parent.isForSale ? stockOf(row) : undefined,
        }),
      },
      settings,
      'row',
    )
  }
}

const parentOf = (row: Row, handle: string): Parent => ({
  handle,
  title: row('Title'),
  isForSale: (row('Published') ?? 'true').toLowerCase() === 'true' && (row('Status') ?? 'active') === 'active',
  shared: given({
    brand: row('Vendor'),
    category: row('Type') ?? row('Product Category'),
    description: row('Body (HTML)'),
    imageUrl: row('Image Src'),
  }),
})

/** Unknown unless the file says enough: a shop that counts its stock and stops selling at zero. */
function stockOf(row: Row): string | undefined {
  if (row('Variant Inventory Tracker') === undefined) return undefined
  const quantity = Number(row('Variant Inventory Qty'))
  if (!Number.isFinite(quantity) || row('Variant Inventory Qty') === undefined) return undefined
  if (quantity > 0) return 'in stock'
  return row('Variant Inventory Policy') === 'continue' ? 'backorder' : 'out of stock'
}

const given = (fields: Record<string, string | undefined>): FeedItem =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
