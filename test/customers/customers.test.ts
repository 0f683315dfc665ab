import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
})
afterAll(() => service.close())

const ines = {
  firstName: 'Ines',
  lastName: 'Roca',
  email: 'ines@example.com',
  phone: '+34 612 345 678',
  locale: 'es-ES',
  timeZone: 'Europe/Madrid',
  traits: { tier: 'gold' },
}

describe('a customer', () => {
  test('is new once, then replaced as a whole', async () => {
    const { call } = service
    const first = await call('PUT', '/v1/customers/c-1', { body: ines })
    expect(first.status).toBe(201)
    expect(first.body).toMatchObject({ ...ines, id: 'c-1', phone: '+34612345678', consents: [] })
    const second = await call('PUT', '/v1/customers/c-1', { body: { firstName: 'Inés' } })
    expect(second.status).toBe(200)
    expect(second.body).toMatchObject({ firstName: 'Inés', lastName: null, email: null, phone: null, traits: {} })
    expect(second.body.createdAt).toBe(first.body.createdAt)
    expect((await call('GET', '/v1/customers/c-1')).body).toEqual(second.body)
  })

  test.each([
    ['a slash', 'a/b', 'a%2Fb'],
    ['a percent sign', '100%', '100%25'],
    ['letters of any script', 'クライアント-1', encodeURIComponent('クライアント-1')],
    ['200 characters of four bytes', '😀'.repeat(100), encodeURIComponent('😀'.repeat(100))],
  ])('may have an id with %s', async (_name, id, path) => {
    const { call } = service
    expect((await call('PUT', `/v1/customers/${path}`, { body: {} })).body.id).toBe(id)
    expect((await call('GET', `/v1/customers/${path}`)).body.id).toBe(id)
  })

  test('that nobody put is a problem', async () => {
    for (const path of ['/v1/customers/nobody', '/v1/customers/nobody/consents']) {
      const answer = await service.call('GET', path)
      expect(answer.status).toBe(404)
      expect(answer.type).toContain('application/problem+json')
      expect(answer.body.type).toBe('/problems/customer-not-found')
    }
  })

  test.each([
    ['an unknown field', { nickname: 'I' }, '/nickname'],
    ['a phone number without country code', { phone: '612345678' }, '/phone'],
    ['something that is no e-mail address', { email: 'ines' }, '/email'],
    ['a time zone that does not exist', { timeZone: 'Europe/Atlantis' }, '/timeZone'],
    ['an offset, which does not follow the seasons', { timeZone: '+05:30' }, '/timeZone'],
    ['an abbreviation of a zone', { timeZone: 'PST' }, '/timeZone'],
    ['a locale that is none', { locale: 'Spanish please' }, '/locale'],
    ['U+0000 in a name', { firstName: 'a\u0000b' }, '/firstName'],
    ['a lone surrogate in a name', { lastName: '\ud800' }, '/lastName'],
    ['U+0000 deep in traits', { traits: { a: [{ b: '\u0000' }] } }, '/traits'],
    ['U+0000 in the name of a trait', { traits: { 'a\u0000': 1 } }, '/traits'],
  ])('is refused with %s', async (_name, body, pointer) => {
    const answer = await service.call('PUT', '/v1/customers/c-bad', { body })
    expect(answer.status).toBe(400)
    expect(answer.type).toContain('application/problem+json')
    expect(answer.body.type).toBe('/problems/validation')
    expect(answer.body.errors).toContainEqual({ pointer, message: expect.any(String) })
  })

  test.each([
    ['U+0000 in the path', '/v1/customers/a%00b'],
    ['U+0000 before consents', '/v1/customers/%00/consents'],
    ['white space for an id', '/v1/customers/%20'],
    ['an id that is too long', `/v1/customers/${'x'.repeat(201)}`],
    ['U+0000 in the search', '/v1/customers?q=a%00b'],
    ['a cursor that is not ours', '/v1/customers?cursor=xyz'],
    ['a limit that is too high', '/v1/customers?limit=201'],
  ])('%s is refused with 400', async (_name, url) => {
    const answer = await service.call('GET', url)
    expect(answer.status).toBe(400)
    expect(answer.type).toContain('application/problem+json')
    expect(answer.body.type).toBe('/problems/validation')
  })

  test.each([['%ff'], ['%ED%A0%80'], ['%zz']])('broken UTF-8 in a path (%s) is refused with 400', async (id) => {
    const answer = await service.call('GET', `/v1/customers/${id}`)
    expect(answer.status).toBe(400)
    expect(answer.type).toContain('application/problem+json')
  })

  test.each([['%ff'], ['%ED%A0%80'], ['%zz']])('broken UTF-8 in a search (%s) never fails', async (q) => {
    expect((await service.call('GET', `/v1/customers?q=${q}`)).status).toBeLessThan(500)
  })

  test.each([
    ['ingest', 403, 403, 403],
    ['profiles', 200, 403, 200],
    ['ana', 403, 200, 403],
    ['mia', 200, 200, 200],
    ['admin', 200, 200, 200],
    ['auditor', 403, 403, 403],
  ] as const)('%s writes: %i, reads: %i, sees consents: %i', async (who, writes, reads, consents) => {
    const { call, keys } = service
    await call('PUT', '/v1/customers/c-roles', { body: {} })
    const key = keys[who]
    expect((await call('PUT', '/v1/customers/c-roles', { key, body: {} })).status).toBe(writes)
    expect((await call('GET', '/v1/customers/c-roles', { key })).status).toBe(reads)
    expect((await call('GET', '/v1/customers', { key })).status).toBe(reads)
    expect((await call('GET', '/v1/customers/c-roles/consents', { key })).status).toBe(consents)
    const change = { channel: 'sms', purpose: 'service', state: 'denied', source: 'call', at: '2026-01-01T00:00:00Z' }
    const put = await call('PUT', '/v1/customers/c-roles/consents', { key, body: { consents: [change] } })
    expect(put.status).toBe(consents)
  })

  test('two writers at once make one customer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        service.call('PUT', '/v1/customers/c-race', { body: { firstName: `Writer ${n}` } }),
      ),
    )
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1)
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(7)
  })
})

