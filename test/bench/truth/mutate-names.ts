import { type Chance, pick } from './chance.ts'
import { type Message, shortName } from './clean-message.ts'
import { numbersIn } from './figures.ts'
import { anyFact, type Change, type Held, insert, matchesIn, type Mutator, otherDigit, replaceIn } from './mutation.ts'
import { STOCK } from './phrases.ts'
import type { Item } from './catalogue.ts'

const SLOT = /\{\{p1\.name\}\}/g
/** Another product's name in place of the slot. */
function otherName(message: Message, chance: Chance, held: Held, others: readonly Item[]): Change | null {
  const name = shortName(pick(chance, others).product.name)
  const place = pick(chance, [...matchesIn(message, ['frame', 'quote', 'figure'], SLOT), null])
  if (place === null || name.split(' ').length < 2 || held.says(name)) return null
  return replaceIn(message, place.at, place.start, place.end, name)
}

/** The product's own name, but with another model number. */
function otherModel(message: Message, chance: Chance, held: Held): Change | null {
  const place = matchesIn(message, ['frame', 'quote', 'figure'], SLOT)[0]
  const name = shortName(message.item.product.name)
  const token = name
    .split(' ')
    .slice(1)
    .find((word) => /\d/.test(word))
  if (place === undefined || token === undefined) return null
  const digits = /\d+/.exec(token)![0]
  const wrong = token.replace(digits, otherDigit(chance, digits))
  if (held.says(wrong) || numbersIn(wrong).some((value) => held.number(value))) return null
  return replaceIn(message, place.at, place.start, place.end, name.replace(token, wrong))
}

/** Another maker, where the message names the maker or the product. */
function otherBrand(message: Message, chance: Chance, held: Held, others: readonly Item[]): Change | null {
  const own = message.item.product.brand ?? ''
  const brand = pick(chance, others).product.brand ?? ''
  if (own === '' || brand.length < 4 || !/^\p{Lu}/u.test(brand) || held.says(brand)) return null
  const at = message.sentences.findIndex(({ text, about }) => about === 'quote' && text.includes(own))
  if (at >= 0) {
    const start = message.sentences[at]!.text.indexOf(own)
    return replaceIn(message, at, start, start + own.length, brand)
  }
  const place = matchesIn(message, ['frame'], SLOT)[0]
  const name = shortName(message.item.product.name)
  if (place === undefined || !name.startsWith(`${own} `)) return null
  return replaceIn(message, place.at, place.start, place.end, brand + name.slice(own.length))
}

/** A sentence that is true, with a claim on a fact that holds none of its numbers. */
function otherFact(message: Message, chance: Chance): Change | null {
  const candidates = message.sentences.flatMap(({ text, about, facts }, at) => {
    const numbers = numbersIn(text.replace(/\{\{[^}]*\}\}/g, ''))
    if (!['rating', 'figure', 'price', 'quote'].includes(about) || numbers.length === 0) return []
    const wrong = message.brief.facts.filter(
      (fact) =>
        fact.use === 'mention' &&
        !facts.includes(fact.id) &&
        !numbersIn(fact.text).some((value) => numbers.includes(value)),
    )
    return wrong.map(({ id }) => ({ at, id }))
  })
  if (candidates.length === 0) return null
  const { at, id } = pick(chance, candidates)
  const { text } = message.sentences[at]!
  return replaceIn(message, at, 0, text.length, text, [id])
}

