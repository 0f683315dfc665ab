import { describe, expect, test } from 'vitest'
import { email, formatAddress, headerLine } from '../../src/channels/email.ts'
import { SENDER } from './smtp.ts'

const UNSUBSCRIBE = 'https://foreword.test/u/token'
const render = (body: string, links: string[] = [], subject = 'Hello') =>
  email.render({ subject, body }, { sender: SENDER, unsubscribeUrl: UNSUBSCRIBE, links, locale: null })

describe('the text part', () => {
  test('ends with who writes, from where, and how to make it stop', () => {
    expect(render('Hello.').text).toBe(
      `Hello.\n\n--\nAquila, 1 Quay, Lisbon\nYou do not want these messages? One click ends them:\n${UNSUBSCRIBE}\n`,
    )
  })

  test.each([
    ['de-AT', 'Ein Klick genügt:'],
    ['es', 'Basta un clic:'],
    ['fr', 'Un clic suffit :'],
    ['pt-BR', 'One click ends them:'],
    [null, 'One click ends them:'],
  ])('says so in the customer’s language where it knows it: %j', (locale, words) => {
    const frame = { sender: SENDER, unsubscribeUrl: UNSUBSCRIBE, links: [], locale }
    expect(email.render({ subject: 'a', body: 'b' }, frame).text).toContain(`${words}\n${UNSUBSCRIBE}`)
  })

  test('has no sender to name until the brand is set', () => {
    const rendered = email.render(
      { subject: 'a', body: 'Hello.' },
      { sender: null, unsubscribeUrl: UNSUBSCRIBE, links: [], locale: null },
    )
    expect(rendered.text).toBe('Hello.\n')
    expect(rendered.headers).not.toHaveProperty('From')
  })
})

describe('the HTML part', () => {
  test.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['a & b', 'a &amp; b'],
    ['"><img src=x onerror=alert(1)>', '&quot;&gt;&lt;img src=x onerror=alert(1)&gt;'],
    ["it's", 'it&#39;s'],
    ['&lt;', '&amp;lt;'],
  ])('shows %j as it is written', (body, shown) => {
    expect(render(body).html).toContain(`<p>${shown}</p>`)
  })

  test('links what code put there, and nothing else', () => {
    const { html } = render('https://shop.example/dw-1 and https://evil.example/', ['https://shop.example/dw-1'])
    expect([...html!.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)].map(([, href, text]) => [href, text])).toEqual([
      ['https://shop.example/dw-1', 'https://shop.example/dw-1'],
      [UNSUBSCRIBE, UNSUBSCRIBE],
    ])
  })

  test('keeps a link whole when another one begins it', () => {
    const links = ['https://shop.example/dw', 'https://shop.example/dw-10', 'https://shop.example/dw-1']
    const { html } = render('https://shop.example/dw-10 https://shop.example/dw-1 https://shop.example/dw', links)
    expect(html).toContain(
      '<p><a href="https://shop.example/dw-10">https://shop.example/dw-10</a> <a href="https://shop.example/dw-1">https://shop.example/dw-1</a> <a href="https://shop.example/dw">https://shop.example/dw</a></p>',
    )
  })

  test('escapes a link, and reads none of its signs as a pattern', () => {
    const link = 'https://shop.example/?a=1&b=(2)+[3]$'
    expect(render(link, [link]).html).toContain(
      '<p><a href="https://shop.example/?a=1&amp;b=(2)+[3]$">https://shop.example/?a=1&amp;b=(2)+[3]$</a></p>',
    )
  })

  test('a $ in a link stands for itself', () => {
    const link = "https://shop.example/$&$1$'"
    expect(render(link, [link]).html).toContain('>https://shop.example/$&amp;$1$&#39;</a>')
  })
})

describe('the headers', () => {
  test('are the approved ones', () => {
    expect(render('Hello.', [], ' Your questions ').headers).toEqual({
      Subject: 'Your questions',
      From: '"Aquila" <hello@aquila.example>',
      'Reply-To': 'hello@aquila.example',
      'List-Id': '<messages.aquila.example>',
      'List-Unsubscribe': `<${UNSUBSCRIBE}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Auto-Submitted': 'auto-generated',
    })
  })

  test.each([
    ['a\r\nBcc: eve@evil.example', 'a Bcc: eve@evil.example'],
    ['a\u0000b\u0085c\u2028d\u2029e\u007ff', 'a b c d e f'],
    ['\n a \n', 'a'],
    ['=?utf-8?Q?x?=', '= ?utf-8?Q?x?='],
    ['=\n?utf-8?Q?x?=', '= ?utf-8?Q?x?='],
    ['1 + 1 = 2?', '1 + 1 = 2?'],
  ])('%j becomes the one line %j', (text, line) => {
    expect(headerLine(text)).toBe(line)
  })

  test('a name cannot leave its quotes', () => {
    expect(formatAddress('a" <eve@evil.example>, "b\\', 'hello@aquila.example')).toBe(
      '"a\\" <eve@evil.example>, \\"b\\\\" <hello@aquila.example>',
    )
  })
})
