import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApi } from '../../src/cli/api.ts'
import { EXIT, run } from '../../src/cli/program.ts'
import { watchCampaign } from '../../src/cli/watch-campaign.ts'
import { startWorker } from '../../src/worker.ts'
import { openFullShop, statusOf } from '../campaigns/members.ts'
import { startApp, type TestApp } from '../support/app.ts'

const BIN = fileURLToPath(new URL('../../bin/foreword.cjs', import.meta.url))
const DEFINITION = {
  name: 'Spring',
  channel: 'email',
  audience: { customerIds: ['m-0', 'm-1', 'nobody'] },
  arms: { personalized: 100, generic: 0, holdout: 0 },
}

let service: TestApp
let worker: { close(): Promise<void> }
let folder: string
let url: string
let file: string

beforeAll(async () => {
  service = await startApp()
  await openFullShop(service, 6)
  worker = await startWorker(service.deps, 2)
  await service.app.listen({ port: 0, host: '127.0.0.1' })
  url = `http://127.0.0.1:${(service.app.server.address() as AddressInfo).port}`
  folder = await mkdtemp(join(tmpdir(), 'foreword-cli-'))
  file = join(folder, 'campaign.json')
  await writeFile(file, JSON.stringify(DEFINITION))
})
afterAll(async () => {
  await worker.close()
  await service.close()
  await rm(folder, { recursive: true, force: true })
})

/** Runs the command line as in a shell. `onText` sees what it has printed so far, each time there is more. */
async function foreword(
  parameters: readonly string[],
  options: { environment?: object; isTTY?: boolean; onText?: (text: string, interrupt: () => void) => void } = {},
) {
  const interrupted = new AbortController()
  const texts = { out: '', err: '' }
  const into = (name: keyof typeof texts) =>
    Object.assign(
      new Writable({
        write(chunk, _encoding, done) {
          texts[name] += String(chunk)
          options.onText?.(texts[name], () => interrupted.abort())
          done()
        },
      }),
      { isTTY: options.isTTY === true, columns: 100, rows: 30, cursorTo: () => true, clearLine: () => true },
    ) as unknown as NodeJS.WriteStream
  const code = await run(parameters, {
    environment: { FOREWORD_URL: url, FOREWORD_KEY: service.keys.mia, ...options.environment },
    out: into('out'),
    err: into('err'),
    signal: interrupted.signal,
    now: () => performance.now(),
  })
  return { code, ...texts }
}

/** The id in the first line that names one. */
const idIn = (text: string): string => /[\da-f]{8}-[\da-f-]{27}/.exec(text)![0]

describe('a campaign', () => {
  test('is made of a file, started and watched, in plain lines where nothing can be drawn', async () => {
    const { code, out, err } = await foreword(['campaign', 'run', file, '--watch', '--until', 'written'])
    expect({ code, err }).toMatchObject({ code: EXIT.done, err: expect.stringContaining('is started') })
    const lines = out.trimEnd().split('\n')
    expect(lines.at(-1)).toMatch(/^written 2\/2 {2}decided 0\/\d {2}sent 0\/0 {2}/)
    expect(out).not.toContain('\u001B')
    // Said twice, nobody reads it.
    expect(new Set(lines).size).toBe(lines.length)
  })

  test('is drawn as bars in a terminal', async () => {
    const { code, out } = await foreword(['campaign', 'run', file, '--watch', '--until', 'written'], { isTTY: true })
    expect(code).toBe(EXIT.done)
    expect(out).toMatch(/written +[█░]+ 2\/2/)
    expect(out).toMatch(/sent +[█░]+ 0\/0/)
  })

  test('takes its people from a file of ids', async () => {
    const ids = join(folder, 'ids.csv')
    await writeFile(ids, 'customerId\nm-2\nm-3\nm-4\n')
    const { code, out, err } = await foreword(['campaign', 'run', file, '--ids', ids])
    expect(code).toBe(EXIT.done)
    expect(err).toContain('3 ids taken, 0 lines without one.')
    expect(out).toBe(`${idIn(err)}\n`)
    const watched = await foreword(['campaign', 'watch', idIn(err), '--until', 'written'])
    expect(watched.out.trimEnd().split('\n').at(-1)).toContain('written 3/3')
  })

  test('only says what it would do, and stores nothing', async () => {
    const before = (await service.call('GET', '/v1/campaigns')).body.items.length
    const { code, out } = await foreword(['campaign', 'run', file, '--dry-run'])
    expect(code).toBe(EXIT.done)
    expect(JSON.parse(out)).toMatchObject({ previews: expect.any(Array) })
    expect((await service.call('GET', '/v1/campaigns')).body.items.length).toBe(before)
  })

  test('goes on when its watching ends by Ctrl-C', async () => {
    const { code, err } = await foreword(['campaign', 'run', file, '--watch'], {
      onText: (text, interrupt) => text.includes('written') && interrupt(),
    })
    expect(code).toBe(EXIT.interrupted)
    const id = idIn(err)
    expect(err).toContain(`The campaign goes on. Watch it again: npx foreword campaign watch ${id}`)
    expect(['generating', 'in_review']).toContain(await statusOf(service, id))
  })

  test('is paused, resumed and cancelled; who watches it to such an end is told so by the exit code', async () => {
    const { out } = await foreword(['campaign', 'run', file])
    const id = idIn(out)
    expect(await foreword(['campaign', 'pause', id])).toMatchObject({ code: EXIT.done, out: 'paused\n' })
    expect((await foreword(['campaign', 'resume', id])).out).toMatch(/^(generating|in_review)\n$/)
    expect(await foreword(['campaign', 'cancel', id])).toMatchObject({ code: EXIT.done, out: 'cancelled\n' })
    const watched = await foreword(['campaign', 'watch', id])
    expect(watched).toMatchObject({ code: EXIT.failed, out: expect.stringContaining('cancelled') })
  })
})

