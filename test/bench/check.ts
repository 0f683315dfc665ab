import { cpuUsage } from 'node:process'
import { composeBrief } from '../../src/briefs/compose-brief.ts'
import type { Brief } from '../../src/briefs/brief.ts'
import { email } from '../../src/channels/email.ts'
import { merge } from '../../src/drafts/merge.ts'
import { check } from '../../src/guardrails/check.ts'
import { guardrails } from '../../src/guardrails/list.ts'
import type { CheckedMessage } from '../../src/guardrails/guardrail.ts'
import { BRAND, makeShop } from './shop.ts'

/**
 * Processor time of all guardrails over one e-mail of 200 words, with the brief of a customer who did 20 things. Each check
 * gets objects of its own, as each draft does, so that nothing that guardrails remember of an object is measured as speed.
 */
type CheckBench = {
  name: 'bench:check'
  /** Median of the rounds. */
  cpuMsPerCheck: number
  words: number
  facts: number
  findings: number
  /** The three rules that take most, in milliseconds each. */
  dearest: string[]
  ok: boolean
}

const ROUNDS = 201
/** So few that they die young, as the objects of a draft do: collecting garbage is part of the price, keeping it is not. */
const CHECKS = 40
const LIMIT_MS = 0.5

const SENTENCES = [
  'Plain facts make a decision easier, so here is what we can tell you about the {{p1.name}} in short.',
  'First of all: Noise level 36 dB. And one more that often helps in a small kitchen: Spare parts for ten years.',
  'It costs {{p1.price}}, and that is the price as it stands in our shop today, without anything to be added to it.',
  'Weight 2 kg, in case that matters to you when it has to be carried from one room to another.',
  'Its colour is white, which goes with most kitchens, and the energy class is the one that the label on the front shows.',
  'If you would rather compare two of them side by side, say so and somebody will write down the points that differ.',
  'You need not decide anything now, and you can write back to us on any day and at any hour that suits you.',
  'All details: {{p1.link}}',
  'Is there a point that you want to know more about? Just reply to this message and we will look it up.',
]

function benchMessage(): { message: CheckedMessage; brief: Brief } {
  const now = new Date('2026-11-23T10:00:00Z')
  const shop = makeShop(1, now)
  const brief = composeBrief({
    channel: 'email',
    purpose: 'marketing',
    customer: { locale: 'en-GB', hasFirstName: true, knows: { email: true, phone: false }, names: ['Ines', 'Roca'] },
    consent: true,
    signals: shop.signals.map((signal, index) => ({
      id: `s-${index}`,
      origin: 'observed',
      party: 'first',
      type: String(signal['type']),
      properties: { productId: signal['productId'], ...(signal['properties'] as object | undefined) },
      occurredAt: new Date(String(signal['occurredAt'])),
    })),
    products: shop.products.map(({ id, record }) => ({ id, updatedAt: now.toISOString(), ...record }) as never),
    offer: null,
    brand: BRAND as never,
    limits: email.limits,
    hasAgentName: true,
    note: null,
    now,
  })
  const body = ['Hello {{customer.first_name}},', ...SENTENCES, 'Kind regards,\n{{agent.name}}\n{{brand.name}}'].join(
    '\n\n',
  )
  const content = { subject: 'A closer look at {{p1.name}}', body }
  const slots = {
    'customer.first_name': 'Ines',
    'agent.name': 'Ana',
    'brand.name': 'Northlight',
    'p1.name': brief.products[0]?.name ?? '',
    'p1.price': '€20.90',
    'p1.link': 'https://shop.northlight.test/products/0',
  }
  const cite = (text: string, ...values: string[]) => ({
    text,
    facts: brief.facts
      .filter(({ product, text: fact }) => product === 'p1' && values.some((value) => fact.includes(value)))
      .map(({ id }) => id),
  })
  const claims = [
    cite(SENTENCES[1]!, 'Noise level', 'Spare parts'),
    cite(SENTENCES[3]!, 'Weight'),
    cite(SENTENCES[4]!, 'white', 'Energy class'),
  ]
  return { message: { content, claims, slots, rendered: merge(content, slots).content.body }, brief }
}

/** Which rules take most of it, for who makes one faster. */
function dearest(count: number): string[] {
  const inputs = Array.from({ length: CHECKS }, () => structuredClone(made))
  const costs = guardrails.map((guardrail) => {
    const before = cpuUsage()
    for (const { message, brief } of inputs) guardrail.check(message, brief)
    const { user, system } = cpuUsage(before)
    return { rule: guardrail.rule, ms: (user + system) / 1000 / CHECKS }
  })
  return costs
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, count)
    .map(({ rule, ms }) => `${rule} ${ms.toFixed(3)}`)
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}

const made = benchMessage()
const findings = check(made.message, made.brief)
const rounds: number[] = []
for (let round = 0; round < ROUNDS; round += 1) {
  const inputs = Array.from({ length: CHECKS }, () => structuredClone(made))
  const before = cpuUsage()
  for (const { message, brief } of inputs) check(message, brief)
  const { user, system } = cpuUsage(before)
  rounds.push((user + system) / 1000 / CHECKS)
}
const cpuMsPerCheck = Number(median(rounds).toFixed(4))
const result: CheckBench = {
  name: 'bench:check',
  cpuMsPerCheck,
  words: made.message.content.body.split(/\s+/).length,
  facts: made.brief.facts.length,
  findings: findings.length,
  dearest: dearest(3),
  ok: cpuMsPerCheck < LIMIT_MS,
}
if (findings.length > 0) process.stderr.write(`${JSON.stringify(findings, null, 1)}\n`)
process.stdout.write(`${JSON.stringify(result)}\n`)
if (!result.ok) process.exitCode = 1
