import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { toCurl } from '../../src/demo/api.ts'

const BODY = { note: `It's "quoted", $HOME \`id\` \\ % !` }

test.each([
  [
    { method: 'GET', url: 'http://127.0.0.1:3000/v1/drafts?status=a&limit=1', key: 'fw_k' },
    ['-s', 'http://127.0.0.1:3000/v1/drafts?status=a&limit=1', '-H', 'Authorization: Bearer fw_k'],
  ],
  [
    { method: 'POST', url: 'http://127.0.0.1:3000/v1/drafts', key: 'fw_k', body: BODY },
    [
      '-s',
      '-X',
      'POST',
      'http://127.0.0.1:3000/v1/drafts',
      '-H',
      'Authorization: Bearer fw_k',
      '-H',
      'Content-Type: application/json',
      '-d',
      JSON.stringify(BODY),
    ],
  ],
])('a shell reads the command as it was meant: $method', (call, expected) => {
  const shell = `curl() { printf '%s\\0' "$@"; }\n${toCurl(call)}\n`
  expect(execFileSync('sh', ['-c', shell], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(expected)
})
