import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deliver } from '../support/deliver.ts'
import { aDraft, approved, aShopper, openShop, rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
let customer: { id: string; email: string }
let draft: any
let path: string

beforeAll(async () => {
  service = await startApp()
  await openShop(service)
})
afterAll(() => service.close())
beforeEach(async () => {
  customer = await aShopper(service)
  draft = await aDraft(service, customer.id)
  path = new URL(/<([^>]+)>/.exec(draft.rendered.headers['List-Unsubscribe'])![1]!).pathname
})

const suppressions = async (): Promise<number> =>
  Number((await rowsOf(service, sql`select count(*) as count from suppressions`))[0]!['count'])
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const oneClick = (url = path) =>
  service.call('POST', url, { key: null, headers: FORM, body: 'List-Unsubscribe=One-Click' })
const multipart = ['--b', 'Content-Disposition: form-data; name="List-Unsubscribe"', '', 'One-Click', '--b--', ''].join(
  '\r\n',
)

describe('looking at the page', () => {
  test.each(['GET', 'HEAD'])('by %s changes nothing, however often', async (method) => {
    const before = await suppressions()
    for (let time = 0; time < 3; time += 1) {
      const answer = await service.call(method, path, { key: null })
      expect(answer).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' })
    }
    expect(await suppressions()).toBe(before)
    await approved(service, draft)
  })

  test('shows a button that posts to the same address, and runs nothing', async () => {
    const { text, headers } = await service.call('GET', path, { key: null })
    expect(text).toContain('<form method="post"><button>')
    expect(text).not.toMatch(/<script|action=|src=|@example\.com|Ines/)
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
  })

  test.each(['GET', 'HEAD', 'POST'])('%s with a link that is not ours: 404', async (method) => {
    const before = await suppressions()
    for (const token of ['unknown', 'x'.repeat(32), '%00', 'a%2Fb', '%27%20or%201%3D1', path.slice(3, -1)]) {
      const answer = await service.call(method, `/u/${token}`, { key: null })
      expect(answer).toMatchObject({ status: 404, type: 'text/html; charset=utf-8' })
    }
    expect(await suppressions()).toBe(before)
  })
})

describe('one click', () => {
  test.each([
    ['a form', FORM, 'List-Unsubscribe=One-Click'],
    ['a multipart form', { 'content-type': 'multipart/form-data; boundary=b' }, multipart],
    ['an empty form, as the page’s own button sends it', FORM, ''],
    ['JSON that is none', { 'content-type': 'application/json' }, '{'],
    ['a type that nobody knows', { 'content-type': 'x/y' }, 'z'],
  ])('sent as %s suppresses at once, without a key, a cookie or a redirect', async (_, headers, body) => {
    const answer = await service.call('POST', path, { key: null, headers, body })
    expect(answer).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' })
    expect(answer.headers).not.toHaveProperty('location')
    expect(answer.headers).not.toHaveProperty('set-cookie')
    const yes = await service.call('POST', `/v1/drafts/${draft.id}/approve`, { body: { revision: 1 } })
    expect(yes).toMatchObject({ status: 422, body: { type: '/problems/suppressed' } })
  })

  test('without any body counts as well', async () => {
    expect((await service.call('POST', path, { key: null })).status).toBe(200)
    const yes = await service.call('POST', `/v1/drafts/${draft.id}/approve`, { body: { revision: 1 } })
    expect(yes.status).toBe(422)
  })

  test('said again is fine and keeps the first time', async () => {
    const before = await suppressions()
    await oneClick()
    const [first] = await rowsOf(service, sql`select * from suppressions order by created_at desc, id desc limit 1`)
    service.clock.forward(60)
    const answers = await Promise.all([oneClick(), oneClick(), oneClick()])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(await suppressions()).toBe(before + 1)
    expect(await rowsOf(service, sql`select * from suppressions where id = ${first!['id']}`)).toEqual([first])
    expect(first).toMatchObject({ channel: 'email', reason: 'unsubscribe', created_by: null })
    expect(Object.values(first!).join()).not.toContain(customer.email)
  })

  test('stops what is approved already', async () => {
    const { delivery } = await approved(service, draft)
    await oneClick()
    service.clock.forward(11)
    await deliver(service.deps, { deliveryId: delivery.id })
    const stopped = await service.call('GET', `/v1/deliveries/${delivery.id}`)
    expect(stopped.body).toMatchObject({ state: 'skipped', reason: 'suppressed', attempts: 0 })
  })

  test('holds for every message to that address, however it is spelled, and for nobody else', async () => {
    await oneClick()
    const twin = await aShopper(service, { email: customer.email.toUpperCase() })
    const other = await aShopper(service)
    const approve = async (id: string) => {
      const written = await aDraft(service, id)
      return service.call('POST', `/v1/drafts/${written.id}/approve`, { body: { revision: 1 } })
    }
    expect(await approve(twin.id)).toMatchObject({ status: 422, body: { type: '/problems/suppressed' } })
    expect((await approve(other.id)).status).toBe(200)
  })

  test('works from the link of an older revision', async () => {
    await service.call('POST', `/v1/drafts/${draft.id}/revisions`, { body: { baseRevision: 1, body: 'Hello.' } })
    await oneClick()
    const yes = await service.call('POST', `/v1/drafts/${draft.id}/approve`, { body: { revision: 2 } })
    expect(yes).toMatchObject({ status: 422, body: { type: '/problems/suppressed' } })
  })

  test('is lifted by whoever may, and only then is written to again', async () => {
    await oneClick()
    const { items } = (await service.call('GET', '/v1/suppressions')).body
    const lift = (key: string) => service.call('DELETE', `/v1/suppressions/${items[0].id}`, { key })
    expect((await lift(service.keys.ana)).status).toBe(403)
    expect((await lift(service.keys.mia)).status).toBe(204)
    await approved(service, draft)
  })
})
