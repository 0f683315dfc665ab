import { describe, expect, test } from 'vitest'
import { readingEase } from '../../src/guardrails/reading-ease.ts'
import { readingLevel } from '../../src/guardrails/reading-level.ts'
import { aBrief } from '../support/brief-examples.ts'
import { foundWords } from './found-words.ts'

const EASY =
  'The pan is light. You can lift it with one hand. It fits in a small sink. We will tell you how to care for it. Just ask us. We will help you with it. All parts can be used for years.'
const HARD =
  'Notwithstanding considerable manufacturing complexity, the multifunctional appliance incorporates sophisticated technological innovations, facilitating exceptionally economical utilisation of electrical energy throughout extraordinarily demanding household applications and simultaneously guaranteeing outstanding reliability. '.repeat(
    2,
  )
const EASY_DE =
  'Die Pfanne ist leicht. Sie passt in jede Spüle. Sie heben sie mit einer Hand. Wir sagen Ihnen gern, wie man sie pflegt. Fragen Sie uns. Der Griff wird nicht heiß. Sie hält viele Jahre lang.'
const HARD_DE =
  'Die Berücksichtigung unterschiedlicher Haushaltsgrößenverhältnisse ermöglicht außerordentlich wirtschaftliche Energieverbrauchsoptimierungen, insbesondere hinsichtlich anspruchsvoller Geschirrspülgewohnheiten, deren Beschreibung gegebenenfalls zusätzliche Informationsmaterialien erforderlich erscheinen lässt, welche selbstverständlich jederzeit bereitgestellt werden. '.repeat(
    2,
  )
const EASY_ES =
  'La sartén pesa poco. Se puede usar con una mano. Cabe en el lavabo. Le decimos cómo se cuida. Solo tiene que preguntar. El mango no se pone muy caliente. Dura mucho y es fácil de lavar.'
const HARD_ES =
  'La incorporación simultánea de innovaciones tecnológicas extraordinariamente sofisticadas posibilita optimizaciones considerables del aprovechamiento energético, particularmente relacionadas con electrodomésticos multifuncionales destinados habitualmente a aplicaciones profesionales especializadas de características excepcionales. '.repeat(
    2,
  )

describe('the ease of a text', () => {
  test.each([
    ['en', EASY, 90, 100],
    ['en', HARD, 0, 10],
    ['de', EASY_DE, 75, 100],
    ['de', HARD_DE, 0, 10],
    ['es', EASY_ES, 85, 100],
    ['es', HARD_ES, 0, 20],
  ])('in %s', (code, text, least, most) => {
    const ease = readingEase(text, code)
    expect(ease).toBeGreaterThanOrEqual(least)
    expect(ease).toBeLessThanOrEqual(most)
  })

  test('is that of the formula of its language', () => {
    // 206.835 - 1.015 * 11 - 84.6 * 15 / 11
    expect(readingEase('The dishwasher is silent and has plenty of room for you. '.repeat(3), 'en')).toBe(80)
    // 180 - 8 - 58.5 * 11 / 8
    expect(readingEase('Ich habe ein Haus, du hast eine Katze. '.repeat(4), 'de')).toBe(92)
    // 206.84 - 1.02 * 9 - 60 * 25 / 9
    expect(readingEase('La lavadora silenciosa tiene espacio suficiente para doce cubiertos. '.repeat(4), 'es')).toBe(
      31,
    )
  })

  test.each([
    ['a short text', 'The cat sat on the mat.', 'en'],
    ['a language without a formula', EASY, 'pl'],
    ['a language that is a name of an object’s own', EASY, 'constructor'],
  ])('is not known for %s', (_what, text, code) => {
    expect(readingEase(text, code)).toBeNull()
  })
})

const wanting = (minReadingEase: number, locale: string | null) => ({
  brief: { locale, brand: { ...aBrief().brand, minReadingEase } },
})

test.each([
  ['hard, of which the brand wants less', HARD, wanting(60, 'en-GB'), ['warn: -']],
  ['hard, and nothing is known of the language', HARD, wanting(60, null), ['warn: -']],
  ['hard, and the brand does not mind', HARD, {}, []],
  ['easy', EASY, wanting(60, 'en-GB'), []],
  [
    'easy but for what nobody can shorten',
    `${EASY} {{p1.name}} https://shop.example/extraordinarily-complicated-multifunctional`,
    wanting(90, 'en-GB'),
    [],
  ],
])('a text that is %s', (_what, text, options, expected) => {
  expect(foundWords(readingLevel, text, options)).toEqual(expected)
})
