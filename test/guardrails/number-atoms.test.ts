import { describe, expect, test } from 'vitest'
import { numberAtoms, readings, supports } from '../../src/guardrails/number-atoms.ts'

describe('figures are read whatever country wrote them', () => {
  test.each([
    ['649', ['649']],
    ['649.00', ['649']],
    ['649,50', ['649.5']],
    ['1,299', ['1299', '1.299']],
    ['1.299', ['1299', '1.299']],
    ['1.299,00', ['1299']],
    ['1,299.00', ['1299']],
    ['1 299', ['1299']],
    ["1'299.50", ['1299.5']],
    ['1,234,567', ['1234567']],
    ['0.250', ['0.25']],
    ['007', ['7']],
    ['1.2.3', ['1.2.3']],
    ['1,2.3,4', ['1,2.3,4']],
  ])('%j', (figures, expected) => {
    expect(readings(figures)).toEqual(expected)
  })
})

describe('a text is read as numbers of different kinds', () => {
  test.each([
    ['It takes 14 place settings', ['plain 14']],
    ['39 dB, 39dB', ['plain 39 decibel', 'plain 39 decibel']],
    ['€649', ['money 649 EUR']],
    ['649,00 €', ['money 649 EUR']],
    ['EUR 1 299,00', ['money 1299 EUR']],
    ['EUR649', ['money 649 EUR']],
    ['12 pounds', ['money 12 GBP']],
    ['20%, 20 percent, 20 Prozent', ['percent 20', 'percent 20', 'percent 20']],
    ['２０％', ['percent 20']],
    ['٢٠٪', ['percent 20']],
    ['iPhone 15 256 GB', ['plain 15', 'plain 256 gigabyte']],
    ['The WM14N200 and the A4 page', []],
    ['a two-year warranty', ['plain 2 year']],
    ['zwei Jahre, dos años, deux ans', ['plain 2 year', 'plain 2 year', 'plain 2 year']],
    ['ten euros', ['money 10 EUR']],
    ['twenty per cent, three hundred euros', ['percent 20', 'money 100 EUR']],
    ['One day, in two minutes, one of three', []],
    ['at 15:00', ['time 15:00']],
    ['10-12 hours', ['plain 10', 'plain 12 hour']],
    ['2026-11-30', ['date 2026/11/30']],
    ['30.11.2026', ['date 2026/11/30']],
    ['03/04/26', ['date 2026/4/3 2026/3/4']],
    ['30 November', ['date ?/11/30']],
    ['November 30th, 2026', ['date 2026/11/30']],
    ['el 30 de noviembre de 2026', ['date 2026/11/30']],
    ['am 30. November 2026', ['date 2026/11/30']],
    ['2 may be enough', ['plain 2']],
    ['no numbers here', []],
  ])('%j', (text, expected) => {
    const shown = numberAtoms(text).map((atom) => {
      if (atom.kind === 'date') {
        return `date ${atom.days.map(({ year, month, day }) => `${year ?? '?'}/${month}/${day}`).join(' ')}`
      }
      const rest = atom.kind === 'money' ? atom.currencies : atom.kind === 'plain' ? [atom.unit?.name ?? null] : []
      return [atom.kind, atom.values.join('|'), ...rest].filter((part) => part !== null).join(' ')
    })
    expect(shown).toEqual(expected)
  })
})

describe('a known number supports what says the same', () => {
  test.each([
    ['39 dB', '39 decibels', true],
    ['39 dB', 'only 39', true],
    ['39 dB', '39 minutes', false],
    ['39 dB', '38 dB', false],
    ['649.00 EUR', '€649', true],
    ['649.00 EUR', '649 USD', false],
    ['649.00 EUR', '$649', false],
    ['649.00 USD', '$649', true],
    ['649.00 EUR', '649', true],
    ['649', '649 EUR', false],
    ['1299 EUR', '1.299 €', true],
    ['1,299.00 EUR', '1 299,00 €', true],
    ['10 % off', '10 percent', true],
    ['10 settings', '10 %', false],
    ['10 % off', '10 settings', false],
    ['until 2026-11-30', '30 November', true],
    ['until 2026-11-30', '30 November 2027', false],
    ['until 2026-11-30', 'in 2026', true],
    ['24/7 support', '24/7', true],
    ['2 years warranty', 'two-year warranty', true],
  ])('%j says %j: %s', (known, said, expected) => {
    const atoms = numberAtoms(known)
    expect(numberAtoms(said).every((atom) => atoms.some((one) => supports(one, atom)))).toBe(expected)
  })
})
