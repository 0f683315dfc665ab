import { describe, expect, test } from 'vitest'
import { xmlItemSplitter } from '../../src/catalog/xml-items.ts'

const MAX = 60
/** Line and text of the items, or why there is none, cut from pieces of `size` characters. */
function split(text: string, size: number) {
  const splitter = xmlItemSplitter(MAX)
  const items = []
  for (let at = 0; at < text.length; at += size) items.push(...splitter.push(text.slice(at, at + size)))
  items.push(...splitter.end())
  return items.map(({ line, text: item, why }) => [line, why ?? item])
}

describe.each([1, 2, 3, 17, 1000])('items of pieces of %i characters', (size) => {
  test.each<[string, string, unknown[]]>([
    ['none', '<rss></rss>', []],
    [
      'one after the other',
      '<rss>\n<item>a</item>\n\n<item >b</item ></rss>',
      [
        [2, '<item>a</item>'],
        [4, '<item >b</item >'],
      ],
    ],
    ['entries', '<entry>a</entry>', [[1, '<entry>a</entry>']]],
    ['words that only begin alike', '<items><item-x></items>', []],
    ['in a comment', '<!-- <item>a</item> -->\n<item>b</item>', [[2, '<item>b</item>']]],
    [
      'with a comment that speaks of the end',
      '<item><!-- </item> -->a</item>',
      [[1, '<item><!-- </item> -->a</item>']],
    ],
    ['with CDATA that speaks of it', '<item><![CDATA[</item>]]></item>', [[1, '<item><![CDATA[</item>]]></item>']]],
    [
      'that do not end',
      '<item>a\n<item>b</item>',
      [
        [1, expect.stringContaining('does not end')],
        [2, '<item>b</item>'],
      ],
    ],
    [
      'that the file cuts off',
      '<item>a</item><item>b',
      [
        [1, '<item>a</item>'],
        [1, expect.stringContaining('file ends')],
      ],
    ],
    [
      'that are too long',
      `<item>${'x\n'.repeat(100)}</item><item>b</item>`,
      [
        [1, null],
        [101, '<item>b</item>'],
      ],
    ],
    [
      'with CDATA that has no end',
      `<item><![CDATA[${'x'.repeat(100)}</item><item>b</item>${'y'.repeat(100)}<item>c</item>`,
      [
        [1, null],
        [1, '<item>b</item>'],
        [1, '<item>c</item>'],
      ],
    ],
  ])('%s', (_name, text, expected) => {
    expect(split(text, size)).toEqual(expected)
  })
})

test('however long the file, no more than one item is held', () => {
  const splitter = xmlItemSplitter(1000)
  const before = process.memoryUsage().heapUsed
  for (let n = 0; n < 2000; n++) splitter.push('<!-- x'.repeat(5000))
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024)
})
