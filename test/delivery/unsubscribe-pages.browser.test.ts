import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { type Browsing, browse, NARROW } from '../support/browser.ts'
import { aBrand, aConsent, aCustomer, aProduct } from '../support/wire-examples.ts'

let service: TestApp
let browsing: Browsing
let token: string
let count = 0

beforeAll(async () => {
  service = await startApp()
  browsing = await browse(service)
  await service.call('PUT', '/v1/brand', { body: aBrand() })
  await service.call('PUT', '/v1/products/dw-1', { body: aProduct() })
})
afterAll(async () => {
  await browsing.close()
  await service.close()
})

/** A message to a new customer of that language who looked, bought and read; its link. */
async function linkFor(locale: string): Promise<string> {
  const { call, keys, clock } = service
  const id = `c-${++count}`
  const consents = [aConsent({ source: 'checkout', at: '2026-05-04T10:00:00Z' })]
  const body = aCustomer({ email: `ines.${count}@example.com`, locale, consents })
  await call('PUT', `/v1/customers/${id}`, { key: keys.profiles, body })
  const signals = ['product-viewed', 'review-read', 'coupon-entered'].map((type, index) => ({
    type,
    customerId: id,
    messageId: `${id}-${type}`,
    occurredAt: new Date(clock.now.getTime() - (index + 1) * 3_600_000).toISOString(),
    productId: 'dw-1',
    properties: type === 'review-read' ? { rating: 2, text: 'The noise is terrible.' } : {},
  }))
  await call('POST', '/v1/signals', { key: keys.profiles, body: signals })
  const made = await call('POST', '/v1/drafts', { key: keys.ana, body: { customerId: id, channel: 'email' } })
  return /\/u\/([\w-]+)/.exec(made.body.rendered.text)![1]!
}
beforeEach(async () => {
  token = await linkFor('en-GB')
})

const suppressions = async () => (await service.call('GET', '/v1/suppressions')).body.items

test.each(['light', 'dark'] as const)('a customer stops the messages with one click (%s)', async (colorScheme) => {
  const { page, picture, requested, complaints } = await browsing.visit({ viewport: NARROW, colorScheme })
  const before = await suppressions()
  await page.goto(`${browsing.origin}/u/${token}`)
  await picture(`unsubscribe-ask-${colorScheme}`, { fullPage: true })
  expect(await suppressions()).toEqual(before)
  await page.getByRole('button', { name: 'Stop them' }).click()
  await page.getByRole('heading', { name: 'Done.' }).waitFor()
  await picture(`unsubscribe-done-${colorScheme}`)
  expect((await suppressions())[0]).toMatchObject({ channel: 'email', reason: 'unsubscribe' })
  await page.getByRole('link').click()
  await page.getByText('You get no more e-mails from us at this address.').waitFor()
  expect(complaints).toEqual([])

  await page.goto(`${browsing.origin}/u/${token.slice(0, -1)}`)
  await page.getByRole('heading', { name: 'This link is not known.' }).waitFor()
  await picture(`unsubscribe-unknown-${colorScheme}`)
  expect(requested.filter((address) => new URL(address).origin !== browsing.origin)).toEqual([])
})

describe.each([
  ['de-DE', 'Keine Werbung mehr', 'Erledigt.'],
  ['es-ES', 'No más publicidad', 'Hecho.'],
  ['fr-FR', 'Plus de publicité', 'C’est fait.'],
])('in %s', (locale, button, done) => {
  test('a customer ends advertising alone, and nothing runs over the edge of a telephone', async () => {
    const { page, picture, complaints } = await browsing.visit({ viewport: { width: 340, height: 700 } })
    await page.goto(`${browsing.origin}/u/${await linkFor(locale)}`)
    await picture(`unsubscribe-ask-${locale}`, { fullPage: true })
    const [wide, room] = (await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')) as [number, number]
    expect(wide).toBeLessThanOrEqual(room)
    const before = await suppressions()
    await page.getByRole('button', { name: button }).click()
    await page.getByRole('heading', { name: done }).waitFor()
    expect(await suppressions()).toEqual(before)
    expect(complaints).toEqual([])
  })
})

test('a customer switches off one source of signals', async () => {
  const { page, complaints } = await browsing.visit({ viewport: NARROW })
  await page.goto(`${browsing.origin}/u/${token}`)
  await page.locator('form', { hasText: 'Which reviews I read' }).getByRole('button').click()
  await page.getByText('No longer used for messages to you: Which reviews I read.').waitFor()
  await page.getByRole('link', { name: 'Back to your messages' }).click()
  await page.getByRole('button', { name: 'Stop them' }).waitFor()
  expect(await page.getByText('Which reviews I read').count()).toBe(0)
  expect(await page.getByText('What I look at in the shop').count()).toBe(1)
  expect(complaints).toEqual([])
})
