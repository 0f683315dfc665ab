import { describe, expect, test } from 'vitest'
import { readIdempotencyKey } from '../../src/http/idempotency-key.ts'

describe('an Idempotency-Key', () => {
  test.each([
    ['bare', 'abc', 'abc'],
    ['as a structured field', '"abc"', 'abc'],
    ['a UUID', '8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['with a space in it', 'order 17', 'order 17'],
    ['with a quote in it, bare', 'a"b', 'a"b'],
    ['with a quote in it, quoted', '"a\\"b"', 'a"b'],
    ['with a backslash in it, quoted', '"a\\\\b"', 'a\\b'],
    ['of 255 characters', 'k'.repeat(255), 'k'.repeat(255)],
    ['of 255 characters, quoted', `"${'k'.repeat(255)}"`, 'k'.repeat(255)],
  ])('%s is read', (_name, value, key) => {
    expect(readIdempotencyKey([value])).toBe(key)
  })

  test.each([
    ['empty', ['']],
    ['empty in quotes', ['""']],
    ['of 256 characters', ['k'.repeat(256)]],
    ['of 256 characters, quoted', [`"${'k'.repeat(256)}"`]],
    ['with a letter outside ASCII', ['clé']],
    ['with a control character', ['a\tb']],
    ['with an open quote', ['"abc']],
    ['with a quote inside quotes', ['"a"b"']],
    ['with an unknown escape', ['"a\\b"']],
    ['with parameters', ['"abc";v=1']],
    ['sent twice', ['abc', 'abc']],
    ['missing', []],
  ])('%s is refused', (_name, values) => {
    expect(() => readIdempotencyKey(values)).toThrow(
      expect.objectContaining({ type: '/problems/validation', status: 400 }),
    )
  })
})
