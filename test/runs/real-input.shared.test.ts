import { expect, test } from 'vitest'
import { runRealInput } from './real-input.ts'

test('275 real timelines go in, everybody gets exactly what was approved, about own products only', async () => {
  const { result, faults } = await runRealInput()
  expect(faults).toEqual([])
  expect(result).toMatchObject({
    customers: 275,
    drafts: 275,
    blockedByRule: {},
    approved: 275,
    delivered: 275,
    bodiesIdentical: true,
    foreignProducts: 0,
  })
})
