import { describe, expect, test } from 'vitest'
import { xmlReader } from '../../src/catalog/xml-reader.ts'
import { readAll, told } from './read-all.ts'

const settings = { currency: undefined, now: new Date('2026-11-10T00:00:00Z') }
const rss = (items: string, prolog = '<?xml version="1.0"?>') =>
  `${prolog}<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>${items}</channel></rss>`
const read = (file: string | Uint8Array, size?: number) => readAll(xmlReader(settings), file, size)
const good = (id: string) => `<item><g:id>${id}</g:id><title>N</title></item>`
const unreadable = expect.objectContaining({ type: '/problems/import-unreadable' })

describe('a merchant feed', () => {
  test.each([1, 7, 100_000])('is read from chunks of %i bytes', (size) => {
    const item = `<item><g:id> a-1 </g:id><title>Kettle &amp; lid &#8364; é</title><description><![CDATA[<b>Soft</b> & <item>]]></description>
      <link>https://shop.example/a?b=1&amp;c=2</link><g:price>99.99 USD</g:price><g:currency>USD</g:currency>
      <g:availability>in stock</g:availability><g:image_link>https://shop.example/a.jpg</g:image_link>
      <g:shipping><g:price>5 EUR</g:price><g:id>no</g:id></g:shipping><media:title>other</media:title>
      <g:product_highlight>39 dB</g:product_highlight><g:product_highlight>14 places</g:product_highlight>
      <g:product_type>Kettles</g:product_type><g:product_type>Other</g:product_type><g:size>US 6 | EU 36</g:size></item>`
    expect(told(read(rss(item), size))).toEqual([
      {
        id: 'a-1',
        name: 'Kettle & lid € é',
        description: '<b>Soft</b> & <item>',
        url: 'https://shop.example/a?b=1&c=2',
        price: { amount: '99.99', currency: 'USD' },
        availability: 'in_stock',
        imageUrl: 'https://shop.example/a.jpg',
        facts: ['39 dB', '14 places'],
        category: 'Kettles',
        attributes: { size: 'US 6 | EU 36' },
      },
    ])
  })

  test('may be Atom', () => {
    const feed =
      '<feed xmlns="http://www.w3.org/2005/Atom"><title>Shop</title><entry><g:id>1</g:id><title>N</title><link href="https://shop.example/1"/></entry></feed>'
    expect(told(read(feed))).toEqual([{ id: '1', name: 'N', url: 'https://shop.example/1' }])
  })

  test('without items is empty', () => {
    expect(read(rss(''))).toEqual([])
  })

  test('each bad item is told by its number and line, the rest is kept', () => {
    const file = rss(
      [
        good('1'),
        '<item><g:id>2</g:id><title>A & B</title></item>',
        '<item><g:id>3</g:id><title>A</titel></item>',
        '<item><g:id>4</g:id></item>',
        '<item><g:id>5</g:id><title>A&nbsp;B</title></item>',
        '<item><g:id>6</g:id><title>A</title><g:price>99</g:price></item>',
        `<item><g:id>7</g:id><title>A</title><description>${'x'.repeat(256 * 1024)}</description></item>`,
        '<item><g:id>8</g:id><title>A</title>',
        good('9'),
        good('10'),
      ].join('\n'),
    )
    const items = read(file)
    const kinds = (kind: string) => items.filter(({ read: one }) => one.kind === kind).map(({ item }) => item)
    expect(kinds('product')).toEqual([1, 9, 10])
    const bad = items.filter(({ read: one }) => one.kind === 'rejected')
    expect(bad.map(({ item, line }) => [item, line])).toEqual([2, 3, 4, 5, 6, 7, 8].map((n) => [n, n]))
    expect(told(bad)).toEqual([
      expect.stringContaining('not well-formed'),
      expect.stringContaining('not well-formed'),
      [{ pointer: '/name', message: expect.any(String) }],
      expect.stringContaining('undefined entity'),
      [{ pointer: '/price', message: expect.stringContaining('names no currency') }],
      'The item is longer than 256 KiB.',
      'The item does not end before the next one begins.',
    ])
  })

  test('that is cut off keeps what came before', () => {
    const items = read(rss(good('1')).replace('</channel></rss>', '') + '<item><g:id>2</g:id>')
    expect(told(items)).toEqual([{ id: '1', name: 'N' }, 'The file ends within this item.'])
  })

  test('that holds bytes that are not UTF-8 loses only their item', () => {
    const bytes = Buffer.from(rss(`<item><g:id>1</g:id><title>N?</title></item>${good('2')}`))
    bytes[bytes.indexOf('?', bytes.indexOf('<item>'))] = 0xff
    expect(told(read(bytes))).toEqual([expect.stringContaining('not UTF-8'), { id: '2', name: 'N' }])
  })

  test('entities of a document of its own are never expanded', () => {
    const bomb = `<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>`
    const items = `<item><g:id>1</g:id><title>&b;</title></item><item><g:id>2</g:id><title>&f;</title></item>${good('3')}`
    expect(told(read(rss(items, bomb)))).toEqual([
      expect.stringContaining('undefined entity'),
      expect.stringContaining('undefined entity'),
      { id: '3', name: 'N' },
    ])
  })

  test.each([
    ['a web page', '<html><item><id>1</id><title>A</title></item></html>'],
    ['no XML', 'id,title'],
    ['nothing', ''],
    ['another encoding', '<?xml version="1.0" encoding="ISO-8859-1"?><rss/>'],
  ])('%s is none', (_name, file) => {
    expect(() => read(file)).toThrow(unreadable)
  })
})
