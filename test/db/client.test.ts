import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { connectPostgres } from '../../src/db/client.ts'
import '../support/no-leaks.ts'

const CONNECTIONS = 10

test('however often PostgreSQL was away, a statement soon tries again to connect', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  const client = await connectPostgres(`postgres://owner@127.0.0.1:${port}/none`, CONNECTIONS)
  onTestFinished(() => client.end({ timeout: 0 }))
  const codes = new Set<string>()
  // Every connection that fails makes all of them wait longer, unless told otherwise: up to 20 seconds.
  for (let round = 0; round < 4; round++) {
    const all = await Promise.allSettled(Array.from({ length: CONNECTIONS }, () => client`select 1`))
    for (const one of all) codes.add(one.status === 'fulfilled' ? 'fulfilled' : one.reason.code)
  }
  expect([...codes]).toEqual(['ECONNREFUSED'])
})
