/** What an item of a shop's file may say, under one name each. */
export type FeedField = keyof typeof ALIASES
/** The fields of one item that are not empty. */
export type FeedItem = Partial<Record<FeedField, string>>

/**
 * Which names of columns and elements mean which field, the best first: where a file has several of them, that one counts.
 * Google's product data specification, Meta's catalogue, schema.org, and what spreadsheets of shops call them. Written
 * without what `compact` takes away.
 */
const ALIASES = {
  id: ['id', 'productid', 'itemid', 'sku', 'variantsku', 'articlenumber', 'itemnumber', 'artikelnummer', 'referencia'],
  name: ['name', 'title', 'productname', 'producttitle', 'itemname', 'produktname', 'nombre'],
  brand: ['brand', 'vendor', 'manufacturer', 'marke', 'hersteller', 'marca'],
  category: ['category', 'producttype', 'productcategory', 'type', 'kategorie', 'categoria', 'googleproductcategory'],
  price: ['price', 'regularprice', 'unitprice', 'preis', 'precio', 'variantprice'],
  currency: ['currency', 'pricecurrency', 'currencycode', 'wahrung', 'moneda'],
  salePrice: ['saleprice'],
  saleDates: ['salepriceeffectivedate'],
  listPrice: ['listprice', 'compareatprice', 'variantcompareatprice', 'rrp', 'msrp', 'uvp'],
  availability: ['availability', 'stockstatus', 'stock', 'verfugbarkeit', 'disponibilidad'],
  url: ['url', 'link', 'producturl', 'productlink'],
  imageUrl: ['imageurl', 'imagelink', 'image', 'imagesrc'],
  description: ['description', 'bodyhtml', 'productdescription', 'beschreibung', 'descripcion'],
  facts: ['facts', 'producthighlight', 'bulletpoints', 'highlights'],
  attributes: ['attributes'],
  color: ['color', 'colour', 'farbe'],
  size: ['size', 'grosse', 'talla'],
  material: ['material'],
  pattern: ['pattern'],
  gender: ['gender'],
  age_group: ['agegroup'],
  condition: ['condition'],
} as const satisfies Record<string, readonly string[]>

/** Fields that are kept as attributes of a product, under these names. */
export const ATTRIBUTE_FIELDS = ['color', 'size', 'material', 'pattern', 'gender', 'age_group', 'condition'] as const

/** `g:Image Link`, `image_link` and `ImageLink` are one name; accents do not count. */
const compact = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/^g:/, '')
    .replaceAll('ß', 'ss')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

const RANKED = new Map<string, { field: FeedField; rank: number }>(
  Object.entries(ALIASES).flatMap(([field, names]) =>
    names.map((name, rank) => [name, { field: field as FeedField, rank }] as const),
  ),
)

/** What a column or element of this name means, or null. Of several names for one field the lowest rank counts. */
export const fieldNamed = (name: string): { field: FeedField; rank: number } | null => RANKED.get(compact(name)) ?? null

/** For each field the column that holds it. */
export function columnsOf(header: readonly string[]): Map<FeedField, number> {
  const best = new Map<FeedField, { column: number; rank: number }>()
  header.forEach((name, column) => {
    const found = fieldNamed(name)
    const known = found === null ? undefined : best.get(found.field)
    if (found !== null && (known === undefined || found.rank < known.rank)) {
      best.set(found.field, { column, rank: found.rank })
    }
  })
  return new Map([...best].map(([field, { column }]) => [field, column]))
}
