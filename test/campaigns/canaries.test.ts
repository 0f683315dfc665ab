import { expect, test } from 'vitest'
import { lookForCanaries } from './canaries.ts'

test('no word of one customer comes into the draft of another, a prompt or the log', async () => {
  const { drafts, failures } = await lookForCanaries(150, 8)
  expect(failures).toBeGreaterThan(15)
  expect(drafts).toBeGreaterThan(135)
}, 180_000)
