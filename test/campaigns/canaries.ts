import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import { expect } from 'vitest'
import { openCampaignRun } from '../../src/campaigns/run-campaigns.ts'
import { startApp } from '../support/app.ts'
import { logged } from '../support/log.ts'
import { aModel, failsWith, says, userText } from '../support/model.ts'
import { draftsOf, membersOf, openFullShop, startCampaign, statusOf, until } from './members.ts'

/** A word that stands with one customer only, in one kind of place. */
const canary = (index: number, place: 'name' | 'review' | 'note' | 'search'): string =>
  `kanari${place}${[17576, 676, 26, 1].map((unit) => String.fromCodePoint(97 + (Math.floor(index / unit) % 26))).join('')}`
const CANARY = /kanari(?:name|review|note|search)([a-z]{4})/gi

/** Whose canaries stand in a text. */
const ownersIn = (text: string): Set<string> =>
  new Set([...text.matchAll(CANARY)].map(([, owner]) => owner!.toLowerCase()))
const ownerOf = (index: number): string => [...ownersIn(canary(index, 'name'))][0]!

/** The same numbers in [0, 1) each time: mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * Writes a campaign to customers of whom each has a name, a review, a note and a search with words that no other one has. The
 * model says again whatever it is sent; a fifth of its calls go wrong in one of five ways. Nobody's words may come near another.
 * @returns how many drafts there are, and how many calls went wrong
 */
export async function lookForCanaries(
  count: number,
  concurrency: number,
): Promise<{ drafts: number; failures: number }> {
  const random = randomFrom(20261123)
  let failures = 0
  const model = aModel([
    async (call: LanguageModelV4CallOptions) => {
      const draw = random()
      failures += draw < 0.2 ? 1 : 0
      if (draw < 0.02) return failsWith(503, { headers: { 'retry-after-ms': '5' } })(call)
      if (draw < 0.04) return failsWith(429, { headers: { 'retry-after-ms': '5' } })(call)
      if (draw < 0.06) return says(echo(call), { finish: 'content-filter' })
      if (draw < 0.08) return says(echo(call).slice(0, 200), { finish: 'length' })
      return draw < 0.2 ? says(`This is no JSON: ${userText(call)}`) : says(echo(call))
    },
  ])
  const service = await startApp({ model })
  try {
    const customers = await openFullShop(service, count, {
      customer: (index) => ({ firstName: canary(index, 'name'), lastName: canary(index, 'name') }),
      signals: (id, index) => [
        {
          type: 'review-posted',
          productId: 'dw-1',
          messageId: `${id}-r`,
          properties: { rating: 5, text: `Quiet, says ${canary(index, 'review')}.` },
        },
        {
          type: 'support-contacted',
          productId: 'dw-1',
          messageId: `${id}-n`,
          properties: { topic: 'question', note: canary(index, 'note') },
        },
        { type: 'product-searched', messageId: `${id}-s`, properties: { query: canary(index, 'search') } },
      ],
    })
    const campaign = await startCampaign(service, customers, {
      armOf: (index) => (index % 5 === 0 ? 'generic' : 'personalized'),
    })
    const runs = [openCampaignRun(service.deps, concurrency), openCampaignRun(service.deps, concurrency)]
    await until(async () => (await statusOf(service, campaign)) !== 'generating')
    await Promise.all(runs.map((run) => run.close()))

    const indexOf = new Map(customers.map((id, index) => [id, index]))
    const drafts = await draftsOf(service, campaign)
    let own = 0
    for (const draft of drafts) {
      const owners = ownersIn(JSON.stringify(draft))
      own += owners.size
      owners.delete(ownerOf(indexOf.get(draft['customer_id'] as string)!))
      expect([...owners]).toEqual([])
    }
    // The echo works: a test that finds nothing at all would prove nothing.
    expect(own).toBe(drafts.length)
    expect(model.calls.filter((call) => ownersIn(JSON.stringify(call.prompt)).size > 1)).toEqual([])
    expect(model.calls.some((call) => ownersIn(userText(call)).size === 1)).toBe(true)
    expect([...ownersIn(logged())]).toEqual([])
    const members = await membersOf(service, campaign)
    expect(members.filter(({ state }) => state === 'written')).toHaveLength(drafts.length)
    expect(members.every(({ state }) => state === 'written' || state === 'failed')).toBe(true)
    expect(ownersIn(JSON.stringify(members.map(({ reason }) => reason))).size).toBe(0)
    return { drafts: drafts.length, failures }
  } finally {
    await service.close()
  }
}

/** All that it was sent, as its own words. */
function echo(call: LanguageModelV4CallOptions): string {
  return JSON.stringify({ subject: 'Hello {{customer.first_name}}', body: userText(call).slice(0, 6000), claims: [] })
}
