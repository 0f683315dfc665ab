import { expect, test } from 'vitest'
import { inGroups } from '../../src/db/in-groups.ts'

/** Work whose groups end when the test says so. */
function heldWork() {
  const groups: { items: number[]; end: PromiseWithResolvers<string> }[] = []
  const work = (items: number[]): Promise<string> => {
    const end = Promise.withResolvers<string>()
    groups.push({ items, end })
    return end.promise
  }
  return { groups, work }
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('what comes while a group is worked on is the next group, so large and no larger', async () => {
  const { groups, work } = heldWork()
  const add = inGroups(work, 2)
  const first = add(1)
  await turn()
  const others = [add(2), add(3), add(4)]
  await turn()
  expect(groups.map(({ items }) => items)).toEqual([[1]])
  groups[0]!.end.resolve('one')
  expect(await first).toBe('one')
  await turn()
  expect(groups.map(({ items }) => items)).toEqual([[1], [2, 3]])
  groups[1]!.end.resolve('two')
  await turn()
  groups[2]!.end.resolve('three')
  expect(await Promise.all(others)).toEqual(['two', 'two', 'three'])
})

test('a group that fails fails for its own items alone', async () => {
  const { groups, work } = heldWork()
  const add = inGroups(work)
  const failed = expect(add(1)).rejects.toThrow('no')
  await turn()
  const other = add(2)
  groups[0]!.end.reject(new Error('no'))
  await failed
  await turn()
  groups[1]!.end.resolve('yes')
  expect(await other).toBe('yes')
})

test('a group waits for others to join it when it is told to', async () => {
  const { groups, work } = heldWork()
  const add = inGroups(work, 10, 20)
  const first = add(1)
  await turn()
  const second = add(2)
  while (groups.length === 0) await turn()
  expect(groups.map(({ items }) => items)).toEqual([[1, 2]])
  groups[0]!.end.resolve('both')
  expect(await Promise.all([first, second])).toEqual(['both', 'both'])
})
