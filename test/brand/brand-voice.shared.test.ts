import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aDraft, aShopper, openShop } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aBrand } from '../support/wire-examples.ts'

// What a brand brings: a guide of 1,000 words in Markdown; see SOURCE.md beside the file.
const GUIDE = new URL('../../../shared/data/brand_voice/18f/voice-and-tone.md', import.meta.url)

let service: TestApp
beforeAll(async () => {
  service = await startApp()
  await openShop(service)
})
afterAll(() => service.close())

test('a whole guide is taken as the voice, is one line of data in the prompt, and drafts still pass', async () => {
  const voice = await readFile(GUIDE, 'utf8')
  const put = await service.call('PUT', '/v1/brand', { body: aBrand({ voice }) })
  expect([put.status, put.body.voice]).toEqual([200, voice])
  const { id } = await aShopper(service)
  const { body } = await service.call('POST', '/v1/prompts/research-follow-up/preview', {
    body: { customerId: id, channel: 'email' },
  })
  const lines: string[] = body.user.split('\n').filter((line: string) => line.includes('Voice and tone'))
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0]!.slice(lines[0]!.indexOf('"')))).toMatch(
    /^--- title: Voice and tone .* for your purpose\.$/,
  )
  const draft = await aDraft(service, id)
  expect(draft.status).toBe('ready_for_review')
})
