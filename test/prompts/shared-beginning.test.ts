import { describe, expect, test } from 'vitest'
import type { Brief } from '../../src/briefs/brief.ts'
import { loadPrompts } from '../../src/prompts/load-prompts.ts'
import { aBrief, aFact } from '../support/brief-examples.ts'

const prompts = loadPrompts(new URL('../../prompts/', import.meta.url))

/** What all customers of a campaign have in common. */
const shared: Partial<Brief> = {
  note: 'Our stores are open on Sunday.',
  brand: {
    voice: 'Plain, warm, short sentences.',
    bannedPhrases: ['cheapest ever'],
    requiredPhrases: ['Reply STOP'],
    linkDomains: ['shop.example'],
  },
}
const one = aBrief(shared)
/** Somebody else in everything that is a customer's own. */
const other = aBrief({
  ...shared,
  locale: 'de-DE',
  stage: 'need',
  stageReason: 'Nothing was looked at.',
  complaint: true,
  products: [{ ...one.products[0]!, name: 'Another Dishwasher', availability: 'out_of_stock' }],
  slots: ['brand.name'],
  unknown: ['first name'],
  facts: [aFact({ text: 'Something else' })],
})

function sharedBeginning(a: string, b: string): string {
  let end = 0
  while (end < a.length && a[end] === b[end]) end += 1
  return a.slice(0, end)
}

describe.each(prompts.map((prompt) => [prompt.name, prompt] as const))('%s', (_, prompt) => {
  const [mine, yours] = [prompt.render(one), prompt.render(other)]

  test('the system part is the same for everybody', () => {
    expect(mine.system).toBe(yours.system)
  })

  test('the user part is the same up to the first thing that is of this customer alone', () => {
    const beginning = sharedBeginning(mine.user, yours.user)
    // The record of the task goes on with `locale`; two of them may begin with the same letters.
    expect(beginning).toMatch(/"locale":"\w{0,2}$/)
    for (const said of ['Our stores are open', 'Reply STOP', '"limits":', 'Plain, warm'])
      expect(beginning).toContain(said)
    // What comes after it holds nothing that they share.
    for (const said of ['Our stores are open', 'Reply STOP', '"limits":', 'cheapest ever'])
      expect(mine.user.slice(beginning.length)).not.toContain(said)
  })
})
