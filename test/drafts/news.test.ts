import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../support/app.ts'
import { aProduct } from '../support/wire-examples.ts'
import { aDraft, aShopper, openShop } from './shop.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
  await openShop(service)
})
afterAll(() => service.close())

const put = (change: object) => service.call('PUT', '/v1/products/dw-1', { body: { ...aProduct(), ...change } })

test('who looked before the price went down gets a draft that says so, and who looked afterwards does not', async () => {
  await put({ price: { amount: '699.00', currency: 'EUR' }, availability: 'in_stock' })
  // Until then it had the price of the shop's first day, which would be no earlier one to go below.
  service.clock.forward(40 * 86_400)
  const early = await aShopper(service)
  service.clock.forward(3600)
  await put({ price: { amount: '649.00', currency: 'EUR' }, availability: 'in_stock' })
  const day = service.clock.now.toISOString().slice(0, 10)
  service.clock.forward(7200)
  const late = await aShopper(service)

  const draft = await aDraft(service, early.id)
  expect(draft.prompt.name).toBe('price-drop')
  expect(draft.status).toBe('ready_for_review')
  expect(draft.facts).toContainEqual(
    expect.objectContaining({ kind: 'price-drop', text: `Price 649.00 EUR, was 699.00 EUR until ${day}` }),
  )
  expect(draft.rendered.text).toMatch(/€649\.00.*€699\.00|€699\.00.*€649\.00|649,00.*699,00/s)
  expect(draft.findings).toEqual([])
  expect((await aDraft(service, late.id)).prompt.name).not.toBe('price-drop')
})

test('who looked while it was sold out gets a draft when it is back', async () => {
  await put({ price: { amount: '649.00', currency: 'EUR' }, availability: 'out_of_stock' })
  service.clock.forward(40 * 86_400)
  const shopper = await aShopper(service)
  service.clock.forward(3600)
  await put({ price: { amount: '649.00', currency: 'EUR' }, availability: 'in_stock' })
  const draft = await aDraft(service, shopper.id)
  expect([draft.prompt.name, draft.status, draft.findings]).toEqual(['back-in-stock', 'ready_for_review', []])
})