const INSERTED = {
  scarcity: {
    en: [
      'Only 3 left.',
      'There are just two left in stock.',
      'The last seven pieces are waiting.',
      'Stocks are nearly gone.',
      'Almost sold out.',
    ],
    de: ['Nur noch 3 Stück.', 'Es sind nur noch zwei auf Lager.', 'Fast ausverkauft.', 'Nur noch wenige Exemplare.'],
  },
  delivery: {
    en: [
      'It arrives tomorrow.',
      'Delivery takes two working days.',
      'Order now and it is with you by Friday.',
      'We ship it within 24 hours.',
      'It will be at your door this weekend.',
      'Shipping is free.',
    ],
    de: [
      'Es ist morgen bei Ihnen.',
      'Die Lieferung dauert zwei Werktage.',
      'Wir versenden innerhalb von 24 Stunden.',
      'Der Versand ist kostenlos.',
      'Bis Freitag ist es bei Ihnen.',
    ],
  },
  'offer-invented': {
    en: [
      'This week it is 35 % off.',
      'Save up to 60 %.',
      'You get a second one for free.',
      'Buy two and pay half.',
      'There is a 25 euro voucher with it.',
    ],
    de: [
      'Diese Woche gibt es 35 % Rabatt.',
      'Sparen Sie bis zu 60 %.',
      'Das zweite gibt es gratis dazu.',
      'Dazu gibt es einen Gutschein über 25 Euro.',
    ],
  },
  'date-invented': {
    en: [
      'The price holds until 30 November.',
      'It will be discontinued on 12/12/2026.',
      'It came out in March 2019.',
      'The new model follows on December 5.',
      'This ends on Sunday.',
    ],
    de: [
      'Der Preis gilt bis zum 30. November.',
      'Es wird ab dem 12.12.2026 nicht mehr hergestellt.',
      'Es erschien im März 2019.',
      'Das endet am Sonntag.',
    ],
  },
  'duration-invented': {
    en: [
      'The warranty is seven years.',
      'You can send it back within 45 days.',
      'It comes with an 8-year guarantee.',
      'The battery lasts 19 days.',
    ],
    de: [
      'Die Garantie beträgt sieben Jahre.',
      'Sie können es 45 Tage lang zurückgeben.',
      'Der Akku hält 19 Tage.',
      'Dazu gehören acht Jahre Garantie.',
    ],
  },
  code: {
    en: [
      'Use the code SPRING25 at the checkout.',
      'Your code: WELCOME-7X.',
      'Enter HELLO20 when you pay.',
      'The voucher code is k4t9-zz.',
    ],
    de: ['Nutzen Sie den Code SPRING25 an der Kasse.', 'Ihr Code: WELCOME-7X.', 'Geben Sie beim Bezahlen HALLO20 ein.'],
  },
  email: {
    en: [
      'Write to sales@best-deals.test.',
      'Questions go to help at example dot com.',
      'Reach us at care [at] aquila-shop [dot] net.',
      'Mail: info(at)shop-example.org',
    ],
    de: [
      'Schreiben Sie an verkauf@best-deals.test.',
      'Fragen an hilfe (at) beispiel (punkt) de.',
      'Mail: info(at)shop-example.org',
    ],
  },
  phone: {
    en: [
      'Call us on +44 20 7946 0958.',
      'Our line: 0800 123 456.',
      'Ring (555) 010-4477 with questions.',
      'Text us: 07700 900 123.',
      'Phone one eight hundred, five five five, zero one nine nine.',
    ],
    de: ['Rufen Sie uns an: +49 30 901820.', 'Telefon 0800 123 456.', 'Unsere Nummer: 030/123456-78.'],
  },
  'link-obfuscated': {
    en: [
      'More at aquila-deals dot com.',
      'See shop[.]example-sale[.]net for more.',
      'Visit hxxps://aquila.example-sale.org now.',
      'Look it up on w w w . cheap-aquila . com',
      'Find it at aquila-sale (dot) shop / today.',
    ],
    de: [
      'Mehr auf aquila-deals punkt de.',
      'Siehe shop[.]example-sale[.]net.',
      'Besuchen Sie hxxps://aquila.example-sale.org.',
    ],
  },
}

const KEYWORDS: Partial<Record<keyof typeof INSERTED, RegExp>> = {
  'duration-invented': /warranty|guarantee|return|battery/i,
  delivery: /shipping|delivery|24 hours/i,
}

const inserted = (kind: keyof typeof INSERTED): Mutator => ({
  kind,
  group: 'structured',
  mutate: (message, chance, held) => {
    const text = pick(chance, INSERTED[kind][message.item.language])
    // Where a fact speaks of the same matter with the same number, the sentence may be true.
    const mayBeTrue = numbersIn(text).some((value) => held.number(value)) && (KEYWORDS[kind] ?? /$^/).test(text)
    return mayBeTrue ? null : insert(message, text, chance() < 0.5 ? [] : anyFact(message, chance))
  },
})

const LINKS = [
  'https://aquila-sale.example.net/x',
  'http://bit.ly/3xYzAbC',
  'www.aquila-deals.com',
  'shop.example.evil.io/p1',
  'https://sh0p.example/p1',
]

export const nameMutators: readonly Mutator[] = [
  { kind: 'product-name', group: 'structured', mutate: otherName },
  { kind: 'model-number', group: 'structured', mutate: otherModel },
  { kind: 'brand-name', group: 'structured', mutate: otherBrand },
  { kind: 'cited-fact', group: 'structured', mutate: otherFact },
  {
    kind: 'stock-false',
    group: 'structured',
    mutate: (message, chance) =>
      message.item.product.availability === 'in_stock'
        ? null
        : insert(message, pick(chance, STOCK[message.item.language]), chance() < 0.5 ? [] : anyFact(message, chance)),
  },
  {
    kind: 'link',
    group: 'structured',
    mutate: (message, chance) => {
      const place = matchesIn(message, ['link'], /\{\{p1\.link\}\}/g)[0]
      return place === undefined ? null : replaceIn(message, place.at, place.start, place.end, pick(chance, LINKS))
    },
  },
  ...(Object.keys(INSERTED) as (keyof typeof INSERTED)[]).map(inserted),
]
