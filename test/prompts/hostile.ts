import { expect } from 'vitest'
import type { Brief } from '../../src/briefs/brief.ts'
import { aBrief, aFact } from '../support/brief-examples.ts'

/** A brief that holds one stranger's text in every field that strangers can fill. */
export function briefFullOf(text: string): Brief {
  const brief = aBrief()
  return aBrief({
    stageReason: text,
    note: text,
    unknown: [text],
    products: brief.products.map((product) => ({ ...product, name: text, category: text, availability: text })),
    facts: [aFact({ text }), aFact({ id: 'f2', kind: 'concern', use: 'steer', text })],
    brand: { voice: text, bannedPhrases: [text], linkDomains: [] },
  })
}

/** Fails unless the block is closed exactly once, at its end, and every line in between is one record that code began. */
export function expectClosedBlock(user: string): Record<string, unknown>[] {
  const lines = user.split('\n')
  expect(lines.filter((line) => line.includes('<brief>'))).toEqual(['<brief>'])
  expect(lines.filter((line) => line.includes('</brief>'))).toEqual(['</brief>'])
  expect(lines.at(-1)).toBe('</brief>')
  const records = lines.slice(lines.indexOf('<brief>') + 1, -1)
  for (const line of records) expect(line).toMatch(/^\{"record":"(task|instruction|product|offer|fact)",/)
  expect(user).not.toMatch(/[\p{Cf}\u2028\u2029]|[^\P{Cc}\n]/u)
  return records.map((line) => JSON.parse(line) as Record<string, unknown>)
}
