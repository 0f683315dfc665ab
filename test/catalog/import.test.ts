import { request } from 'node:http'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importProducts, MAX_IMPORT_BYTES } from '../../src/catalog/import-products.ts'
import { ndjsonReader } from '../../src/catalog/ndjson-reader.ts'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
})
afterAll(() => service.close())

const send = (body: string | Buffer, type = 'application/x-ndjson') =>
  service.call('POST', '/v1/products/import', { body, headers: { 'content-type': type } })
const nameOf = async (id: string) => (await service.call('GET', `/v1/products/${id}`)).body.name
const line = (id: string, name: string) => JSON.stringify({ id, name })

describe('an import', () => {
  test('takes the good lines and answers the bad ones by their number', async () => {
    const body = [line('i-1', 'One'), '{', '', line('i-2', ''), line('i-3', 'Three')].join('\n')
    const answer = await send(body)
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      imported: 2,
      rejectedCount: 2,
      rejected: [
        { line: 2, problem: { detail: 'The line is not JSON.' } },
        {
          line: 4,
          problem: {
            detail: 'The line is not a product.',
            errors: [{ pointer: '/name', message: 'must not be empty' }],
          },
        },
      ],
    })
    expect(await nameOf('i-1')).toBe('One')
    expect(await nameOf('i-3')).toBe('Three')
  })

  test('keeps everything that a product says', async () => {
    const product = {
      name: 'Silent 39',
      brand: 'Aquila',
      category: 'Dishwashers',
      price: { amount: '649.00', currency: 'EUR' },
      listPrice: { amount: '699.90', currency: 'EUR' },
      availability: 'preorder',
      url: 'https://shop.example/a?b=c',
      imageUrl: 'https://shop.example/a.jpg',
      description: 'Quiet "and"\nslow \\ 😀',
      facts: ['39 dB'],
      attributes: { a: [1, null, { b: 'c' }] },
    }
    await send(JSON.stringify({ id: 'full', ...product }), 'application/jsonl')
    expect((await service.call('GET', '/v1/products/full')).body).toMatchObject(product)
  })

  test('takes many batches, and of two lines about one product the last', async () => {
    const lines = Array.from({ length: 1200 }, (_, n) => line(`m-${n}`, `Name ${n}`))
    lines.splice(10, 0, line('m-5', 'Same batch'))
    lines.push(line('m-7', 'Later batch'))
    const answer = await send(lines.join('\r\n'))
    expect(answer.body).toEqual({ imported: 1202, rejectedCount: 0, rejected: [] })
    expect(await nameOf('m-5')).toBe('Same batch')
    expect(await nameOf('m-7')).toBe('Later batch')
    expect(await nameOf('m-1199')).toBe('Name 1199')
  })

  test('again changes nothing', async () => {
    const { call, clock } = service
    const body = line('again', 'Same')
    await send(body)
    const before = (await call('GET', '/v1/products/again')).body
    clock.forward(60)
    expect((await send(body)).body.imported).toBe(1)
    expect((await call('GET', '/v1/products/again')).body).toEqual(before)
  })

  test('lists a thousand bad lines and counts them all', async () => {
    const answer = await send('x\n'.repeat(1500))
    expect(answer.body).toMatchObject({ imported: 0, rejectedCount: 1500 })
    expect(answer.body.rejected).toHaveLength(1000)
  })

  test('rejects a line over 256 KiB and goes on', async () => {
    const long = JSON.stringify({ id: 'long', name: 'N', attributes: { text: 'x'.repeat(256 * 1024) } })
    const answer = await send([long, line('after-long', 'Here')].join('\n'))
    expect(answer.body.rejected).toEqual([{ line: 1, problem: { detail: 'The line is longer than 256 KiB.' } }])
    expect(await nameOf('after-long')).toBe('Here')
  })

  test('survives whatever is in a line', async () => {
    const hostile = [
      '{"id":"a\\u0000","name":"N"}',
      '{"id":"h","name":"\\ud800"}',
      '{"id":"h","name":"N","attributes":{"a\\u0000":1}}',
      '"__proto__"',
      '[]',
      'null',
    ]
    const answer = await send(Buffer.concat([Buffer.from(hostile.join('\n')), Buffer.from([0x0a, 0xff, 0xfe, 0x0a])]))
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ imported: 0, rejectedCount: hostile.length + 1 })
  })

  test.each([
    ['JSON', 'application/json', '[]', 415, '/problems/import-type'],
    ['a form', 'application/x-www-form-urlencoded', 'a=b', 415, '/problems/import-type'],
    ['CSV without a column for ids', 'text/csv', 'a,b\n1,2', 422, '/problems/import-unreadable'],
    ['CSV without anything', 'text/csv', '\n', 422, '/problems/import-unreadable'],
    ['a web page', 'text/xml', '<html><body><p>Hello</p></body></html>', 422, '/problems/import-unreadable'],
    ['what is no XML', 'application/xml', 'id,name', 422, '/problems/import-unreadable'],
    [
      'XML that is not UTF-8',
      'text/xml',
      '<?xml version="1.0" encoding="latin1"?><rss/>',
      422,
      '/problems/import-unreadable',
    ],
  ])('of %s is refused', async (_name, type, body, status, problem) => {
    const answer = await send(body, type)
    expect(answer.status).toBe(status)
    expect(answer.type).toContain('application/problem+json')
    expect(answer.body.type).toBe(problem)
  })

  test('without a body is refused', async () => {
    const answer = await service.call('POST', '/v1/products/import')
    expect(answer.status).toBe(400)
    expect(answer.body.type).toBe('/problems/validation')
  })

  test('JSON is still read everywhere else, and NDJSON nowhere else', async () => {
    expect((await service.call('PUT', '/v1/products/json', { body: { name: 'N' } })).status).toBe(201)
    const headers = { 'content-type': 'application/x-ndjson' }
    const answer = await service.call('PUT', '/v1/products/json', { body: '{"name":"N"}', headers })
    expect(answer.status).toBe(415)
  })

  test('that says it is over 1 GiB is refused before anything is taken', async () => {
    const headers = { 'content-type': 'application/x-ndjson', 'content-length': String(MAX_IMPORT_BYTES + 1) }
    const answer = await service.call('POST', '/v1/products/import', { body: line('never', 'N'), headers })
    expect(answer.status).toBe(413)
    expect(answer.type).toContain('application/problem+json')
    expect(answer.body.type).toBe('/problems/import-too-large')
    expect((await service.call('GET', '/v1/products/never')).status).toBe(404)
  })

  test('that turns out to be over 1 GiB is cut off there; what came before stays', async () => {
    const filler = Buffer.alloc(16 * 1024 * 1024, 'x')
    const chunks = Readable.from([Buffer.from(`${line('cut-1', 'Before')}\n`), ...Array(64).fill(filler)])
    await expect(importProducts(service.deps, { chunks, reader: ndjsonReader() })).rejects.toMatchObject({
      type: '/problems/import-too-large',
    })
    expect(await nameOf('cut-1')).toBe('Before')
  })

  test('that fails on the way is read to its end, so that its answer is heard', async () => {
    let sent = 0
    async function* chunks() {
      for (; sent < 5; sent++) yield Buffer.from(`${line(`fail-${sent}`, 'N')}\n`.repeat(500))
    }
    const broken = { ...service.deps, now: () => new Date(NaN) }
    await expect(importProducts(broken, { chunks: chunks(), reader: ndjsonReader() })).rejects.toThrow()
    expect(sent).toBe(5)
  })

  test('that cannot be read gets its answer over a real connection, however long it is', async () => {
    const url = await service.app.listen({ port: 0, host: '127.0.0.1' })
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const upload = request(`${url}/v1/products/import`, {
        method: 'POST',
        headers: { authorization: `Bearer ${service.keys.mia}`, 'content-type': 'text/csv' },
      })
      upload.on('response', (response) => response.resume().on('end', () => resolve(response.statusCode)))
      upload.on('error', reject)
      const filler = Buffer.alloc(1024 * 1024, '\n')
      Readable.from([Buffer.from('no,columns\n'), ...Array(60).fill(filler)]).pipe(upload)
    })
    expect(status).toBe(422)
  })

  test('lets other requests through between its batches', async () => {
    const lines = Array.from({ length: 3000 }, (_, n) => line(`y-${n}`, `Name ${n}`))
    const finished: string[] = []
    const importing = async () => {
      await send(lines.join('\n'))
      finished.push('import')
    }
    const asking = async () => {
      await service.call('GET', '/v1/me')
      finished.push('question')
    }
    await Promise.all([importing(), asking()])
    expect(finished).toEqual(['question', 'import'])
  })
})
