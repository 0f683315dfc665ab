import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { type Browsing, browse, NARROW } from '../support/browser.ts'
import { aBrand, aCustomer, aProduct } from '../support/wire-examples.ts'

let service: TestApp
let browsing: Browsing
let token: string

beforeAll(async () => {
  service = await startApp()
  browsing = await browse(service)
  const { call, keys } = service
  await call('PUT', '/v1/brand', { body: aBrand() })
  await call('PUT', '/v1/products/dw-1', { body: aProduct() })
  await call('PUT', '/v1/customers/c-1', { key: keys.profiles, body: aCustomer() })
  const made = await call('POST', '/v1/drafts', { key: keys.ana, body: { customerId: 'c-1', channel: 'email' } })
  token = /\/u\/([\w-]+)/.exec(made.body.rendered.text)![1]!
})
afterAll(async () => {
  await browsing.close()
  await service.close()
})

const suppressions = async () => (await service.call('GET', '/v1/suppressions')).body.items

test.each(['light', 'dark'] as const)('a customer stops the messages with one click (%s)', async (colorScheme) => {
  const { page, picture, requested, complaints } = await browsing.visit({ viewport: NARROW, colorScheme })
  const before = await suppressions()
  await page.goto(`${browsing.origin}/u/${token}`)
  await picture(`unsubscribe-ask-${colorScheme}`)
  expect(await suppressions()).toEqual(before)
  await page.getByRole('button', { name: 'Stop them' }).click()
  await page.getByRole('heading', { name: 'Done.' }).waitFor()
  await picture(`unsubscribe-done-${colorScheme}`)
  expect(await suppressions()).toMatchObject([{ channel: 'email', reason: 'unsubscribe' }])
  expect(complaints).toEqual([])

  await page.goto(`${browsing.origin}/u/${token.slice(0, -1)}`)
  await page.getByRole('heading', { name: 'This link is not known.' }).waitFor()
  await picture(`unsubscribe-unknown-${colorScheme}`)
  expect(requested.filter((address) => new URL(address).origin !== browsing.origin)).toEqual([])
})
