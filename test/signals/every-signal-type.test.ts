import { expect, describe, test } from 'vitest'
import { composeBrief } from '../../src/briefs/compose-brief.ts'
import { typeNamed, typeOfEvent } from '../../src/signals/find-type.ts'
import { readSegmentMessage } from '../../src/signals/segment.ts'
import { signalTypes } from '../../src/signals/types/list.ts'
import { parseSignal } from '../../src/signals/wire.ts'
import { input, product, signal } from '../briefs/inputs.ts'

const now = new Date('2026-11-22T12:00:00Z')
/** What any kind can read: a product, and no more. */
const PLAIN = { productId: 'a' }
/** What stands in a field where it does not belong. */
const NASTY: [string, unknown][] = [
  ['nothing', null],
  ['an empty text', ''],
  ['a long text', 'x'.repeat(10_000)],
  ['a number beyond measure', 1e308],
  ['a negative number', -1],
  ['true', true],
  ['a list', [[[]]]],
  ['an object', { toString: 1 }],
  ['a list of nothing', [null, 0, 'a']],
  ['markup', '<script>{{p1.name}}</script>'],
  ['controls', '\u0001\u202E\u2028'],
]
const fieldsOf = (properties: object): string[] => Object.keys((properties as { shape?: object }).shape ?? PLAIN)

test('type names are unique, in small letters, in the past tense', () => {
  const names = signalTypes.map(({ type }) => type)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
})

describe.each(signalTypes.map((type) => [type.type, type] as const))('%s', (name, type) => {
  test('is found by its name and by every name that clients send', () => {
    expect(typeNamed(name)).toBe(type)
    expect(type.eventNames.length).toBeGreaterThan(0)
    for (const event of [name, ...type.eventNames]) expect(typeOfEvent(event)?.type, event).toBe(type)
    for (const event of Object.keys(type.implied ?? {})) expect(type.eventNames).toContain(event)
  })

  test.each(type.eventNames.map((event) => [event]))('is what a tracked "%s" becomes', (event) => {
    const message = { type: 'track', event, userId: 'c-1', messageId: 'm-1', properties: PLAIN }
    const read = readSegmentMessage(message, { receivedAt: now, source: 'web' })
    expect(read).toMatchObject({
      kind: 'signal',
      signal: { type: name, name: event, origin: type.origin, properties: { ...PLAIN, ...type.implied?.[event] } },
    })
  })

  test('is taken by POST /v1/signals and keeps what it does not know', () => {
    const sent = { type: name, customerId: 'c-1', messageId: 'm-1', occurredAt: '2026-11-20T10:00:00Z' }
    const properties = { ...PLAIN, colour: 'red', nested: { deep: [1] } }
    expect(parseSignal({ ...sent, properties }, now)).toMatchObject({
      ok: true,
      signal: { type: name, origin: type.origin, properties },
    })
  })

  test('says what happened in the past tense, with no word that was sent', () => {
    const words = [
      'topic',
      'query',
      'title',
      'text',
      'body',
      'site',
      'category',
      'network',
      'coupon_id',
      'url',
      'question',
    ]
    const sent = { productId: 'SECRET', ...Object.fromEntries(words.map((word) => [word, 'SECRET'])) }
    const says = type.describe(type.properties.parse(sent))
    expect(says).not.toContain('SECRET')
    expect(says).toMatch(/^[a-z0-9][a-z0-9 .-]*$/)
  })

  test('weighs 0 to 10', () => {
    const properties = type.properties.parse(PLAIN)
    for (const weight of [type.weight, type.weightOf?.(properties) ?? 0]) {
      expect(weight).toBeGreaterThanOrEqual(0)
      expect(weight).toBeLessThanOrEqual(10)
    }
  })

  test.each(NASTY)('reads or refuses %s in any field, and never throws', (_name, value) => {
    for (const field of [...fieldsOf(type.properties), 'colour']) {
      const read = type.properties.safeParse({ ...PLAIN, [field]: value })
      if (!read.success) {
        for (const issue of read.error.issues) expect(issue.message, field).toMatch(/^must /)
        continue
      }
      const ids = type.productIds(read.data)
      expect(
        ids.every((id) => typeof id === 'string' && id.trim() !== '' && id.length <= 200),
        field,
      ).toBe(true)
      expect(new Set(ids).size).toBe(ids.length)
      expect(type.category(read.data) ?? '').toBeTypeOf('string')
      expect(type.describe(read.data)).toMatch(/^[a-z0-9][a-z0-9 .-]*$/)
      expect(type.isComplaint(read.data)).toBeTypeOf('boolean')
      expect(['first', 'third']).toContain(type.partyOf?.(read.data) ?? type.party)
    }
  })

  test('is mentioned only where the customer said it to us', () => {
    const given = signal(name, 1, PLAIN)
    const { facts } = composeBrief(input({ signals: [given], products: [product('a')] }))
    const uses = facts.filter(({ kind }) => kind === 'signal').map(({ use }) => use)
    const said = type.origin === 'stated' && type.party === 'first'
    for (const use of uses) expect(use).toBe(said ? 'mention' : 'steer')
  })
})
