import { describe, expect, test } from 'vitest'
import { leftoverPlaceholder } from '../../src/guardrails/leftover-placeholder.ts'
import { foundWords } from './found-words.ts'

describe('gaps that nobody filled', () => {
  test.each([
    ['Dear [Name],', ['[Name]']],
    ['[YOUR COMPANY] thanks you', ['[YOUR COMPANY]']],
    ['[insert price here]', ['[insert price here]']],
    ['Hi <first name>,', ['<first name>']],
    ['Hi %FIRSTNAME%,', ['%FIRSTNAME%']],
    ['Hi %%first_name%%,', ['%%first_name%%']],
    ['Hi *|FNAME|*,', ['*|FNAME|*']],
    ['Hi <%= name %>,', ['<%= name %>']],
    ['Hi {first_name},', ['{first_name}']],
    ['Hi ${name},', ['${name}']],
    ['Hi {{{p1.name}}},', ['{{{p1.name}}}']],
    ['Hi [[name]],', ['[[name]]']],
    ['Hi «First_Name»,', ['«First_Name»']],
    ['Hi {{p1.name', ['{{']],
    ['It costs XXX.', ['XXX']],
    ['It costs €XX.', ['€XX']],
    ['TODO write this', ['TODO']],
    ['Lorem ipsum dolor', ['Lorem ipsum']],
    ['Dear Customer Name,', ['Dear Customer Name']],
    ['Hello undefined,', ['Hello undefined']],
    ['Regards\nYour Name', ['Your Name']],
  ])('%j', (body, expected) => {
    expect(foundWords(leftoverPlaceholder, body)).toEqual(expected)
  })
})

describe('a field with nothing in it', () => {
  test.each([
    ['', ['']],
    [' \n ', [' \n ']],
    ['string', ['string']],
    ['"String"', ['"String"']],
    ['null', ['null']],
  ])('%j', (body, expected) => {
    expect(foundWords(leftoverPlaceholder, body)).toEqual(expected)
  })

  test('the word "string" as subject', () => {
    expect(foundWords(leftoverPlaceholder, 'Hello', { subject: 'string' })).toEqual(['string'])
  })

  test('an e-mail without a subject, but not a call script', () => {
    const message = { content: { body: 'Hello' } }
    expect(foundWords(leftoverPlaceholder, 'Hello', { message })).toEqual(['-'])
    expect(foundWords(leftoverPlaceholder, 'Hello', { message, brief: { channel: 'call' } })).toEqual([])
  })
})

test.each([
  ['Hello {{customer.first_name}}, the {{p1.name}} is quiet.'],
  ['A reviewer wrote "it is quiet [...] and quick [sic]"'],
  ['Size XXL and XL, 100% cotton and 50 % wool, 10% more'],
  ['A string of lights'],
  ['Love it <3 and 3 < 4'],
  ['Dear customer, what is in a name?'],
])('finished text passes: %j', (body) => {
  expect(foundWords(leftoverPlaceholder, body)).toEqual([])
})

test('"TODO" is a word in Spanish', () => {
  expect(foundWords(leftoverPlaceholder, 'TODO lo que necesitas', { brief: { locale: 'es-ES' } })).toEqual([])
  expect(foundWords(leftoverPlaceholder, 'TODO: escribir', { brief: { locale: 'es-ES' } })).toEqual(['TODO:'])
})
