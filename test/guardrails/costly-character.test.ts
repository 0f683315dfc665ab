import { expect, test } from 'vitest'
import { costlyCharacter } from '../../src/guardrails/costly-character.ts'
import { foundWords } from './found-words.ts'
import { aBrief, aMessage } from '../support/brief-examples.ts'

const LONG = 'This text has more than the seventy characters that one segment of UCS-2 holds.'
const found = (body: string, slots: Record<string, string> = {}, lastLine = 'Aquila: reply STOP to opt out') => {
  const merged = body.replace(/\{\{([^}]*)\}\}/g, (_, name: string) => slots[name] ?? name)
  const message = { slots, rendered: `${merged}\n${lastLine}` }
  return foundWords(costlyCharacter, body, { brief: { channel: 'sms' }, message })
}

test.each<[string, string[]]>([
  [`${LONG} It’s here.`, ['warn: ’']],
  [`${LONG} It’s 10–12 cm, it’s…`, ['warn: ’', 'warn: –', 'warn: …']],
  [`${LONG} It's 10-12 cm.`, []],
  // One segment either way costs nothing.
  ['It’s here.', []],
  // Replacing the dash alone would change nothing: the accent needs UCS-2 all the same.
  [`${LONG} Más – aquí.`, []],
  [`${LONG} 😀`, []],
])('in %j it finds %j', (body, expected) => {
  expect(found(body)).toEqual(expected)
})

test('it finds the slot whose value holds it, and the name in the last line', () => {
  expect(found(`${LONG} {{p1.name}}`, { 'p1.name': 'Silent – 39' })).toEqual(['warn: {{p1.name}}'])
  expect(found(LONG, {}, 'Rock ’n’ Wash: reply STOP to opt out')).toEqual(['warn: -'])
})

test('it says what to write and what that saves', () => {
  const body = `${LONG} It’s here.`
  const message = aMessage({ content: { body }, slots: {}, rendered: body })
  expect(costlyCharacter.check(message, aBrief({ channel: 'sms' })).map((finding) => finding.message)).toEqual([
    `"’" is not in the alphabet of SMS: with plain characters this would take 1 segment instead of 2. Write ' for it.`,
  ])
})

test('it says nothing of other channels', () => {
  const body = `${LONG} It’s here.`
  expect(foundWords(costlyCharacter, body, { message: { rendered: body } })).toEqual([])
})
