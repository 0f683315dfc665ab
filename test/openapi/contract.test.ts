import { expect, test } from 'vitest'
import { breachOf } from '../support/contract.ts'

const me = { method: 'GET', url: '/v1/me?x=1', status: 200, type: 'application/json; charset=utf-8' }
const good = { name: 'mia', kind: 'human', roles: ['marketer'] }
const problem = { type: '/problems/x', title: 'x', status: 404, detail: '', instance: 'i' }
const asJson = (body: unknown) => ({ text: JSON.stringify(body) })
const asProblem = { type: 'application/problem+json', ...asJson(problem) }

test('an answer as documented is no breach', () => {
  expect(breachOf({ ...me, ...asJson(good) })).toBeNull()
  expect(breachOf({ ...me, ...asProblem, status: 401 })).toBeNull()
  expect(breachOf({ ...me, ...asProblem, status: 503 })).toBeNull()
  expect(breachOf({ ...me, ...asProblem, url: '/v1/nothing', status: 404 })).toBeNull()
  expect(breachOf({ ...me, url: '/docs', type: 'text/html', text: '<p>' })).toBeNull()
})

test.each([
  ['a field that is missing', { ...me, ...asJson({ name: 'mia', kind: 'human' }) }, 'roles'],
  ['a field too many', { ...me, ...asJson({ ...good, secret: 1 }) }, 'additional properties'],
  ['a word that is not in its list', { ...me, ...asJson({ ...good, kind: 'robot' }) }, 'allowed values'],
  ['a status that is not documented', { ...me, ...asProblem, status: 418 }, '418'],
  ['a content type that is not documented', { ...me, type: 'text/plain', text: 'mia' }, 'text/plain'],
  ['a problem sent as plain JSON', { ...me, ...asJson(problem), status: 403 }, 'application/json'],
  ['a route that is not documented', { ...me, ...asJson(good), url: '/v1/nothing' }, 'no such operation'],
  ['a method that is not documented', { ...me, ...asJson(good), method: 'PUT' }, 'no such operation'],
  [
    'an unknown route without a problem',
    { ...me, ...asJson({ error: 'no' }), url: '/v1/nothing', status: 404 },
    'problem',
  ],
])('%s is a breach', (_name, answer, says) => {
  expect(breachOf(answer)).toContain(says)
})

test('the short names of the tracking routes keep to the documentation of the long ones', () => {
  const answer = { method: 'POST', url: '/v1/t', status: 200, type: 'application/json' }
  expect(breachOf({ ...answer, ...asJson({ success: true, accepted: 1, duplicates: 0, rejected: [] }) })).toBeNull()
  expect(breachOf({ ...answer, ...asJson({ success: true }) })).toContain('accepted')
})
