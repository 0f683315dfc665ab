import { expect, test } from 'vitest'
import { lookForCanaries } from './canaries.ts'

test('no word of one of 10,000 customers comes into the draft of another, a prompt or the log', async () => {
  const { drafts, failures } = await lookForCanaries(10_000, 20)
  expect(failures).toBeGreaterThan(1000)
  expect(drafts).toBeGreaterThan(9000)
}, 3_600_000)
