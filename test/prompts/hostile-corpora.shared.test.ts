import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadPrompts } from '../../src/prompts/load-prompts.ts'
import { briefFullOf, expectClosedBlock } from './hostile.ts'

const corpora = new URL('../../../shared/corpora/', import.meta.url)
const prompts = loadPrompts(new URL('../../prompts/', import.meta.url))

beforeAll(() => {
  if (!existsSync(corpora)) throw new Error('These tests need the folder ../shared/corpora beside the project.')
})

const lines = (path: string): string[] => readFileSync(new URL(path, corpora), 'utf8').split('\n').filter(Boolean)
const injections = () =>
  lines('injections-union/injections-00.jsonl').map((line) => (JSON.parse(line) as { text: string }).text)
const templates = () => {
  const blocks = JSON.parse(
    readFileSync(new URL('payloads-web/ssti/javascript-blocks.json', corpora), 'utf8'),
  ) as unknown
  return [...lines('payloads-web/ssti/ssti.fuzz.txt'), ...stringsIn(blocks)]
}
const stringsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : value && typeof value === 'object'
      ? Object.values(value).flatMap(stringsIn)
      : []

describe.each([
  ['prompt injections', injections, 700],
  ['template injections', templates, 80],
])('public %s', (_, load, atLeast) => {
  test('neither close the block, nor become a role, nor run', () => {
    const texts = load()
    expect(texts.length).toBeGreaterThan(atLeast)
    for (const text of texts) {
      for (const prompt of prompts) {
        const { system, user } = prompt.render(briefFullOf(text), text)
        expect(system).toBe(prompt.render(briefFullOf('calm')).system)
        const records = expectClosedBlock(user)
        expect(records.map(({ record }) => record)).toEqual(['task', 'instruction', 'product', 'fact', 'fact'])
      }
    }
  })
})
