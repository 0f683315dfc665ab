import { describe, expect, test } from 'vitest'
import { createLogger, describeError } from '../src/log.ts'
import { defineProblem } from '../src/problem.ts'

describe('what the log knows of an error', () => {
  test('its class, codes and place, never its message, and the same of its causes', () => {
    const row = Object.assign(new Error('Key (email)=(ines@example.com) already exists'), {
      code: '23505',
      constraint_name: 'customers_email',
      detail: 'Key (email)=(ines@example.com) already exists.',
    })
    const query = Object.assign(new Error('Failed query: insert … params: Ines'), {
      query: 'insert',
      params: ['Ines'],
      cause: row,
    })
    const described = describeError(query)
    expect(described).toMatchObject({ name: 'Error', cause: { code: '23505', constraint_name: 'customers_email' } })
    expect(JSON.stringify(described)).not.toMatch(/ines|Ines/)
    expect((described['at'] as string[])[0]).toContain('log.test.ts')
  })

  test('a problem’s type and whether it can be tried again', () => {
    const busy = defineProblem('busy', 503, 'Busy', { retryable: true })
    expect(describeError(busy('for Ines'))).toMatchObject({ type: '/problems/busy', status: 503, retryable: true })
  })

  test.each([['text'], [null], [undefined], [{ message: 'secret' }]])(
    'thrown as %j it is named by its kind alone',
    (thrown) => {
      expect(JSON.stringify(describeError(thrown))).not.toContain('secret')
    },
  )

  test('a chain of causes without end is cut', () => {
    const error = new Error('a')
    error.cause = error
    expect(JSON.stringify(describeError(error)).length).toBeLessThan(10_000)
  })

  test('reaches the log through the err field', () => {
    let line = ''
    createLogger('debug', { write: (text: string) => void (line += text) }).error({
      event: 'x',
      err: new Error('secret'),
    })
    expect(JSON.parse(line)).toMatchObject({ level: 'error', service: 'foreword', event: 'x', err: { name: 'Error' } })
    expect(line).not.toContain('secret')
  })
})
