import { expect } from 'vitest'
import type { Brief, Fact, SlotValues } from '../../src/briefs/brief.ts'
import type { Content } from '../../src/channels/channel.ts'
import { findChannel } from '../../src/channels/list.ts'
import { merge } from '../../src/drafts/merge.ts'
import { check } from '../../src/guardrails/check.ts'
import type { Answer } from '../../src/llm/answer.ts'
import { aBrief, aFact } from '../support/brief-examples.ts'

export const SLOT_VALUES: SlotValues = {
  'customer.first_name': 'Ines',
  'agent.name': 'Ana Prat',
  'brand.name': 'Aquila',
  'p1.name': 'Silent 39 Dishwasher',
  'p1.price': '649.00 EUR',
  'p1.link': 'https://shop.example/dw-1',
  'p2.name': 'Basic 46',
  'p2.price': '399.00 EUR',
  'p2.link': 'https://shop.example/dw-2',
  'o1.code': 'QUIET10',
  'o1.terms': '10 % off one dishwasher, once per customer',
}

const P1 = aBrief().products[0]!
export const P2 = { ...P1, ref: 'p2', id: 'dw-2', name: 'Basic 46' }
export const OFFER = {
  ref: 'o1' as const,
  id: 'q10',
  version: 1,
  kind: 'percent',
  value: '10',
  validUntil: '2027-01-31T00:00:00.000Z',
  daysLeft: 69,
  daysOn: 21,
}

/** Numbers a list of facts from `f1` on. */
export const numbered = (...facts: Partial<Fact>[]): Fact[] =>
  facts.map((fact, index) => aFact({ id: `f${index + 1}`, ...fact }))

export const concern = (text: string): Partial<Fact> => ({ kind: 'concern', use: 'steer', origin: 'inferred', text })
export const stated = (text: string): Partial<Fact> => ({ kind: 'signal', text, at: '2026-11-20T10:00:00.000Z' })

/** Two products with facts, a concern, a stated signal, an offer, every slot. */
export function fullBrief(overrides: Partial<Brief> = {}): Brief {
  return aBrief({
    products: [P1, P2],
    facts: numbered(
      { text: 'Silent 39 Dishwasher: 14 place settings' },
      { text: 'Silent 39 Dishwasher: Noise level 39 dB' },
      { text: 'Silent 39 Dishwasher: Energy class C' },
      { text: 'Basic 46: Noise level 46 dB', product: 'p2' },
      concern('reviews complain about noise'),
      stated('asked support a question about Silent 39 Dishwasher'),
      stated('posted a 4-star review of Basic 46'),
      { kind: 'offer', text: '10 % off', product: null },
    ),
    offer: OFFER,
    slots: Object.keys(SLOT_VALUES),
    ...overrides,
  })
}

/** The same without anything to sell, for a customer who waits for an answer. */
export const complaintBrief = (overrides: Partial<Brief> = {}): Brief =>
  fullBrief({
    purpose: 'service',
    complaint: true,
    offer: null,
    facts: numbered(
      { text: 'Silent 39 Dishwasher: Noise level 39 dB' },
      stated('posted a 1-star review of Silent 39 Dishwasher'),
      stated('contacted support about Silent 39 Dishwasher'),
    ),
    ...overrides,
  })

export const slotsIn = (text: string): string[] => [...text.matchAll(/\{\{([^}]*)\}\}/g)].map(([, name]) => name ?? '')
const withoutSlots = (text: string): string => text.replace(/\{\{[^}]*\}\}/g, '')

/** What holds for every text that the writer writes, whatever the brief. */
export function expectTrue(answer: Answer, brief: Brief): void {
  const text = `${answer.subject ?? ''}\n${answer.body}`
  for (const slot of slotsIn(text)) expect(brief.slots).toContain(slot)
  const said = brief.facts.filter(({ use }) => use === 'mention').map((fact) => fact.text)
  for (const [digits] of withoutSlots(text).matchAll(/\p{N}+/gu)) expect(said.join('\n')).toContain(digits)
  for (const { name } of brief.products) expect(withoutSlots(text)).not.toContain(name)
  for (const claim of answer.claims) {
    expect(answer.body).toContain(claim.text)
    expect(claim.facts).not.toEqual([])
    for (const id of claim.facts) expect(brief.facts.find((fact) => fact.id === id)?.use).toBe('mention')
  }
  expect(text).not.toMatch(/\b(?:undefined|null|NaN)\b|[<>[\]]|  /)
  expect(text.replaceAll('\n\n', '')).not.toContain('\n\n')
  const content = answer.subject === undefined ? { body: answer.body } : { subject: answer.subject, body: answer.body }
  const slots = Object.fromEntries(Object.entries(SLOT_VALUES).filter(([name]) => brief.slots.includes(name)))
  const rendered = renderedFor(brief, content, slots)
  // To somebody whose language it does not know it writes English, and a reviewer is told so.
  const told = brief.locale?.startsWith('fr') ? ['language'] : []
  const findings = check({ content, claims: answer.claims, slots, rendered }, brief)
  expect(findings.filter(({ rule, severity }) => severity === 'block' || !told.includes(rule))).toEqual([])
}

/** The whole text that the customer would get. */
export const renderedFor = (brief: Brief, content: Content, slots: SlotValues = SLOT_VALUES): string =>
  findChannel(brief.channel)!.render(merge(content, slots).content, {
    sender: { name: 'Aquila', email: 'hello@aquila.example', replyTo: null, postalAddress: '1 Quay, Lisbon' },
    unsubscribeUrl: 'https://foreword.test/u/token',
    links: [],
    locale: brief.locale,
  }).text
