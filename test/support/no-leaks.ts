import { afterAll, expect } from 'vitest'
import { findLeaks } from './log.ts'

// Runs at the end of every test file: whatever the suite did, no name, address, prompt or answer was logged or answered
// in an error.
afterAll(() => expect(findLeaks()).toEqual([]))
