import { describe, expect, test } from 'vitest'
import { FaultKind, plantFault } from '../../src/campaigns/planted-fault.ts'
import { aBrief } from '../support/brief-examples.ts'

const TEXT =
  'Hello Ines,\n\nthe Silent 39 Dishwasher costs €649.00. Noise level 39 dB, and 14 place settings.\n\nKind regards,\nAquila'
const written = (change: Partial<Parameters<typeof plantFault>[0]> = {}): Parameters<typeof plantFault>[0] => ({
  draftId: 'd-1',
  renderedText: TEXT,
  headers: { Subject: 'About the Silent 39 Dishwasher', From: 'x' },
  slots: { 'customer.first_name': 'Ines', 'p1.name': 'Silent 39 Dishwasher', 'p1.price': '€649.00' },
  brief: aBrief(),
  ...change,
})

describe('a copy with a fault', () => {
  test.each(FaultKind.options)('differs from its draft in one thing: %s', (kind) => {
    for (let seed = 0; seed < 50; seed++) {
      const planted = plantFault(written(), `s${seed}`, kind)!
      expect(planted.kind).toBe(kind)
      expect(planted.text).not.toBe(TEXT)
      expect(planted.text).toContain(planted.now)
      if (planted.was === null) expect(planted.text.replace(` ${planted.now}`, '')).toBe(TEXT)
      else {
        expect(TEXT).toContain(planted.was)
        expect(planted.was).not.toBe(planted.now)
        expect(planted.text).not.toContain(planted.was)
        expect(planted.text).toBe(TEXT.replaceAll(planted.was, planted.now))
      }
    }
  })

  test('is the same for the same seed and draft, and each kind turns up', () => {
    const kinds = new Set<string>()
    for (let seed = 0; seed < 60; seed++) {
      const planted = plantFault(written(), `s${seed}`)!
      kinds.add(planted.kind)
      expect(plantFault(written(), `s${seed}`)).toEqual(planted)
      expect(plantFault(written(), `s${seed}`, planted.kind)).toEqual(planted)
    }
    expect(kinds).toEqual(new Set(FaultKind.options))
  })

  test('gives the subject the same fault', () => {
    const planted = plantFault(written(), 'seed', 'wrong_product')!
    expect(planted.subject).toBe(`About the ${planted.now}`)
  })

  test('has a fault that its draft has a place for: a promise always fits, in the language of the reader', () => {
    const bare = { slots: {}, brief: aBrief({ facts: [], locale: 'de-AT' }) }
    for (const kind of FaultKind.options) {
      expect(plantFault(written(bare), 'seed', kind) === null, kind).toBe(kind !== 'false_promise')
    }
    expect(plantFault(written(bare), 'seed')!.now).toMatch(/zehn Jahre|gratis|ganzes Jahr/)
    expect(plantFault(written({ slots: { 'customer.first_name': 'Clara' } }), 'seed', 'foreign_name')).toBeNull()
    expect(plantFault(written({ renderedText: '' }), 'seed')).toBeNull()
  })
})
