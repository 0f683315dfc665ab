import { describe, expect, test } from 'vitest'
import { csvReader } from '../../src/catalog/csv-reader.ts'
import { readAll, told } from './read-all.ts'

const now = new Date('2026-11-10T00:00:00Z')
const read = (file: string | Uint8Array, currency?: string, delimiter: ',' | '\t' = ',') =>
  readAll(csvReader(delimiter, { currency, now }), file)

describe('a table with common column names', () => {
  test.each([
    ['Google', 'id,title,link,price,availability,brand,product_type,color,age_group'],
    ['in capitals, with blanks', 'ID,Title,Link,Price,Availability,Brand,Product Type,Color,Age Group'],
    ['with g:', 'g:id,g:title,g:link,g:price,g:availability,g:brand,g:product_type,g:color,g:age_group'],
    ['another', 'SKU,Product name,Product URL,Regular price,Stock status,Vendor,Category,Colour,age-group'],
    ['German', 'Artikelnummer,Produktname,URL,Preis,Verfügbarkeit,Hersteller,Kategorie,Farbe,Age group'],
  ])('%s', (_name, header) => {
    const row = 'a-1,Kettle,https://shop.example/a-1,"1.299,00 EUR",In Stock,Vesta,Kettles,red,adult'
    expect(told(read(`\ufeff${header}\r\n${row}\r\n`))).toEqual([
      {
        id: 'a-1',
        name: 'Kettle',
        url: 'https://shop.example/a-1',
        price: { amount: '1299.00', currency: 'EUR' },
        availability: 'in_stock',
        brand: 'Vesta',
        category: 'Kettles',
        attributes: { color: 'red', age_group: 'adult' },
      },
    ])
  })

  test('an id is preferred to a SKU, a title to nothing, and other columns are passed over', () => {
    expect(told(read('sku,secret,id,title\ns,x,i,T'))).toEqual([{ id: 'i', name: 'T' }])
  })

  test('a sale price counts while its dates say so', () => {
    const dates = '2026-11-01T00:00Z/2026-11-30T00:00Z'
    const over = '2026-10-01T00:00Z/2026-10-30T00:00Z'
    const file = `id,title,price,sale_price,sale_price_effective_date\n1,A,9 EUR,7 EUR,\n2,A,9 EUR,7 EUR,${dates}\n3,A,9 EUR,7 EUR,${over}`
    const [nine, seven] = ['9', '7'].map((amount) => ({ amount, currency: 'EUR' }))
    expect(told(read(file))).toEqual([
      { id: '1', name: 'A', price: seven, listPrice: nine },
      { id: '2', name: 'A', price: seven, listPrice: nine },
      { id: '3', name: 'A', price: nine },
    ])
  })

  test('tabs part the columns of TSV', () => {
    expect(told(read('id\ttitle\n1\tA, B', undefined, '\t'))).toEqual([{ id: '1', name: 'A, B' }])
  })

  test('each bad row is told with its line and its reason, the rest is kept', () => {
    const file = [
      'id,title,price,availability',
      '1,A,5 EUR,in stock',
      '2,,5 EUR,in stock',
      '3,A,cheap,perhaps',
      '4,A',
      '"5"x,A,,',
      '6,"A',
      'B",5,',
      ',,,',
      '7,A,,backorder',
    ].join('\n')
    const items = read(Buffer.concat([Buffer.from(file), Buffer.from([0x0a, 0x38, 0x2c, 0xff, 0x2c, 0x2c])]))
    const bad = items.filter(({ read: one }) => one.kind === 'rejected')
    expect(items.filter(({ read: one }) => one.kind === 'product').map(({ line }) => line)).toEqual([2, 10])
    expect(bad.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 11])
    expect(told(bad)).toEqual([
      [{ pointer: '/name', message: expect.any(String) }],
      [
        { pointer: '/price', message: expect.stringContaining('must be a price') },
        { pointer: '/availability', message: expect.stringContaining('must be such as') },
      ],
      'The row has 2 columns, the first one has 4.',
      'The quotation marks of the row do not add up.',
      [{ pointer: '/price', message: expect.stringContaining('names no currency') }],
      'The row is not UTF-8.',
    ])
  })

  test.each([['name,price\nA,5'], ['id,price\n1,5'], [''], ['\n\n'], ['"id,title']])(
    'a file without columns for id and name is refused: %j',
    (file) => {
      expect(() => read(file)).toThrow(expect.objectContaining({ type: '/problems/import-unreadable' }))
    },
  )
})

describe('a product file of Shopify', () => {
  const header =
    'Handle,Title,Body (HTML),Vendor,Type,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Compare At Price,Image Src'
  const image = 'https://shop.example/i.jpg'
  const shared = { brand: 'Vesta', category: 'Shirts', description: '<p>Soft</p>', imageUrl: image }

  test('variants share what stands in the first row; a row with one more image is no product', () => {
    const file = [
      header,
      `shirt,Shirt,<p>Soft</p>,Vesta,Shirts,true,Size,S,,shopify,3,deny,50,60,${image}`,
      `shirt,,,,,,,M,SKU-M,shopify,0,deny,50,,`,
      `shirt,,,,,,,,,,,,,,${image}`,
      `cup,Cup,,,,false,Title,Default Title,,shopify,3,deny,5.5,,`,
      `jug,Jug,,,,true,Title,Default Title,,,1,deny,7,,`,
    ].join('\n')
    const items = read(file, 'EUR')
    expect(items.map(({ read: one }) => one.kind)).toEqual([
      'empty',
      'product',
      'product',
      'empty',
      'product',
      'product',
    ])
    const price = (amount: string) => ({ amount, currency: 'EUR' })
    expect(told(items)).toEqual([
      {
        id: 'shirt/S',
        name: 'Shirt, S',
        ...shared,
        price: price('50'),
        listPrice: price('60'),
        availability: 'in_stock',
      },
      { id: 'SKU-M', name: 'Shirt, M', ...shared, price: price('50'), availability: 'out_of_stock' },
      { id: 'cup', name: 'Cup', price: price('5.5') },
      { id: 'jug', name: 'Jug', price: price('7') },
    ])
  })

  test('needs to be told its currency', () => {
    const [, problem] = [read(`${header}\nshirt,Shirt,,,,true,,,,,,,50,,`)].flatMap((items) => [null, told(items)[0]])
    expect(problem).toEqual([{ pointer: '/price', message: expect.stringContaining('?currency=') }])
  })
})
