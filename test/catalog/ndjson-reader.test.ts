import { describe, expect, test } from 'vitest'
import { readProductLine } from '../../src/catalog/ndjson-reader.ts'

const read = (line: string | Uint8Array | null) =>
  readProductLine({ number: 1, bytes: typeof line === 'string' ? Buffer.from(line) : line })

describe('a line of an import', () => {
  test.each([
    ['a product', '{"id":"p","name":"N"}'],
    ['a product before a CR', '{"id":"p","name":"N"}\r'],
    ['a product after a byte order mark', '\ufeff{"id":"p","name":"N"}'],
  ])('is read: %s', (_name, line) => {
    expect(read(line)).toEqual({ kind: 'product', product: { id: 'p', name: 'N' } })
  })

  test.each([[''], ['\r'], ['   ']])('is passed over when there is nothing in it: %j', (line) => {
    expect(read(line)).toEqual({ kind: 'empty' })
  })

  test.each([
    ['too long', null, 'The line is longer than 256 KiB.', undefined],
    ['not UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'The line is not UTF-8.', undefined],
    ['not JSON', '{"id":', 'The line is not JSON.', undefined],
    ['no object', '7', 'The line is not a product.', ['']],
    ['without id', '{"name":"N"}', 'The line is not a product.', ['/id']],
    ['with an unknown field', '{"id":"p","name":"N","colour":"red"}', 'The line is not a product.', ['/colour']],
    ['with U+0000', '{"id":"a\\u0000","name":"N"}', 'The line is not a product.', ['/id']],
    ['with a lone surrogate', '{"id":"p","name":"\\ud800"}', 'The line is not a product.', ['/name']],
    [
      'with a currency that does not exist',
      '{"id":"p","name":"N","price":{"amount":"1","currency":"XQX"}}',
      'The line is not a product.',
      ['/price/currency'],
    ],
    ['with a field of __proto__', '{"id":"p","name":"N","__proto__":{}}', 'The line is not a product.', ['/__proto__']],
  ])('is rejected when it is %s', (_name, line, detail, pointers) => {
    const result = read(line)
    if (result.kind !== 'rejected') throw new Error(`was taken as ${result.kind}`)
    expect(result.problem.detail).toBe(detail)
    expect(result.problem.errors?.map((error) => error.pointer)).toEqual(pointers)
  })

  test('that is wrong in a thousand ways is answered in short', () => {
    const fields = Array.from({ length: 1000 }, (_, n) => [`${'x'.repeat(1000)}${n}`, 1])
    const result = read(JSON.stringify({ id: 'p', name: 'N', ...Object.fromEntries(fields) }))
    expect(JSON.stringify(result).length).toBeLessThan(5000)
  })
})
