import { describe, expect, test } from 'vitest'
import { unknownLink } from '../../src/guardrails/unknown-link.ts'
import { foundWords } from './found-words.ts'

describe('no address stands in letters, however it is spelled', () => {
  test.each([
    ['See https://shop.example/dw-1.', ['https://shop.example/dw-1']],
    ['See shop.example or evil.com', ['shop.example', 'evil.com']],
    ['See www.evil', ['www.evil']],
    ['See hxxp://evil[.]com/x', ['hxxp://evil[.]com/x']],
    ['See evil[.]com', ['evil[.]com']],
    ['See evil(dot)com', ['evil(dot)com']],
    ['See evil dot com', ['evil dot com']],
    ['See evil。com', ['evil。com']],
    ['See evil .com', ['evil .com']],
    ['See 192.168.0.1/login', ['192.168.0.1/login']],
    ['See http://[::1]/', ['http://[::1]/']],
    ['See //evil.com/x', ['//evil.com/x']],
    ['See evil.unheardof/path', ['evil.unheardof/path']],
    ['See xn--80ak6aa92e.com', ['xn--80ak6aa92e.com']],
    ['See пример.рф', ['пример.рф']],
    ['See javascript:alert(1)', ['javascript:alert(1)']],
    ['See data:text/html;base64,AAAA', ['data:text/html;base64,AAAA']],
    ['See ftp://evil.com', ['ftp://evil.com']],
    ['See tel:+34612345678', ['tel:+34612345678']],
    ['See [our page][1]\n\n[1]: /sale', ['[our page][1]', '[1]: /sale']],
    ['See bit.ly/abc', ['bit.ly/abc']],
    ['Quiet.It works', ['Quiet.It']],
    ['See h t t p s : / / evil', ['h t t p s : / / evil']],
    ['See www dot evil', ['www dot evil']],
    ['See evil-dot-com', ['evil-dot-com']],
    ['See evil<dot>com', ['evil<dot>com']],
    ['See evil dot de', ['evil dot de']],
    ['Mehr auf evil punkt de.', ['evil punkt de']],
    ['Más en evil punto es.', ['evil punto es']],
    ['Voir evil point fr', ['evil point fr']],
    ['Siehe evil Punkt com', ['evil Punkt com']],
    ['See evil·com', ['evil·com']],
    ['See evil . com', ['evil . com']],
    ['See xn--p1ai', ['xn--p1ai']],
    ['See 0x7f.0x0.0x0.0x1', ['0x7f.0x0.0x0.0x1']],
    ['See 0xC0A80001', ['0xC0A80001']],
    ['See 0300.0250.000.01', ['0300.0250.000.01']],
    ['See evil.com/{{p1.link}}', ['evil.com/', '{{p1.link}}']],
  ])('%j', (body, expected) => {
    expect(foundWords(unknownLink, body)).toEqual(expected)
  })

  test("the brand's own domains too, whatever their ending", () => {
    const brief = { brand: { voice: null, bannedPhrases: [], linkDomains: ['shop.aquila'] } }
    expect(foundWords(unknownLink, 'See Shop.Aquila', { brief })).toEqual(['Shop.Aquila'])
  })
})

describe('nothing may be glued to a slot', () => {
  test.each([
    ['{{p1.link}}.evil.com', ['{{p1.link}}']],
    ['{{p1.link}}?utm=x', ['{{p1.link}}']],
    ['{{p1.link}}@evil', ['{{p1.link}}']],
    ['{{p1.link}}{{p1.name}}', ['{{p1.link}}']],
    ['x{{p1.link}}', ['{{p1.link}}']],
    ['{{brand.name}}.com', ['{{brand.name}}']],
  ])('%j', (body, expected) => {
    expect(foundWords(unknownLink, body)).toEqual(expected)
  })
})

test.each([
  ['All the details: {{p1.link}}.'],
  ['({{p1.link}}), "{{p1.link}}"\n{{p1.link}}\nBye'],
  ['It runs at 39.5 dB, e.g. at night, i.e. 9 p.m. to 6 a.m.'],
  ['Technical data: 39 dB. Note: quiet. Tel: later... and so on'],
  ['A 3.5mm plug, 1.600,00 and 12.5 kg • company colours · online'],
  ['A white-dot-pattern. Punto de encuentro. Der Punkt ist klar.'],
  ['Polka dot in blue. The point de vente. El punto es claro.'],
  ['Quiet. Com is no word'],
  ['Node.js and report.pdf'],
  ['from {{brand.name}}. We hope'],
])('%j holds no link', (body) => {
  expect(foundWords(unknownLink, body)).toEqual([])
})
