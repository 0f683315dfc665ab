import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isProductName } from '../../src/briefs/fit-names.ts'
import { isInstructionShaped } from '../../src/briefs/instruction-shaped.ts'

const lines = <Row>(path: string): Row[] =>
  readFileSync(new URL(`../../../shared/${path}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
const products = lines<{ product_name: string; about_product: string }>('data/amazon_in_products/products.jsonl')

test('names and descriptions of a real catalogue are no orders', () => {
  const names = [...new Set(products.map(({ product_name }) => product_name))]
  expect(names.length).toBeGreaterThan(600)
  expect(names.filter((name) => !isProductName(name, [])).length / names.length).toBeLessThan(0.005)
  const facts = products.flatMap(({ about_product }) => about_product.split('|'))
  expect(facts.filter(isInstructionShaped).length / facts.length).toBeLessThan(0.005)
})

test('what attackers write is not taken for the name of a thing', () => {
  const texts = lines<{ text: string }>('corpora/injections-union/injections-00.jsonl').map(({ text }) => text)
  expect(texts.length).toBeGreaterThan(700)
  expect(texts.filter((text) => isProductName(text.slice(0, 500), [])).length / texts.length).toBeLessThan(0.01)
})
