import { describe, expect, test } from 'vitest'
import type { Call } from '../../src/llm/ask.ts'
import type { Amount } from '../../src/llm/budget-store.ts'
import type { Reservation } from '../../src/llm/budget.ts'
import type { Gate } from '../../src/llm/gate.ts'
import { generate } from '../../src/llm/generate.ts'
import type { Need, Turn } from '../../src/llm/lane.ts'
import type { Failure } from '../../src/llm/retry.ts'
import { mostTokens } from '../../src/llm/worst-case.ts'
import { aModel, anAnswer, aTiming, failsWith, hangs, type ModelTurn, problemOf, says } from '../support/model.ts'

const call: Call = {
  system: 'house rules '.repeat(200),
  user: 'a quiet dishwasher',
  hasSubject: true,
  functionId: 'research-follow-up@1',
  maxOutputTokens: 400,
}
const forCampaign: Call = { ...call, campaignId: 'c-1' }
const cutOff = says('{"subject": "', { finish: 'length', inputTokens: 500, outputTokens: 400 })
const honest = says(JSON.stringify(anAnswer), { inputTokens: 500, outputTokens: 60 })

/** A gate that writes down what passes it. */
function aGate(
  how: {
    daily?: boolean
    reserve?: (place: number) => Reservation
    enter?: (need: Need, signal?: AbortSignal) => Promise<Turn | Failure>
  } = {},
) {
  const needs: Need[] = []
  const ends: unknown[] = []
  const reserved: Amount[] = []
  const settled: unknown[] = []
  const patient: boolean[] = []
  const gate: Gate = {
    lane: {
      async enter(need, signal) {
        needs.push(need)
        return how.enter?.(need, signal) ?? { end: (outcome) => void ends.push(outcome) }
      },
      close: () => {},
    },
    budget: {
      scopesFor: (campaignId) => [...(campaignId === undefined ? [] : [campaignId]), ...(how.daily ? ['day:1'] : [])],
      async reserve(_scopes, most, { waits }) {
        patient.push(waits)
        reserved.push(most)
        return how.reserve?.(reserved.length) ?? { ok: true, id: `r-${reserved.length}` }
      },
      async settle(id, cost) {
        settled.push({ id, ...cost })
      },
      close: async () => {},
    },
  }
  return { gate, needs, ends, reserved, settled, patient }
}
const gated = (turns: ModelTurn[], gate: Gate, fallback: ReturnType<typeof aModel> | null = null) =>
  Object.assign(aModel(turns, { fallback: fallback?.primary ?? null }), { gate })

describe('every call of the model', () => {
  test('passes the lane, those that are made again too', async () => {
    const { gate, needs, ends } = aGate()
    await generate(gated([failsWith(500), 'no JSON', honest], gate), call, aTiming())
    expect(needs.map(({ priority }) => priority)).toEqual(['agent', 'agent', 'agent'])
    expect(ends).toMatchObject([{ kind: 'unavailable', status: 500 }, { kind: 'invalid-output' }, 'worked'])
  })

  test('is paid for: the most is set aside before, and what it cost is booked after it', async () => {
    const { gate, reserved, settled, needs } = aGate()
    await generate(gated([cutOff, honest], gate), forCampaign, aTiming())
    const { input } = mostTokens(call)
    // The second one may answer with twice as much.
    expect(reserved.map(({ tokens }) => tokens)).toEqual([input + 400, input + 800])
    expect(settled).toEqual([
      { id: 'r-1', usd: '0.000840000', tokens: 900 },
      { id: 'r-2', usd: '0.000296000', tokens: 560 },
    ])
    expect(needs.map(({ priority }) => priority)).toEqual(['campaign', 'campaign'])
  })

  test('that took too long costs all that was set aside', async () => {
    const { gate, settled, ends } = aGate()
    await problemOf(generate(gated([hangs], gate), forCampaign, aTiming(20)))
    const whole = { usd: null, tokens: null }
    expect(settled).toEqual([
      { id: 'r-1', ...whole },
      { id: 'r-2', ...whole },
    ])
    expect(ends).toEqual([{ kind: 'timeout' }, { kind: 'timeout' }])
  })

  test('that its caller breaks off costs all of it, and gives its place back', async () => {
    const { gate, settled, ends } = aGate()
    const leaving = new AbortController()
    const model = gated([hangs], gate)
    const run = generate(model, { ...forCampaign, signal: leaving.signal }, aTiming(60_000))
    run.catch(() => {})
    while (model.calls.length === 0) await new Promise(setImmediate)
    leaving.abort(new Error('cancelled'))
    await expect(run).rejects.toThrow('cancelled')
    expect(ends).toEqual(['broken-off'])
    expect(settled).toEqual([{ id: 'r-1', usd: null, tokens: null }])
  })

  test('that was never made costs nothing', async () => {
    const reason = new Error('paused')
    const { gate, settled } = aGate({ enter: () => Promise.reject(reason) })
    const model = gated([anAnswer], gate)
    await expect(generate(model, forCampaign, aTiming())).rejects.toBe(reason)
    expect(settled).toEqual([{ id: 'r-1', usd: '0', tokens: 0 }])
    expect(model.calls).toEqual([])
  })

  test('of an agent needs no budget where none is set', async () => {
    const { gate, reserved, settled } = aGate()
    await generate(gated([honest], gate), call, aTiming())
    expect([reserved, settled]).toEqual([[], []])
  })
})

