import { expect, test } from 'vitest'
import { newId } from '../src/new-id.ts'

test('ids are UUIDs of version 7, all different and in the order in which they were made', () => {
  const ids = Array.from({ length: 5000 }, newId)
  const wellFormed = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
  expect(ids.filter((id) => !wellFormed.test(id))).toEqual([])
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.toSorted()).toEqual(ids)
})

test('an id begins with the time at which it was made, in milliseconds', () => {
  const before = Date.now()
  const at = parseInt(newId().replaceAll('-', '').slice(0, 12), 16)
  expect(at).toBeGreaterThanOrEqual(before - 1)
  expect(at).toBeLessThanOrEqual(Date.now())
})
