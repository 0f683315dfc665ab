import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
})
afterAll(() => service.close())

describe('keys', () => {
  test('a key is shown once and works at once', async () => {
    const { call, keys } = service
    const made = await call('POST', '/v1/keys', {
      key: keys.admin,
      body: { name: 'Zoe', kind: 'human', roles: ['marketer'] },
    })
    expect(made.status).toBe(201)
    expect(made.body.key).toMatch(/^fw_[\w-]{43}$/)
    const me = await call('GET', '/v1/me', { key: made.body.key })
    expect(me.body).toEqual({ name: 'Zoe', kind: 'human', roles: ['marketer'] })
    const listed = await call('GET', '/v1/keys', { key: keys.admin })
    expect(listed.text).not.toContain(made.body.key)
    expect(listed.body.items[0]).toMatchObject({ id: made.body.id, name: 'Zoe', prefix: made.body.key.slice(0, 7) })
  })

  test('one name is one principal: another kind is refused', async () => {
    const { call, keys } = service
    const body = { name: 'mia', kind: 'ai_agent', roles: ['agent'] }
    const answer = await call('POST', '/v1/keys', { key: keys.admin, body })
    expect(answer.status).toBe(409)
    expect(answer.type).toContain('application/problem+json')
    expect(answer.body.type).toBe('/problems/conflict')
  })

  test('a deleted key is out of use at once, and nobody deletes the key in use', async () => {
    const { call, keys } = service
    const made = await call('POST', '/v1/keys', {
      key: keys.admin,
      body: { name: 'Tim', kind: 'human', roles: ['agent'] },
    })
    expect((await call('DELETE', `/v1/keys/${made.body.id}`, { key: keys.admin })).status).toBe(204)
    expect((await call('GET', '/v1/me', { key: made.body.key })).status).toBe(401)
    expect((await call('DELETE', `/v1/keys/${made.body.id}`, { key: keys.admin })).status).toBe(404)
    const own = (await call('GET', '/v1/keys', { key: keys.admin })).body.items.find(
      (key: { name: string }) => key.name === 'root',
    )
    expect((await call('DELETE', `/v1/keys/${own.id}`, { key: keys.admin })).status).toBe(409)
  })

  test.each([
    ['no key', null, 401],
    ['a key that nobody has', 'fw_nobody', 401],
    ['a key without the role', 'mia', 403],
  ])('%s is refused with a problem', async (_name, who, status) => {
    const key = who === null ? null : who === 'mia' ? service.keys.mia : who
    const answer = await service.call('GET', '/v1/keys', { key })
    expect(answer.status).toBe(status)
    expect(answer.type).toContain('application/problem+json')
    expect(answer.body.instance).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('bad input is answered with pointers', async () => {
    const answer = await service.call('POST', '/v1/keys', {
      key: service.keys.admin,
      body: { name: '', kind: 'robot', roles: [], extra: 1 },
    })
    expect(answer.status).toBe(400)
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer).toSorted()).toEqual([
      '/extra',
      '/kind',
      '/name',
      '/roles',
    ])
  })

  test('keys page through', async () => {
    const { call, keys } = service
    const seen: string[] = []
    for (let cursor = ''; ;) {
      const page = await call('GET', `/v1/keys?limit=3${cursor}`, { key: keys.admin })
      seen.push(...page.body.items.map((key: { id: string }) => key.id))
      if (page.body.nextCursor === null) break
      cursor = `&cursor=${page.body.nextCursor}`
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThanOrEqual(9)
    expect((await call('GET', '/v1/keys?cursor=zzz', { key: keys.admin })).status).toBe(400)
  })
})
