import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sendEvents, type StreamEvent, wantsEvents } from '../../src/http/event-stream.ts'

type Work = (tell: (event: StreamEvent) => void) => Promise<StreamEvent>

const app = fastify()
let work: Work
let goneAway: PromiseWithResolvers<void>
let url: string
beforeAll(async () => {
  app.get('/events', (request, reply) => sendEvents(request, reply, work, () => goneAway.resolve(), 30))
  url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/events`
})
afterAll(() => app.close())

const END: StreamEvent = { event: 'end', data: { text: 'a\nb' } }

describe('an event stream', () => {
  test('tells what comes, then the end', async () => {
    goneAway = Promise.withResolvers()
    work = async (tell) => {
      tell({ event: 'first', data: 1 })
      await pause(5)
      tell({ event: 'second', data: 2 })
      await pause(5)
      return END
    }
    const answer = await fetch(url)
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    expect(await answer.text()).toBe(
      ': begun\n\nevent: first\ndata: 1\n\nevent: second\ndata: 2\n\nevent: end\ndata: {"text":"a\\nb"}\n\n',
    )
    // Who read all of it did not go away.
    const told = await Promise.race([goneAway.promise.then(() => 'gone'), pause(50, 'nothing')])
    expect(told).toBe('nothing')
  })

  test('sends the newest of what came while nobody read', async () => {
    work = async (tell) => {
      for (let data = 1; data <= 1000; data += 1) tell({ event: 'step', data })
      await pause(20)
      return END
    }
    const steps = (await (await fetch(url)).text()).match(/event: step\ndata: \d+/g)
    expect(steps).toEqual(['event: step\ndata: 1000'])
  })

  test('gives a sign of life while nothing comes', async () => {
    work = async () => {
      await pause(200)
      return END
    }
    const lines = (await (await fetch(url)).text()).split('\n\n')
    expect(lines.filter((line) => line === ': still here').length).toBeGreaterThan(1)
    expect(lines.at(-2)).toContain('event: end')
  })

  test('notices at once that its reader went away', async () => {
    goneAway = Promise.withResolvers()
    const forever = Promise.withResolvers<StreamEvent>()
    work = () => forever.promise
    await new Promise<void>((resolve) => {
      const call = request(url, (answer) => {
        answer.once('data', () => {
          answer.on('error', () => {})
          call.destroy()
          resolve()
        })
      })
      call.on('error', () => {}).end()
    })
    await goneAway.promise
    forever.resolve(END)
  })

  test('can be read by more than one', async () => {
    work = async () => END
    const answers = await Promise.all([fetch(url), fetch(url)])
    for (const answer of answers) expect(await text(answer.body!)).toContain('event: end')
  })
})

test.each([
  ['text/event-stream', true],
  ['Text/Event-Stream; charset=utf-8', true],
  ['application/json, text/event-stream;q=0.5', true],
  ['text/event-stream;q=0', false],
  ['text/event-stream; q=0.000', false],
  ['application/json', false],
  ['*/*', false],
  ['text/event-streams', false],
  [undefined, false],
])('Accept: %s asks for events: %s', (accept, expected) => {
  expect(wantsEvents(accept)).toBe(expected)
})
