import { expect, test } from 'vitest'
import { unknownEmail } from '../../src/guardrails/unknown-email.ts'
import { foundWords } from './found-words.ts'

test.each([
  ['Write to ana@shop.example.', ['ana@shop.example']],
  ['Write to ana+x@mail.shop.example, please', ['ana+x@mail.shop.example']],
  ['<ana@shop.example>', ['ana@shop.example']],
  ['mailto:ana@shop.example', ['mailto:ana@shop.example']],
  ['ana＠shop.example', ['ana＠shop.example']],
  ['josé@correo.es', ['josé@correo.es']],
  ['info@{{brand.name}}.com', ['info@{{brand.name}}.com']],
  ['{{brand.name}}@mail.example', ['{{brand.name}}@mail.example']],
  ['ana at shop dot com', ['ana at shop dot com']],
  ['ana [at] shop.com', ['ana [at] shop.com']],
  ['ana(at)shop(dot)com', ['ana(at)shop(dot)com']],
  ['ana arroba tienda punto es', ['ana arroba tienda punto es']],
  ['ana <at> shop <dot> com', ['ana <at> shop <dot> com']],
  ['ana-at-shop-dot-com', ['ana-at-shop-dot-com']],
  ['ana ät shop punkt de', ['ana ät shop punkt de']],
  ['ana(@)shop.com', ['ana(@)shop.com']],
])('%j holds an address', (body, expected) => {
  expect(foundWords(unknownEmail, body)).toEqual(expected)
})

test.each([['Meet us @ the fair'], ['Look at the dot in the corner.'], ['At home or at work'], ['2 @ 10']])(
  '%j holds none',
  (body) => {
    expect(foundWords(unknownEmail, body)).toEqual([])
  },
)
