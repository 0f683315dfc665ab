import { describe, expect, test } from 'vitest'
import { merge } from '../../src/drafts/merge.ts'

const slots = { 'customer.first_name': 'Ines', 'p1.name': 'Silent 39', 'o1.code': '$& $1 {{p1.name}} {' }

describe('merge', () => {
  test.each([
    ['Hello {{customer.first_name}}!', 'Hello Ines!', []],
    ['{{ p1.name }} and {{\tp1.name\n}}', 'Silent 39 and Silent 39', []],
    ['nothing', 'nothing', []],
    ['{{p2.name}} {{p1.name}} {{p2.name}}', '{{p2.name}} Silent 39 {{p2.name}}', ['p2.name']],
    ['{{first name}} {{}}', '{{first name}} {{}}', ['first name', '']],
    ['{{P1.Name}}', '{{P1.Name}}', ['P1.Name']],
    [
      '{{constructor}} {{__proto__}} {{toString}}',
      '{{constructor}} {{__proto__}} {{toString}}',
      ['constructor', '__proto__', 'toString'],
    ],
    ['{{{p1.name}}}', '{Silent 39}', []],
    ['{{p1.name', '{{p1.name', []],
    ['{{ {{p1.name}} }}', '{{ Silent 39 }}', []],
  ])('%j becomes %j', (body, expected, unknown) => {
    expect(merge({ body }, slots)).toEqual({ content: { body: expected }, unknown })
  })

  test('a value is never read as a slot or a pattern', () => {
    expect(merge({ body: '{{o1.code}}{{p1.name}}' }, slots).content.body).toBe('$& $1 {{p1.name}} {Silent 39')
  })

  test('subject and body are both filled, and a missing subject stays missing', () => {
    expect(merge({ subject: '{{p1.name}}', body: '{{x}}' }, slots)).toEqual({
      content: { subject: 'Silent 39', body: '{{x}}' },
      unknown: ['x'],
    })
    expect(Object.keys(merge({ body: '' }, slots).content)).toEqual(['body'])
  })

  test('a hundred thousand braces take no time', () => {
    for (const part of ['{', '{{', '{{ ', '{{a{', '}}{{']) {
      const body = part.repeat(100_000 / part.length)
      const start = performance.now()
      merge({ body }, slots)
      expect(performance.now() - start).toBeLessThan(500)
    }
  })
})
