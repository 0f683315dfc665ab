import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { type Browsing, browse, NARROW, type Visit } from '../support/browser.ts'
import { aBrand, aCustomer, aProduct } from '../support/wire-examples.ts'

let service: TestApp
let browsing: Browsing
let visit: Visit
const drafts: { id: string; text: string }[] = []

beforeAll(async () => {
  service = await startApp()
  browsing = await browse(service)
  visit = await browsing.visit()
  const { call, keys, clock } = service
  await call('PUT', '/v1/brand', { body: aBrand() })
  await call('PUT', '/v1/products/dw-1', { body: aProduct() })
  for (const [index, firstName] of ['Ines', 'Tomas', 'Lena'].entries()) {
    const customerId = `c-${index + 1}`
    const customer = aCustomer({ firstName, email: `${firstName.toLowerCase()}@example.com` })
    await call('PUT', `/v1/customers/${customerId}`, { key: keys.profiles, body: customer })
    const occurredAt = new Date(clock.now.getTime() - 3_600_000).toISOString()
    const signal = { type: 'product-viewed', customerId, messageId: `m-${index}`, occurredAt, productId: 'dw-1' }
    await call('POST', '/v1/signals', { key: keys.ingest, body: signal })
    const made = await call('POST', '/v1/drafts', { key: keys.ana, body: { customerId, channel: 'email' } })
    expect(made.body.status).toBe('ready_for_review')
    drafts.push({ id: made.body.id, text: made.body.rendered.text })
  }
})
afterAll(async () => {
  await browsing.close()
  await service.close()
})
afterEach(() => {
  expect(visit.requested.filter((address) => new URL(address).origin !== browsing.origin)).toEqual([])
  expect(visit.complaints).toEqual([])
})

const statusOf = async (draftId: string): Promise<string> =>
  (await service.call('GET', `/v1/drafts/${draftId}`)).body.status

async function openDocs(page: Page, hash = ''): Promise<void> {
  await page.goto(`${browsing.origin}/docs${hash}`)
  await page.locator('.opblock').first().waitFor()
}

async function authorize(page: Page, key: string): Promise<void> {
  await page.getByRole('button', { name: 'Authorize' }).click()
  const box = page.locator('.dialog-ux .auth-container').first()
  await box.locator('input').fill(key)
  await visit.picture('authorize')
  await box.getByRole('button', { name: /apply|authorize/i }).click()
  await page.locator('.dialog-ux').getByRole('button', { name: 'Close' }).first().click()
}

/** Opens an operation by the words that people see. */
async function open(page: Page, summary: string): Promise<Locator> {
  const operation = page.locator('.opblock', {
    has: page.locator('.opblock-summary-description', { hasText: summary }),
  })
  if ((await operation.getAttribute('class'))?.includes('is-open') !== true)
    await operation.locator('.opblock-summary').click()
  await operation.getByRole('button', { name: 'Execute' }).waitFor()
  return operation
}

async function execute(operation: Locator): Promise<{ status: string; shown: string }> {
  await operation.getByRole('button', { name: 'Execute' }).click()
  const answer = operation.locator('.live-responses-table tbody tr').first()
  await answer.waitFor()
  const code = answer.locator('.highlight-code code').first()
  await code.waitFor()
  const status = await answer.locator('.response-col_status').innerText()
  return { status: status.trim().slice(0, 3), shown: await code.innerText() }
}

describe('a marketer in Swagger UI', () => {
  test('authorizes, lists, reads, approves one draft and rejects another', async () => {
    const { page } = visit
    const [first, second] = drafts as [{ id: string; text: string }, { id: string; text: string }]
    await openDocs(page)
    await visit.picture('docs')
    expect(await page.getByText('Offline writer.').isVisible()).toBe(true)
    await authorize(page, service.keys.mia)

    const list = await open(page, 'List drafts')
    const listed = await execute(list)
    expect(listed.status).toBe('200')
    expect(await page.getByText(service.keys.mia).filter({ visible: true }).count()).toBe(0)
    for (const { id } of drafts) expect(listed.shown).toContain(id)
    await list.scrollIntoViewIfNeeded()
    await visit.picture('list-drafts')
    await list.locator('.opblock-summary').click()

    const read = await open(page, 'Read one draft')
    await read.locator('input[placeholder="id"]').fill(first.id)
    const shown = await execute(read)
    expect(shown.shown).toContain(first.text)
    await read.locator('.live-responses-table').evaluate((element) => element.scrollIntoView())
    await visit.picture('read-draft')
    await read.locator('.opblock-summary').click()

    const approve = await open(page, 'Approve a draft')
    await approve.locator('input[placeholder="id"]').fill(first.id)
    expect(await approve.locator('textarea').inputValue()).toBe('{\n  "revision": 1\n}')
    expect((await execute(approve)).status).toBe('200')
    expect(await statusOf(first.id)).toBe('approved')
    await approve.scrollIntoViewIfNeeded()
    await visit.picture('approve')
    await approve.locator('.opblock-summary').click()

    const reject = await open(page, 'Reject a draft')
    await reject.locator('input[placeholder="id"]').fill(second.id)
    await reject.locator('textarea').fill('{ "revision": 1, "reason": "tone", "note": "Too pushy." }')
    expect((await execute(reject)).status).toBe('200')
    expect(await statusOf(second.id)).toBe('rejected')
    await reject.locator('.live-responses-table').evaluate((element) => element.scrollIntoView())
    await visit.picture('reject')
  })

  test('is still authorized after a reload', async () => {
    const { page } = visit
    await page.reload()
    const me = await open(page, 'Who am I?')
    const answer = await execute(me)
    expect(answer.shown).toContain('"mia"')
  })

  test('comes straight to an operation by its link', async () => {
    const { page } = await browsing.visit()
    await openDocs(page, '#/1.%20Review/approveDraft')
    const approve = page.locator('.opblock.is-open')
    await approve.getByRole('button', { name: 'Execute' }).waitFor()
    expect(await approve.locator('.opblock-summary-path').innerText()).toContain('approve')
  })

  test('finds every body filled in with words, never with the placeholder "string"', async () => {
    const { page } = visit
    await openDocs(page)
    for (const operation of await page.locator('.opblock:not(.opblock-get):not(.opblock-delete)').all()) {
      await operation.locator('.opblock-summary-control').click()
      await operation.getByRole('button', { name: 'Execute' }).waitFor()
      const bodies = await operation.locator('textarea').all()
      for (const body of bodies) expect(await body.inputValue()).toMatch(/\w/)
      for (const body of bodies) expect(await body.inputValue()).not.toMatch(/"string"|additionalProp/)
      await operation.locator('.opblock-summary-control').click()
    }
  })

  test('works at the width of a phone', async () => {
    const narrow = await browsing.visit({ viewport: NARROW })
    await openDocs(narrow.page)
    await narrow.picture('docs-narrow')
    const read = await open(narrow.page, 'Read one draft')
    await read.scrollIntoViewIfNeeded()
    await narrow.picture('read-narrow')
    expect(narrow.complaints).toEqual([])
    expect(await narrow.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(NARROW.width)
  })
})