test('a campaign waits for money that may come back, an agent does not', async () => {
  const { gate, patient, reserved } = aGate({ daily: true })
  await generate(gated([honest], gate), call, aTiming())
  await generate(gated([honest], gate), forCampaign, aTiming())
  expect(patient).toEqual([false, true])
  expect(reserved).toHaveLength(2)
})

describe('a lane that is closed', () => {
  const closed = () => Promise.resolve({ kind: 'unavailable', retryAfterMs: 3000 } as const)

  test('an agent is written to by the fallback at once', async () => {
    const { gate } = aGate({ enter: closed })
    const model = gated([anAnswer], gate, aModel([anAnswer], { id: 'offline', provider: 'foreword' }))
    const timing = aTiming()
    expect((await generate(model, call, timing)).use).toMatchObject({ id: 'offline', fallback: true })
    expect(model.calls).toEqual([])
    expect(timing.slept).toEqual([])
  })

  test('without a fallback it is a problem that says when to come back', async () => {
    const { gate } = aGate({ enter: closed })
    const problem = await problemOf(generate(gated([anAnswer], gate), call, aTiming()))
    expect(problem).toMatchObject({ type: '/problems/llm-unavailable', retryAfter: 3, retryable: true })
  })
})

describe('an empty budget', () => {
  const refuse = (): Reservation => ({ ok: false, scope: 'campaign:c-1' })

  test('calls nobody, and says which one', async () => {
    const { gate, needs } = aGate({ reserve: refuse })
    const model = gated([anAnswer], gate)
    const problem = await problemOf(generate(model, forCampaign, aTiming()))
    expect(problem).toMatchObject({
      type: '/problems/budget-used-up',
      cause: { kind: 'budget', scope: 'campaign:c-1' },
    })
    expect([model.calls, needs]).toEqual([[], []])
  })

  test('may end a call between two tries', async () => {
    const { gate, settled } = aGate({ reserve: (place) => (place === 1 ? { ok: true, id: 'r-1' } : refuse()) })
    const problem = await problemOf(generate(gated([cutOff], gate), forCampaign, aTiming()))
    expect(problem.type).toBe('/problems/budget-used-up')
    expect(settled).toHaveLength(1)
  })
})

test.each<[string, ModelTurn[]]>([
  ['the provider is down', [failsWith(500)]],
  ['the provider is overrun', [failsWith(429, { headers: { 'retry-after': '90' } })]],
  ['the account is empty', [failsWith(402)]],
  ['the model is too slow', [hangs]],
])('a campaign waits rather than be written by the fallback: %s', async (_, turns) => {
  const { gate } = aGate()
  const fallback = aModel([anAnswer], { id: 'offline', provider: 'foreword' })
  await problemOf(generate(gated(turns, gate, fallback), forCampaign, aTiming(20)))
  expect(fallback.calls).toEqual([])
})
