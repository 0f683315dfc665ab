import { describe, expect, test } from 'vitest'
import { csvFields, csvSplitter } from '../../src/catalog/csv-records.ts'

/** Line and fields of each record, `null` where it was too long, cut from chunks of `size` bytes. */
function records(text: string, size: number, delimiter: ',' | '\t' = ',', maxBytes = 40) {
  const bytes = Buffer.from(text)
  const splitter = csvSplitter(delimiter, maxBytes)
  const found = []
  for (let at = 0; at < bytes.length; at += size) found.push(...splitter.push(bytes.subarray(at, at + size)))
  found.push(...splitter.end())
  return found.map(({ line, bytes: record }) => [
    line,
    record === null ? null : csvFields(Buffer.from(record).toString('utf8'), delimiter),
  ])
}

describe.each([1, 2, 3, 1000])('records of chunks of %i bytes', (size) => {
  test.each<[string, string, unknown[]]>([
    ['nothing', '', []],
    [
      'plain',
      'a,b\nc,d',
      [
        [1, ['a', 'b']],
        [2, ['c', 'd']],
      ],
    ],
    [
      'CR LF, with empty lines that count',
      'a\r\n\r\n\nb\r\n',
      [
        [1, ['a']],
        [4, ['b']],
      ],
    ],
    [
      'empty fields',
      ',\n,,',
      [
        [1, ['', '']],
        [2, ['', '', '']],
      ],
    ],
    ['a comma in marks', '"a,b",c', [[1, ['a,b', 'c']]]],
    ['marks in marks', '"a ""b"" c","""",""', [[1, ['a "b" c', '"', '']]]],
    [
      'ends of lines in marks',
      '"a\r\nb\n",c\nd',
      [
        [1, ['a\r\nb\n', 'c']],
        [4, ['d']],
      ],
    ],
    [
      'a mark inside a field, which means itself',
      '15" screen,b"c\nd',
      [
        [1, ['15" screen', 'b"c']],
        [2, ['d']],
      ],
    ],
    [
      'text after a mark that closed',
      '"a"b,c\nd',
      [
        [1, null],
        [2, ['d']],
      ],
    ],
    ['letters of many bytes', '"ä€😀",ß', [[1, ['ä€😀', 'ß']]]],
    [
      'a record that is too long',
      `a\n${'x'.repeat(41)}\nb`,
      [
        [1, ['a']],
        [2, null],
        [3, ['b']],
      ],
    ],
    [
      'a mark that never closes',
      `a\n"${'x'.repeat(30)}\n${'y'.repeat(30)}\nb\n`,
      [
        [1, ['a']],
        [2, null],
        [4, ['b']],
      ],
    ],
    [
      'a mark that is open at the end',
      'a\n"b',
      [
        [1, ['a']],
        [2, null],
      ],
    ],
  ])('%s', (_name, text, expected) => {
    expect(records(text, size)).toEqual(expected)
  })

  test('with tabs between', () => {
    expect(records('a,b\t"c\td"\n', size, '\t')).toEqual([[1, ['a,b', 'c\td']]])
  })
})
