import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { readMailbox } from '../../src/outcomes/read-mailbox.ts'
import { startWorker } from '../../src/worker.ts'
import { openShop } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aBounce, mail } from './mails.ts'
import { aSentMessage, deliveryOf } from './report.ts'

let service: TestApp
let folder: string
beforeAll(async () => {
  service = await startApp()
  await openShop(service)
})
afterAll(() => service.close())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foreword-mailbox-'))
})
afterEach(() => rm(folder, { recursive: true }))

const put = (name: string, raw: string) => writeFile(join(folder, name), raw)
const stateOf = async (id: string) => (await deliveryOf(service, id))['state']
const outcomesOf = async (id: string) => (await service.call('GET', `/v1/deliveries/${id}/outcomes`)).body.items
const inside = async (place: string): Promise<string[]> => {
  const names = await readdir(join(folder, place)).catch(() => [])
  return names.map((name) => name.replace(/^[0-9a-f]{16}-/, '')).toSorted()
}

describe('a mailbox of what came back', () => {
  test('is read, and each mail put away', async () => {
    const { deliveryId, email: recipient } = await aSentMessage(service)
    await put('1.eml', aBounce({ deliveryId, recipient }))
    await put('2.eml', mail('From: ines@example.com', 'Auto-Submitted: auto-replied', '', 'Away.'))
    await put('3.eml', mail('From: ines@example.com', '', 'What is this?'))
    await put('4.eml', aBounce({ deliveryId: service.deps.newId() }))
    await put('notes.txt', 'not a mail')
    await put('.5.eml', 'still being written')
    await readMailbox(service.deps, folder)
    expect(await stateOf(deliveryId)).toBe('bounced')
    expect(await inside('done')).toEqual(['1.eml', '2.eml'])
    expect(await inside('unknown')).toEqual(['3.eml', '4.eml'])
    expect(await inside('.')).toEqual(['.5.eml', 'done', 'notes.txt', 'unknown'])
  })

  test('may be a Maildir', async () => {
    const { deliveryId, email: recipient } = await aSentMessage(service)
    for (const part of ['new', 'cur', 'tmp']) await mkdir(join(folder, part))
    await put('new/1795.M1P2.host', aBounce({ deliveryId, recipient }))
    await put('cur/1795.M3P4.host:2,S', mail('From: ines@example.com', '', 'Hello'))
    await put('tmp/1795.M5P6.host', aBounce({ deliveryId, recipient }))
    await readMailbox(service.deps, folder)
    expect(await stateOf(deliveryId)).toBe('bounced')
    expect(await inside('new')).toEqual([])
    expect(await inside('cur')).toEqual([])
    expect(await inside('tmp')).toEqual(['1795.M5P6.host'])
    expect(await inside('done')).toEqual(['1795.M1P2.host'])
    expect(await inside('unknown')).toEqual(['1795.M3P4.host:2,S'])
  })

  test('is read by several workers at once, and each mail counts once', async () => {
    const sent = [await aSentMessage(service), await aSentMessage(service), await aSentMessage(service)]
    for (const { deliveryId, email } of sent) await put(`${deliveryId}.eml`, aBounce({ deliveryId, recipient: email }))
    await Promise.all([1, 2, 3].map(() => readMailbox(service.deps, folder)))
    for (const { deliveryId } of sent) expect(await outcomesOf(deliveryId)).toHaveLength(1)
    expect(await inside('done')).toHaveLength(3)
    expect(await inside('.')).toEqual(['done'])
  })

  test('loses nothing when the process dies between writing down and putting away', async () => {
    const { deliveryId, email: recipient } = await aSentMessage(service)
    await put('1.eml', aBounce({ deliveryId, recipient }))
    for (const place of ['outcome.stored', 'outcome.recorded', 'mailbox.recorded']) {
      const failpoint = async (name: string) => {
        if (name === place) throw new Error('the process ends here')
      }
      await readMailbox({ ...service.deps, failpoint }, folder)
      expect(await inside('.')).toEqual(['1.eml'])
    }
    await readMailbox(service.deps, folder)
    expect(await outcomesOf(deliveryId)).toHaveLength(1)
    expect(await inside('done')).toEqual(['1.eml'])
  })

  test('is looked into by the worker', async () => {
    const { deliveryId, email: recipient } = await aSentMessage(service)
    await put('1.eml', aBounce({ deliveryId, recipient }))
    const config = { ...service.deps.config, bounceDir: folder }
    const worker = await startWorker({ ...service.deps, config }, 1)
    await vi.waitFor(async () => expect(await inside('done')).toEqual(['1.eml']), { timeout: 20_000 })
    await worker.close()
    expect(await stateOf(deliveryId)).toBe('bounced')
  })

  test('keeps both of two mails under one name', async () => {
    const { deliveryId, email: recipient } = await aSentMessage(service)
    await put('bounce.eml', aBounce({ deliveryId, recipient }))
    await readMailbox(service.deps, folder)
    await put('bounce.eml', aBounce({ deliveryId, recipient, status: '5.2.2', answer: '552 5.2.2 Mailbox full' }))
    await readMailbox(service.deps, folder)
    expect(await inside('done')).toEqual(['bounce.eml', 'bounce.eml'])
  })

  test('is not left by way of a link', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'foreword-elsewhere-'))
    await writeFile(join(elsewhere, 'secret.eml'), 'hello')
    await symlink(join(elsewhere, 'secret.eml'), join(folder, 'link.eml'))
    await readMailbox(service.deps, folder)
    expect(await inside('.')).toEqual(['link.eml'])
    expect(await readdir(elsewhere)).toEqual(['secret.eml'])
    await rm(elsewhere, { recursive: true })
  })

  test('that is not there is said so', async () => {
    await expect(readMailbox(service.deps, join(folder, 'nowhere'))).rejects.toThrow('ENOENT')
  })
})