describe('what goes wrong is said in one sentence, without a stack', () => {
  const missing = '01920000-0000-7000-8000-000000000000'
  test.each([
    ['no key', ['campaign', 'watch', missing], { FOREWORD_KEY: '' }, EXIT.misused, /FOREWORD_KEY/],
    ['no address', ['campaign', 'watch', missing], { FOREWORD_URL: 'here' }, EXIT.misused, /FOREWORD_URL/],
    [
      'nobody there',
      ['campaign', 'pause', missing],
      { FOREWORD_URL: 'http://127.0.0.1:9' },
      EXIT.unreachable,
      /No answer/,
    ],
    ['another key', ['campaign', 'pause', missing], { FOREWORD_KEY: 'fw_no' }, EXIT.failed, /key/],
    ['no such campaign', ['campaign', 'watch', missing], {}, EXIT.failed, /There is no such campaign/],
    ['no such file', ['campaign', 'run', '/nowhere.json'], {}, EXIT.misused, /cannot be read/],
    ['a file that is not JSON', ['campaign', 'run', BIN], {}, EXIT.misused, /is not JSON/],
    ['an unknown command', ['campaign', 'fly'], {}, EXIT.misused, /unknown command/],
    ['another kind of file', ['campaign', 'run', 'FILE', '--ids', 'ids.xlsx'], {}, EXIT.misused, /neither/],
  ])('%s', async (_, parameters, environment, code, words) => {
    const named = parameters.map((parameter) => (parameter === 'FILE' ? file : parameter))
    const answer = await foreword(named, { environment })
    expect(answer).toMatchObject({ code, err: expect.stringMatching(words) })
    expect(answer.err).not.toMatch(/\n\s+at /)
  })

  test('a campaign that is made and cannot be started is named', async () => {
    const ids = join(folder, 'nobody.csv')
    await writeFile(ids, 'something\nm-1\n')
    const { code, err } = await foreword(['campaign', 'run', file, '--ids', ids])
    expect(code).toBe(EXIT.failed)
    expect(err).toMatch(/^Campaign [\da-f-]{36} is made\.\n/)
  })

  test('a definition that is refused is pointed at', async () => {
    const bad = join(folder, 'bad.json')
    await writeFile(bad, JSON.stringify({ ...DEFINITION, channel: 'pigeon' }))
    expect(await foreword(['campaign', 'run', bad])).toMatchObject({
      code: EXIT.failed,
      err: expect.stringContaining('/channel'),
    })
  })
})

test('the program starts whatever Node is installed, and writes plain lines into a pipe', async () => {
  const shell = (parameters: string[]) =>
    new Promise<{ code: number; out: string }>((resolve) => {
      const environment = { PATH: process.env['PATH'], FOREWORD_URL: url, FOREWORD_KEY: service.keys.mia }
      const child = execFile(BIN, parameters, { env: environment }, (_error, out) =>
        resolve({ code: child.exitCode ?? -1, out }),
      )
    })
  expect(await shell(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('FOREWORD_KEY') })
  const { code, out } = await shell(['campaign', 'run', file, '--watch', '--until', 'written'])
  expect(code).toBe(0)
  expect(out).toMatch(/^written \d\/2 .*\n/)
  expect(out).not.toContain('\u001B')
})

test('a service that is away for a while is waited for, and asked anew', async () => {
  const shown: string[] = []
  const stream = (...frames: string[]) => `: begun\n\n${frames.join('')}`
  const progress = (status: string) => ({
    name: 'Spring',
    status,
    pauseReason: null,
    members: { total: 1, byState: { written: 1 } },
    drafts: {},
    lots: [],
    deliveries: { byState: {} },
    spend: { usd: null },
    draftsPerMinute: 0,
    secondsLeft: { writing: 0, sending: null },
  })
  const frame = (event: string, status: string) => `event: ${event}\ndata: ${JSON.stringify(progress(status))}\n\n`
  const answers = [
    { status: 200, type: 'text/event-stream', body: stream(frame('progress', 'running')) },
    { status: 503, type: 'application/problem+json', body: '{"title":"Busy"}' },
    { status: 502, type: 'text/html', body: 'Bad gateway' },
    { status: 200, type: 'text/event-stream', body: stream(frame('progress', 'running'), frame('end', 'completed')) },
  ]
  const server = createServer((_request, response) => {
    const { status, type, body } = answers.shift()!
    response.writeHead(status, { 'content-type': type }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const api = openApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'key')
  const screen = { show: ({ status }: { status: string }) => void shown.push(status), close: () => {} }
  const options = { until: 'ended' as const, screen, signal: new AbortController().signal, retryMs: 1 }
  expect((await watchCampaign(api, 'some', options)).status).toBe('completed')
  expect(shown).toEqual(['running', 'running', 'completed'])
  expect(answers).toEqual([])
  server.closeAllConnections()
  server.close()
})
