import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeCampaign } from '../../src/campaigns/change-campaign.ts'
import { openBoard } from '../../src/campaigns/load-progress.ts'
import { outlook } from '../../src/campaigns/progress.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { openFullShop, startCampaign, until } from './members.ts'

const NOW = new Date('2026-11-20T12:00:00Z')
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000)
const seen = { now: NOW, startedAt: ago(3600), toWrite: 0, recent: 0, lastTurnAt: null }

describe('the outlook', () => {
  test.each([
    ['nothing left', {}, { draftsPerMinute: 0, secondsLeft: { writing: 0, sending: null } }],
    ['a minute of 120', { toWrite: 600, recent: 120 }, { draftsPerMinute: 120, secondsLeft: { writing: 300 } }],
    ['the first ten seconds', { toWrite: 600, recent: 120, startedAt: ago(10) }, { draftsPerMinute: 720 }],
    ['the first moment', { toWrite: 5, recent: 5, startedAt: NOW }, { draftsPerMinute: 300 }],
    ['a standstill', { toWrite: 600 }, { draftsPerMinute: 0, secondsLeft: { writing: null } }],
    ['a turn to come', { lastTurnAt: ago(-90.5) }, { secondsLeft: { sending: 91 } }],
    ['a turn that is over', { lastTurnAt: ago(90) }, { secondsLeft: { sending: 0 } }],
  ])('after %s', (_, change, expected) => {
    expect(outlook({ ...seen, ...change })).toMatchObject(expected)
  })
})

describe('a stream of events', () => {
  let service: TestApp
  let campaign: string
  let port: number
  beforeAll(async () => {
    service = await startApp()
    campaign = await startCampaign(service, await openFullShop(service, 2))
    await service.app.listen({ port: 0, host: '127.0.0.1' })
    port = (service.app.server.address() as AddressInfo).port
  })
  afterAll(() => service.close())

  /** What comes, as it comes. */
  async function watch(): Promise<{ answer: IncomingMessage; events: { event: string; data: any }[] }> {
    const asked = request({
      port,
      agent: false,
      path: `/v1/campaigns/${campaign}/progress`,
      headers: { accept: 'text/event-stream', authorization: `Bearer ${service.keys.mia}` },
    }).end()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    const events: { event: string; data: any }[] = []
    let text = ''
    answer.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const frames = text.split('\n\n')
      text = frames.pop()!
      for (const frame of frames) {
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(frame) ?? []
        if (event !== undefined) events.push({ event, data: JSON.parse(data!) })
      }
    })
    answer.on('error', () => {})
    return { answer, events }
  }

  test('tells how it goes on', async () => {
    const { answer, events } = await watch()
    await until(() => events.length > 0)
    expect(events[0]).toMatchObject({ event: 'progress', data: { status: 'generating', members: { total: 2 } } })
    await changeCampaign(service.deps, { id: campaign, action: 'pause' })
    await until(() => events.at(-1)!.data.status === 'paused')
    expect(events.at(-1)).toMatchObject({ event: 'progress', data: { pauseReason: 'person' } })
    answer.destroy()
  })

  test('counts once for all who watch at the same time', async () => {
    const board = openBoard(service.deps)
    const first = board.read(campaign)
    expect(board.read(campaign)).toBe(first)
    await first
    expect(board.read(campaign)).toBe(first)
    expect(board.pauseAfter(campaign)).toBeGreaterThanOrEqual(1000)
  })

  test('that cannot be counted is not remembered', async () => {
    const board = openBoard(service.deps)
    const missing = '01920000-0000-7000-8000-000000000000'
    const first = board.read(missing)
    await expect(first).rejects.toMatchObject({ status: 404 })
    const second = board.read(missing)
    expect(second).not.toBe(first)
    await expect(second).rejects.toMatchObject({ status: 404 })
  })

  test('ends with the service, without saying that the campaign has', async () => {
    const { answer, events } = await watch()
    await until(() => events.length > 0)
    const ended = once(answer, 'end')
    await service.app.close()
    await ended
    expect(events.at(-1)).toMatchObject({ event: 'progress', data: { status: 'paused' } })
  })
})
