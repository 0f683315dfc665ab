import { expect, test } from 'vitest'
import { createPacer } from '../../src/llm/pacer.ts'

/** When each of the times is taken by somebody who looks every `everyMs`, but not between `from` and `to`. */
function takenTimes(count: number, held: { from: number; to: number } = { from: 0, to: 0 }, everyMs = 1): number[] {
  const pacer = createPacer()
  pacer.add(0, count, 10.1)
  const taken: number[] = []
  for (let now = 0; now < count * 20 && pacer.size() > 0; now += everyMs) {
    if (now >= held.from && now < held.to) continue
    while (pacer.take(now)) taken.push(now)
  }
  return taken
}
const mostInASecond = (taken: number[]): number =>
  Math.max(...taken.map((start) => taken.filter((at) => at >= start && at < start + 1000).length))

test('times are taken when they come, never before', () => {
  expect(takenTimes(5)).toEqual([0, 11, 21, 31, 41])
})

test('a timer that is a little late delays no other', () => {
  expect(takenTimes(6, { from: 10, to: 15 })).toEqual([0, 15, 21, 31, 41, 51])
})

test.each([20, 100, 240])('a stop of %i ms is made up for, and no second holds more calls than any other', (stopMs) => {
  const taken = takenTimes(500, { from: 1000, to: 1000 + stopMs })
  expect(taken).toHaveLength(500)
  // Nothing is lost but the stop itself, once.
  expect(taken.at(-1)).toBeLessThanOrEqual(499 * 10.1 + stopMs + 10)
  expect(mostInASecond(taken)).toBeLessThanOrEqual(100)
})

test('also when one stop follows another', () => {
  const pacer = createPacer()
  pacer.add(0, 1000, 10.1)
  const taken: number[] = []
  for (let now = 0; pacer.size() > 0; now++) {
    // Held up for an eighth of the time, each time at another moment.
    if (now % 370 < 46) continue
    while (pacer.take(now)) taken.push(now)
  }
  expect(taken).toHaveLength(1000)
  expect(mostInASecond(taken)).toBeLessThanOrEqual(100)
  expect(taken.at(-1)).toBeLessThan(10_500)
})

test('what is missed by far is lost', () => {
  const taken = takenTimes(100, { from: 100, to: 800 })
  expect(taken.length).toBeLessThan(60)
  expect(mostInASecond(taken)).toBeLessThanOrEqual(100)
})

test('calls of a slow lane keep their distance', () => {
  const pacer = createPacer()
  pacer.add(0, 4, 20_000)
  const taken: number[] = []
  for (let now = 0; pacer.size() > 0; now += 500) {
    if (now >= 20_000 && now < 23_000) continue
    if (pacer.take(now)) taken.push(now)
  }
  expect(taken).toEqual([0, 23_000, 43_000, 63_000])
})

test('forgets what it is told to forget', () => {
  const pacer = createPacer()
  pacer.add(100, 3, 10)
  expect([pacer.size(), pacer.next(), pacer.last()]).toEqual([3, 100, 120])
  pacer.clear()
  expect([pacer.size(), pacer.next(), pacer.last()]).toEqual([0, Infinity, -Infinity])
  expect(pacer.take(1000)).toBe(false)
})
