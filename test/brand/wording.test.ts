import { describe, expect, test } from 'vitest'
import { wordingsFor } from '../../src/brand/wording.ts'
import { tightened } from '../../src/brand/max-length.ts'

const on = { channel: 'email', purpose: 'marketing', locale: null } as const

describe('what the brand always says', () => {
  test.each([
    ['is said everywhere', {}, on, true],
    ['is said on its channel', { channels: ['email', 'sms'] }, on, true],
    ['is not said on another channel', { channels: ['sms'] }, on, false],
    ['is said for its purpose', { purposes: ['marketing'] }, on, true],
    ['is not said for another purpose', { purposes: ['service'] }, on, false],
    ['needs both', { channels: ['email'], purposes: ['service'] }, on, false],
  ] as const)('%s', (_what, where, occasion, isSaid) => {
    const wording = { text: 'a', ...structuredClone(where) }
    expect(wordingsFor([wording] as never, occasion).map(({ text }) => text)).toEqual(isSaid ? ['a'] : [])
  })

  test.each([
    ['de-AT', 'eins'],
    ['DE', 'eins'],
    ['pt-BR', 'one'],
    [null, 'one'],
    ['constructor', 'one'],
  ])('in the language of %s is %s', (locale, text) => {
    const wording = { text: 'one', translations: { de: 'eins' }, reason: 'because' }
    expect(wordingsFor([wording], { ...on, locale })).toEqual([{ ...wording, text }])
  })
})

describe('the lengths of the brand', () => {
  const limits = { subject: 120, body: 4000 }
  test.each([
    ['email', {}, limits],
    ['email', { email: { body: 900 } }, { subject: 120, body: 900 }],
    ['email', { email: { subject: 50 }, chat: { body: 200 } }, { subject: 50, body: 4000 }],
    ['email', { email: { subject: 500, body: 5000 } }, limits],
    ['sms', { sms: { segments: 1 } }, { ...limits, segments: 1 }],
    ['sms', { email: { body: 900 } }, limits],
    ['call', { call: { body: 900 } }, { subject: 120, body: 900 }],
    ['webhook', { sms: { segments: 1 } }, limits],
  ] as const)('on %s with %j', (channel, wanted, expected) => {
    expect(tightened(channel, limits, wanted)).toEqual(expected)
  })
})
