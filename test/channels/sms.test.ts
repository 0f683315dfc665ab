import { describe, expect, test } from 'vitest'
import type { Frame } from '../../src/channels/channel.ts'
import { chat } from '../../src/channels/chat.ts'
import { measureSms } from '../../src/channels/sms-size.ts'
import { sms } from '../../src/channels/sms.ts'

const frame = (change: Partial<Frame> = {}): Frame => ({
  sender: { name: 'Aquila', email: 'hello@aquila.example', replyTo: null, postalAddress: '1 Quay, Lisbon' },
  unsubscribeUrl: 'https://foreword.test/u/token',
  links: [],
  locale: 'en-GB',
  ...change,
})

describe('an SMS', () => {
  test.each([
    ['en-GB', 'Aquila: reply STOP to opt out'],
    ['de-AT', 'Aquila: Abmelden mit STOP'],
    ['ES', 'Aquila: baja respondiendo STOP'],
    ['fr-FR', 'Aquila: STOP pour ne plus en recevoir'],
    ['pt-PT', 'Aquila: reply STOP to opt out'],
    [null, 'Aquila: reply STOP to opt out'],
  ])('says in its last line who writes and how to end it (%s)', (locale, line) => {
    const rendered = sms.render({ body: ' It costs 5 €.\r\nQuestions? \n' }, frame({ locale }))
    expect(rendered).toEqual({ text: `It costs 5 €.\nQuestions?\n${line}`, html: null, headers: {} })
    expect(measureSms(line).encoding).toBe('GSM-7')
  })

  test('has no last line as long as there is no brand policy, and one line of its name', () => {
    expect(sms.render({ body: 'Hello.' }, frame({ sender: null })).text).toBe('Hello.')
    const sender = { ...frame().sender!, name: 'Aquila\nLisbon' }
    expect(sms.render({ body: 'Hello.' }, frame({ sender })).text).toBe('Hello.\nAquila Lisbon: reply STOP to opt out')
  })

  test('changes no letter and no sign of the words, only spaces that are none', () => {
    const body = 'Más “aquí” – 10 °C … 649,00\u00a0€'
    expect(sms.render({ body }, frame()).text.split('\n')[0]).toBe('Más “aquí” – 10 °C … 649,00 €')
  })

  test('goes to the telephone', () => {
    expect(sms.addressOf({ id: 'c-1', email: 'a@b.example', phone: '+34612345678' })).toBe('+34612345678')
    expect(sms.addressOf({ id: 'c-1', email: 'a@b.example', phone: null })).toBeNull()
  })
})

test('a chat message is its body and has no address: an agent has the conversation', () => {
  expect(chat.render({ body: 'Hello.\r\n\r\nQuestions?  ' }, frame())).toEqual({
    text: 'Hello.\n\nQuestions?\n',
    html: null,
    headers: {},
  })
  expect(chat.addressOf({ id: 'c-1', email: 'a@b.example', phone: '+34612345678' })).toBeNull()
})
