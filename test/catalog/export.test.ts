import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { csvRecord, disarmed, rearmed } from '../../src/catalog/csv-cell.ts'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
})
afterAll(() => service.close())

describe('a cell', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+49 30 123456', "'+49 30 123456"],
    ['-5%', "'-5%"],
    ['@handle', "'@handle"],
    ['\t=1', "'\t=1"],
    ['\rA', "'\rA"],
    ['\nA', "'\nA"],
    ['＝1+1', "'＝1+1"],
    ['\ufeff=1', "'\ufeff=1"],
    ['\u200b@SUM', "'\u200b@SUM"],
    [' =1', "' =1"],
    ["'=1", "''=1"],
    ["''-1", "'''-1"],
    ['-12.50', '-12.50'],
    ['+3', '+3'],
    ['-1,5', '-1,5'],
    ['649.00 EUR', '649.00 EUR'],
    ['A = B', 'A = B'],
    ["'quoted'", "'quoted'"],
    ['', ''],
  ])('%j is written as %j and read back', (cell, written) => {
    expect(disarmed(cell)).toBe(written)
    expect(rearmed(written)).toBe(cell)
  })

  test('always stands in quotation marks', () => {
    expect(csvRecord(['a', 'b "c"', '=d', 'e\nf'])).toBe(`"a","b ""c""","'=d","e\nf"\r\n`)
  })
})

describe('the export', () => {
  const whole = {
    name: '=HYPERLINK("http://evil.test")',
    brand: "'-1",
    category: 'A,B;C',
    price: { amount: '649.0', currency: 'EUR' },
    listPrice: { amount: '1.299', currency: 'USD' },
    availability: 'preorder',
    url: 'https://shop.example/a?b=c',
    imageUrl: 'https://shop.example/a.jpg',
    description: ' two\r\nlines "and" 😀 ',
    facts: ['=39 dB', 'a\nb'],
    attributes: { a: [1, null, { b: '@c' }] },
  }

  test('comes back as it was', async () => {
    const { call } = service
    await call('PUT', '/v1/products/%3D1', { body: whole })
    await call('PUT', '/v1/products/bare', { body: { name: 'Bare' } })
    const before = (await call('GET', '/v1/products')).body.items
    const file = await call('GET', '/v1/products.csv')
    expect(file.status).toBe(200)
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8')
    for (const line of file.text.split('\r\n')) expect(line).not.toMatch(/(^|,)"?[=+\-@]/)
    for (const id of ['=1', 'bare'])
      await call('PUT', `/v1/products/${encodeURIComponent(id)}`, { body: { name: 'Other' } })
    const answer = await call('POST', '/v1/products/import', {
      body: file.text,
      headers: { 'content-type': 'text/csv' },
    })
    expect(answer.body).toEqual({ imported: 2, rejectedCount: 0, rejected: [] })
    const after = (await call('GET', '/v1/products')).body.items
    const content = (items: object[]) => items.map((item) => ({ ...item, updatedAt: null }))
    expect(content(after)).toEqual(content(before))
  })

  test('holds every product, page after page', async () => {
    const { call } = service
    const lines = Array.from({ length: 1100 }, (_, n) => JSON.stringify({ id: `e-${n}`, name: 'N' })).join('\n')
    await call('POST', '/v1/products/import', { body: lines, headers: { 'content-type': 'application/x-ndjson' } })
    const ids = (await call('GET', '/v1/products.csv')).text.match(/^"e-\d+"/gm)
    expect(new Set(ids).size).toBe(1100)
    expect(ids).toHaveLength(1100)
  })

  test('is for those who may read the catalogue', async () => {
    expect((await service.call('GET', '/v1/products.csv', { key: service.keys.ana })).status).toBe(200)
    expect((await service.call('GET', '/v1/products.csv', { key: service.keys.ingest })).status).toBe(403)
  })
})
