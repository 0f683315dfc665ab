import { expect, test } from 'vitest'
import { warnOfOldZoneData } from '../../src/delivery/warn-of-old-zone-data.ts'
import { createLogger } from '../../src/log.ts'
import '../support/no-leaks.ts'

test('a start with rules of time zones that are over sixty days old says so in the log', () => {
  const lines: string[] = []
  const log = createLogger('info', { write: (line: string) => lines.push(line) })
  warnOfOldZoneData({ log, now: () => new Date('2026-12-01T00:00:00Z') })
  expect(lines).toEqual([])
  warnOfOldZoneData({ log, now: () => new Date('2027-01-29T00:00:00Z') })
  expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'warn', event: 'zone-data-old', version: '2026f', days: 92 })
})
