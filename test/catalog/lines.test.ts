import { describe, expect, test } from 'vitest'
import { lineSplitter } from '../../src/catalog/lines.ts'

/** Number and text of the lines, `null` where the line was too long, cut from chunks of `size` bytes. */
function split(text: string, maxBytes: number, size: number): [number, string | null][] {
  const bytes = Buffer.from(text)
  const splitter = lineSplitter(maxBytes)
  const lines = []
  for (let at = 0; at < bytes.length; at += size) lines.push(...splitter.push(bytes.subarray(at, at + size)))
  lines.push(...splitter.end())
  return lines.map((line) => [line.number, line.bytes === null ? null : Buffer.from(line.bytes).toString('utf8')])
}

describe.each([1, 2, 3, 7, 1000])('lines of chunks of %i bytes', (size) => {
  test.each([
    ['nothing', '', []],
    ['one line', 'a\n', [[1, 'a']]],
    [
      'a last line without its end',
      'a\nbc',
      [
        [1, 'a'],
        [2, 'bc'],
      ],
    ],
    ['empty lines, which count', '\n\na\n\n', [[3, 'a']]],
    [
      'letters of many bytes',
      'ä€😀\nß\n',
      [
        [1, 'ä€😀'],
        [2, 'ß'],
      ],
    ],
    [
      'CR LF',
      'a\r\nb',
      [
        [1, 'a\r'],
        [2, 'b'],
      ],
    ],
    ['a line of just the allowed length', `${'x'.repeat(12)}\n`, [[1, 'x'.repeat(12)]]],
    [
      'a line that is too long',
      `a\n${'x'.repeat(13)}\nb`,
      [
        [1, 'a'],
        [2, null],
        [3, 'b'],
      ],
    ],
    [
      'a last line that is too long',
      `a\n${'x'.repeat(100)}`,
      [
        [1, 'a'],
        [2, null],
      ],
    ],
  ])('%s', (_name, text, lines) => {
    expect(split(text, 12, size)).toEqual(lines)
  })
})
