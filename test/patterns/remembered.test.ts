import { expect, test } from 'vitest'
import { remembered } from '../../src/patterns/remembered.ts'

test('a question about a text is answered once, and falsy answers are answers', () => {
  const asked: string[] = []
  const isLong = remembered((text) => {
    asked.push(text)
    return text.length > 3
  })
  expect(['one', 'three', 'one', 'three'].map(isLong)).toEqual([false, true, false, true])
  expect(asked).toEqual(['one', 'three'])
})

test('long texts are not remembered, and the oldest short ones are forgotten', () => {
  let asked = 0
  const lengthOf = remembered((text) => {
    asked += 1
    return text.length
  })
  const long = 'x'.repeat(301)
  expect([lengthOf(long), lengthOf(long), asked]).toEqual([301, 301, 2])
  asked = 0
  for (let index = 0; index < 4001; index++) lengthOf(`text ${index}`)
  expect(asked).toBe(4001)
  lengthOf('text 4000')
  expect(asked).toBe(4001)
  lengthOf('text 0')
  expect(asked).toBe(4002)
})
