import type { Brief, Fact } from '../../src/briefs/brief.ts'
import type { CheckedMessage } from '../../src/guardrails/guardrail.ts'

/** A fact that may be said: the noise level of the brief's first product. */
export function aFact(overrides: Partial<Fact> = {}): Fact {
  return {
    id: 'f1',
    kind: 'product',
    text: 'Silent 39 Dishwasher: Noise level 39 dB',
    use: 'mention',
    origin: 'stated',
    party: 'first',
    product: 'p1',
    source: { type: 'product', id: 'dw-1' },
    at: null,
    ...overrides,
  }
}

/** A marketing e-mail to somebody who reads about a dishwasher: consent stands, no offer, no complaint. */
export function aBrief(overrides: Partial<Brief> = {}): Brief {
  return {
    channel: 'email',
    purpose: 'marketing',
    locale: 'en-GB',
    stage: 'research',
    stageReason: 'Reviews were read in the last days and nothing was bought.',
    stageSignals: [],
    absence: null,
    complaint: false,
    consent: true,
    products: [
      {
        ref: 'p1',
        id: 'dw-1',
        name: 'Silent 39 Dishwasher',
        category: 'Dishwashers',
        hasPrice: true,
        hasLink: true,
        availability: 'in_stock',
      },
    ],
    facts: [
      aFact(),
      aFact({ id: 'f2', text: 'Silent 39 Dishwasher: 14 place settings' }),
      aFact({
        id: 'f3',
        kind: 'signal',
        text: 'read reviews of Silent 39 Dishwasher',
        use: 'steer',
        origin: 'observed',
        source: { type: 'signal', id: 's-1' },
        at: '2026-11-20T10:00:00.000Z',
      }),
    ],
    offer: null,
    interests: {
      products: [{ id: 'dw-1', weight: 3 }],
      categories: [{ name: 'Dishwashers', weight: 3 }],
    },
    slots: ['customer.first_name', 'p1.name', 'p1.price', 'p1.link', 'brand.name'],
    unknown: [],
    brand: { voice: 'Plain, warm, short sentences.', bannedPhrases: ['cheapest ever'], linkDomains: ['shop.example'] },
    limits: { subject: 78, body: 2000, mentionedSignals: 2 },
    note: null,
    ...overrides,
  }
}

/** A message that every guardrail lets pass with `aBrief()`. */
export function aMessage(overrides: Partial<CheckedMessage> = {}): CheckedMessage {
  return {
    content: {
      subject: 'Quiet evenings with the {{p1.name}}',
      body: [
        'Hello {{customer.first_name}},',
        '',
        'If a calm kitchen matters to you, the {{p1.name}} may be worth a look: its noise level is 39 dB, and it takes 14 place settings.',
        '',
        'It costs {{p1.price}}. All the details are here: {{p1.link}}',
        '',
        'Kind regards,',
        '{{brand.name}}',
      ].join('\n'),
    },
    claims: [{ text: 'its noise level is 39 dB, and it takes 14 place settings', facts: ['f1', 'f2'] }],
    slots: {
      'customer.first_name': 'Ines',
      'p1.name': 'Silent 39 Dishwasher',
      'p1.price': '649.00 EUR',
      'p1.link': 'https://shop.example/dw-1',
      'brand.name': 'Aquila',
    },
    rendered: 'Hello Ines, it costs 649.00 EUR.',
    ...overrides,
  }
}
