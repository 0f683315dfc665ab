import { describe, expect, test } from 'vitest'
import { readTraits } from '../../src/customers/traits.ts'

describe('traits that a tracking client sends', () => {
  test.each([
    ['a name', { firstName: 'Ines' }, { firstName: 'Ines' }, []],
    ['a phone number as people write it', { phone: '+34 612-345-678' }, { phone: '+34612345678' }, []],
    ['a phone number without country code', { phone: '612345678' }, {}, ['phone']],
    ['something that is no e-mail address', { email: 'ines' }, {}, ['email']],
    ['a number for a name', { firstName: 7 }, {}, ['firstName']],
    ['U+0000', { firstName: '\u0000' }, {}, ['firstName']],
    ['a zone that does not exist', { timeZone: 'Mars/Base' }, {}, ['timeZone']],
    ['nothing', { firstName: null, lastName: undefined, email: '' }, {}, []],
  ])('%s', (_name, traits, values, ignored) => {
    expect(readTraits(traits, { mayChangeAddresses: true })).toEqual({ values, ignored })
  })
})
