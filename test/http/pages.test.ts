import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeCursor, encodeCursor, PageQuery, toPage } from '../../src/http/pages.ts'
import { Problem } from '../../src/problem.ts'
import { startApp, type TestApp } from '../support/app.ts'

const at = new Date('2026-11-20T10:00:00.123Z')
const uuid = '01932f5c-0000-7000-8000-000000000001'
const asCursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a cursor', () => {
  test.each([['c-1'], ['Größe/42?&#'], ['😀'.repeat(100)], ['"\\,]'], [' x '], ['\u0001'.repeat(200)]])(
    'comes back as it went out: %j',
    (id) => {
      const text = encodeCursor({ at, id })
      expect(text).toMatch(/^[\w-]+$/)
      expect(PageQuery.parse({ cursor: text }).cursor).toBe(text)
      expect(decodeCursor(text, 'text')).toEqual({ at, id })
    },
  )

  test('is not asked for on the first page', () => {
    expect(decodeCursor(undefined)).toBeUndefined()
  })

  test.each([
    ['nothing', ''],
    ['no base64', '%%%'],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['an object', asCursor({ at, id: uuid })],
    ['no id', asCursor([at])],
    ['one thing too many', asCursor([at, uuid, 1])],
    ['a number for an id', asCursor([at, 1])],
    ['an id of another kind of list', asCursor([at, 'c-1'])],
    ['an empty id', asCursor([at, ''])],
    ['a day that does not exist', asCursor(['2026-02-30T00:00:00Z', uuid])],
    ['a time without a zone', asCursor(['2026-02-20T00:00:00', uuid])],
    ['a time that the database does not know', asCursor(['0001-01-01T00:00:00Z', uuid])],
    ['a time after all time', asCursor(['9999-12-31T23:59:59Z', uuid])],
  ])('is refused when it holds %s', (_name, text) => {
    expect(() => decodeCursor(text)).toThrow(Problem)
  })

  test('is refused when its id holds U+0000', () => {
    expect(() => decodeCursor(asCursor([at, 'a\u0000b']), 'text')).toThrow(Problem)
  })
})

describe('a page', () => {
  const cursorOf = (id: string) => ({ at, id })
  test.each([
    ['no rows', [], 2, [], null],
    ['fewer rows than asked for', ['a'], 2, ['a'], null],
    ['as many rows as asked for', ['a', 'b'], 2, ['a', 'b'], null],
    ['one row more, which only says that there is more', ['a', 'b', 'c'], 2, ['a', 'b'], 'b'],
  ])('of %s', (_name, rows, limit, items, last) => {
    const nextCursor = last === null ? null : encodeCursor(cursorOf(last))
    expect(toPage(rows, limit, cursorOf)).toEqual({ items, nextCursor })
  })
})

describe('page by page', () => {
  let service: TestApp
  beforeAll(async () => {
    service = await startApp()
  })
  afterAll(() => service.close())

  test('every row comes once, newest first, also those of one instant and those with odd ids', async () => {
    const { call, clock } = service
    const ids = ['a', 'b/c', 'ä ö', '%', '_', '😀', 'A', '"', '...', '?q=1']
    for (const [index, id] of ids.entries()) {
      if (index % 3 === 0) clock.forward(1)
      expect((await call('PUT', `/v1/products/${encodeURIComponent(id)}`, { body: { name: 'x' } })).status).toBe(201)
    }
    for (const limit of [1, 3, 200]) {
      const seen: string[] = []
      for (let cursor = ''; ;) {
        const page = await call('GET', `/v1/products?limit=${limit}${cursor}`)
        expect(page.body.items.length).toBeLessThanOrEqual(limit)
        seen.push(...page.body.items.map((product: { id: string }) => product.id))
        if (page.body.nextCursor === null) break
        cursor = `&cursor=${page.body.nextCursor}`
      }
      expect(seen.toSorted()).toEqual(ids.toSorted())
      const batches = [seen.slice(0, 1), seen.slice(1, 4), seen.slice(4, 7), seen.slice(7)]
      const written = [ids.slice(9), ids.slice(6, 9), ids.slice(3, 6), ids.slice(0, 3)]
      expect(batches.map((batch) => batch.toSorted())).toEqual(written.map((batch) => batch.toSorted()))
    }
  })
})

test('a mistyped filter is refused, not left out', async () => {
  const service = await startApp()
  const answer = await service.call('GET', '/v1/drafts?statsu=ready_for_review')
  expect(answer.status).toBe(400)
  expect(answer.body.errors).toEqual([{ pointer: '/query/statsu', message: 'is not a known field' }])
  await service.close()
})
