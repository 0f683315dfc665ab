import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { browse, NARROW, type Browsing } from '../support/browser.ts'
let service: TestApp
let b: Browsing
beforeAll(async () => {
  service = await startApp()
  b = await browse(service)
})
afterAll(async () => {
  await b.close()
  await service.close()
})
test('look', async () => {
  const v = await b.visit()
  await v.page.goto(`${b.origin}/docs`)
  await v.page.waitForSelector('.opblock')
  await v.picture('x-docs', { fullPage: true })
  console.log(v.requested, v.complaints)
  expect(1).toBe(1)
})