describe('the search', () => {
  let search: (q: string) => Promise<string[]>
  beforeAll(async () => {
    const { call, clock } = service
    const people = [
      ['s-1', { firstName: 'Zara', lastName: 'Quill', email: 'z.quill@example.com', phone: '+34699111222' }],
      ['s-2', { firstName: 'ZARA', lastName: 'Under_score' }],
      ['s-3', { firstName: 'Percy', lastName: '100% Quill' }],
      ['s-4', { firstName: 'Back\\slash', lastName: "O'Neil" }],
    ] as const
    for (const [id, body] of people) {
      clock.forward(1)
      await call('PUT', `/v1/customers/${id}`, { body })
    }
    search = async (q) => {
      const answer = await call('GET', `/v1/customers?q=${encodeURIComponent(q)}`)
      expect(answer.status).toBe(200)
      return answer.body.items.map((customer: { id: string }) => customer.id)
    }
  })

  test.each([
    ['zara', ['s-2', 's-1']],
    ['zara quill', ['s-1']],
    ['  Zara  ', ['s-2', 's-1']],
    ['QUILL@EXAMPLE', ['s-1']],
    ['699 111-222', ['s-1']],
    ['S-3', ['s-3']],
    ['0% q', ['s-3']],
    ['r_s', ['s-2']],
    ['k\\s', ['s-4']],
    ["o'n", ['s-4']],
    ['%', ['s-3']],
    ['()', []],
  ])('finds by %j', async (q, ids) => {
    const found = await search(q)
    expect(found.filter((id) => id.startsWith('s-'))).toEqual(ids)
  })

  test('goes through pages, newest first, each customer once', async () => {
    const { call } = service
    const seen: string[] = []
    let cursor: string | null = ''
    for (let page = 0; cursor !== null && page < 10; page++) {
      const answer = await call('GET', `/v1/customers?q=s-&limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`)
      seen.push(...answer.body.items.map((customer: { id: string }) => customer.id))
      cursor = answer.body.nextCursor
    }
    expect(seen.filter((id) => /^s-\d$/.test(id))).toEqual(['s-4', 's-3', 's-2', 's-1'])
    expect(new Set(seen).size).toBe(seen.length)
  })

  test('a page may end on the longest id there can be', async () => {
    const { call, clock } = service
    const id = '漢'.repeat(200)
    for (const path of ['long-before', encodeURIComponent(id)]) {
      clock.forward(1)
      await call('PUT', `/v1/customers/${path}`, { body: { lastName: 'Longid' } })
    }
    const first = await call('GET', '/v1/customers?q=longid&limit=1')
    expect(first.body.items[0].id).toBe(id)
    const second = await call('GET', `/v1/customers?q=longid&limit=1&cursor=${first.body.nextCursor}`)
    expect(second.body).toMatchObject({ items: [{ id: 'long-before' }], nextCursor: null })
  })
})
