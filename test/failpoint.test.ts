import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { noFailpoint, readFailpoint } from '../src/failpoint.ts'
import { startService } from './support/service-process.ts'

const never = () => {
  throw new Error('ended')
}

test.each([{}, { FAILPOINT: '' }, { NODE_ENV: 'production' }])('without FAILPOINT there is none: %o', (environment) => {
  expect(readFailpoint(environment, never, never)).toBe(noFailpoint)
})

test('the process ends at the step of that number, counted over all names, and goes no further', async () => {
  const ends: unknown[] = []
  const failpoint = readFailpoint({ NODE_ENV: 'test', FAILPOINT: '3' }, (reached) => void ends.push(reached), never)
  await failpoint('a')
  await failpoint('b')
  expect(ends).toEqual([])
  let wentOn = false
  void failpoint('a').then(() => (wentOn = true))
  await failpoint('c')
  expect(ends).toEqual([{ number: 3, name: 'a' }])
  expect(wentOn).toBe(false)
})

test('only the steps of named groups count', async () => {
  const ends: unknown[] = []
  const environment = { NODE_ENV: 'test', FAILPOINT: '2@ingest,key' }
  const failpoint = readFailpoint(environment, (reached) => void ends.push(reached), never)
  for (const name of ['ingest.joined', 'draft.begun', 'ingester.begun', 'draft.key']) await failpoint(name)
  expect(ends).toEqual([])
  void failpoint('key.claimed')
  expect(ends).toEqual([{ number: 2, name: 'key.claimed' }])
})

test('told to wait for it, the count begins at the signal', async () => {
  const ends: unknown[] = []
  let signal = (): void => {}
  const environment = { NODE_ENV: 'test', FAILPOINT: '2@ingest after SIGCONT' }
  const failpoint = readFailpoint(
    environment,
    (reached) => void ends.push(reached),
    (begin) => (signal = begin),
  )
  for (const name of ['ingest.joined', 'ingest.signals', 'ingest.committed']) await failpoint(name)
  signal()
  await failpoint('ingest.joined')
  expect(ends).toEqual([])
  void failpoint('ingest.signals')
  expect(ends).toEqual([{ number: 2, name: 'ingest.signals' }])
})

test.each(['1@', '1 after', '1 after SIGTERM', '1@,', '@ingest', '1@a b', '0', '-1', '1.5', 'x', '1e3', ' 2'])(
  'FAILPOINT=%s is refused',
  (value) => {
    expect(() => readFailpoint({ NODE_ENV: 'test', FAILPOINT: value }, never, never)).toThrow('number of a step')
  },
)

test.each(['production', 'development', undefined])('outside of a test it is refused: NODE_ENV=%s', (value) => {
  expect(() => readFailpoint({ NODE_ENV: value, FAILPOINT: '1' }, never, never)).toThrow('NODE_ENV=test')
})

test('the service does not start with it outside of a test', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'foreword-failpoint-'))
  try {
    const start = startService(folder, { NODE_ENV: 'production', FAILPOINT: '1' })
    await expect(start).rejects.toThrow('FAILPOINT kills the service: it needs NODE_ENV=test.')
    expect(await readdir(folder)).toEqual(['service.log'])
  } finally {
    await rm(folder, { recursive: true })
  }
})
