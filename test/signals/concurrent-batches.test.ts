import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
})
afterAll(() => service.close())

const ROUNDS = 8
const send = (batch: object[]) => service.call('POST', '/v1/batch', { key: service.keys.profiles, body: { batch } })
const track = (who: object, messageId: string) => ({ type: 'track', event: 'Wheel Spun', messageId, ...who })
const range = (count: number) => Array.from({ length: count }, (_, index) => index)
const total = (answers: { body: { accepted: number } }[]): number =>
  answers.reduce((sum, { body }) => sum + body.accepted, 0)

test('batches with the same messages in any order, at once, count each once and never wait for each other', async () => {
  for (const round of range(ROUNDS)) {
    const batch = range(400).map((index) => track({ userId: `o-${index % 40}` }, `o-${round}-${index}`))
    const answers = await Promise.all([batch, batch.toReversed(), batch, batch.toReversed()].map(send))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(total(answers)).toBe(400)
  }
})

test('visitors who are named in one batch while another sends what they did lose nothing', async () => {
  for (const round of range(ROUNDS)) {
    const people = range(60).map((index) => ({ anonymousId: `v-${round}-${index}`, userId: `p-${round}-${index}` }))
    const named = people.map((who) => ({ type: 'identify', messageId: `i-${who.userId}`, ...who }))
    const seen = people.map(({ anonymousId }) => track({ anonymousId }, `s-${anonymousId}`))
    const known = people.map(({ userId }) => track({ userId }, `k-${userId}`))
    const answers = await Promise.all([named, [...seen, ...known], named.toReversed(), known.toReversed()].map(send))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const timelines = await Promise.all(
      people.map(({ userId }) => service.call('GET', `/v1/customers/${userId}/timeline`)),
    )
    expect(timelines.map(({ body }) => body.items.length)).toEqual(people.map(() => 2))
  }
})
