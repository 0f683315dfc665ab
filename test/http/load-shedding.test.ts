import { setTimeout as pause } from 'node:timers/promises'
import fastify from 'fastify'
import { afterAll, describe, expect, test } from 'vitest'
import { installLoadShedding, watchEventLoop } from '../../src/http/load-shedding.ts'
import { installProblemHandler } from '../../src/http/problem-handler.ts'

const LOOK_MS = 20
const block = (ms: number): void => {
  const until = performance.now() + ms
  while (performance.now() < until);
}

describe('the watch over the event loop', () => {
  const loop = watchEventLoop(200, LOOK_MS)
  afterAll(() => loop.stop())

  test('sees a loop that is late again and again, and sees it recover', async () => {
    expect(loop.isOverloaded()).toBe(false)
    let turns = 0
    while (!loop.isOverloaded() && turns < 50) {
      turns += 1
      block(400)
      await pause(0)
    }
    expect(loop.isOverloaded()).toBe(true)
    // Not after a single long turn.
    expect(turns).toBeGreaterThan(1)
    for (let look = 0; look < 100 && loop.isOverloaded(); look += 1) await pause(LOOK_MS)
    expect(loop.isOverloaded()).toBe(false)
  })
})

describe('with too much to do', () => {
  const busy = { now: true }
  let worked = 0
  const app = fastify()
  installProblemHandler(app)
  installLoadShedding(app, () => busy.now)
  app.get('/v1/work', { config: { access: 'any-key' } }, () => ({ worked: ++worked }))
  for (const path of ['/healthz', '/readyz', '/metrics', '/u/:token']) app.get(path, () => 'ok')
  afterAll(() => app.close())

  test('a call of the API is turned away before anything is done', async () => {
    const answer = await app.inject('/v1/work')
    expect(answer.statusCode).toBe(503)
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '5' })
    expect(answer.json()).toMatchObject({ type: '/problems/overloaded' })
    expect(worked).toBe(0)
  })

  test.each(['/healthz', '/readyz', '/metrics', '/u/abc'])('%s is answered all the same', async (url) => {
    expect((await app.inject(url)).statusCode).toBe(200)
  })

  test('and no longer, it is answered again', async () => {
    busy.now = false
    expect((await app.inject('/v1/work')).json()).toEqual({ worked: 1 })
  })
})
