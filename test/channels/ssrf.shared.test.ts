import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isPublicAddress, whyNotPublic } from '../../src/channels/public-address.ts'
import { openWebhook } from '../../src/channels/webhook-transport.ts'
import { anOutgoing } from '../delivery/smtp.ts'
import { startHttpDouble } from './http-double.ts'

type Case = { url: string; class: string; form: string; must: 'block' | 'allow' }
const cases = JSON.parse(
  readFileSync(new URL('../../../shared/corpora/ssrf-addresses/cases.json', import.meta.url), 'utf8'),
) as Case[]
const blocked = cases.filter(({ must }) => must === 'block')
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const open = (url: string, addresses: string[] = ['93.184.215.14']) =>
  openWebhook(
    { url, secret: SECRET, allowPrivate: false },
    {
      resolveName: (_name, _options, done) =>
        done(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        ),
    },
  )

let bystander: Awaited<ReturnType<typeof startHttpDouble>>
beforeAll(async () => {
  bystander = await startHttpDouble()
})
afterAll(() => bystander.stop())

test.each(blocked.map(({ url, class: kind, form }) => [url, kind, form]))(
  '%j is refused at the start (%s, %s)',
  (url) => {
    expect(() => open(url!)).toThrow()
  },
)

/** As https, so that it is not the missing TLS that is refused. */
const secure = blocked
  .filter(({ class: kind, url }) => kind !== 'syntax' && url.startsWith('http:'))
  .map(({ url }) => url.replace('http:', 'https:'))

test.each(secure)('%j is refused also with TLS', (url) => {
  expect(() => open(url)).toThrow(/^(WEBHOOK_URL: must lead to a public address|Invalid URL)/)
})

/** Every address of the corpus, as a resolver would say it: the URL parser knows all its spellings. */
const addresses = [
  ...new Set(
    secure.flatMap((url) => {
      const { hostname = '' } = URL.parse(url) ?? {}
      return (/^[\d.]+$/.test(hostname) && url.includes(hostname)) || hostname.startsWith('[')
        ? [hostname.replace(/^\[|\]$/g, '')]
        : []
    }),
  ),
]

test('a name that resolves to any of them is refused before anything is connected', async () => {
  expect(addresses.length).toBeGreaterThan(40)
  for (const address of addresses) {
    expect(isPublicAddress(address), address).toBe(false)
    for (const found of [[address], ['93.184.215.14', address], [address, '93.184.215.14']]) {
      const hook = open('https://hooks.customer-a.test/x', found)
      expect(await hook.send(anOutgoing()), address).toEqual({ outcome: 'refused', reason: 'EPRIVATE' })
    }
  }
})

test('a redirect to any of them leads nowhere', async () => {
  const redirecting = await startHttpDouble()
  const hook = openWebhook({ url: redirecting.url, secret: SECRET, allowPrivate: true })
  const places = [...blocked.map(({ url }) => url.replaceAll(/[\r\n]/g, '')), bystander.url]
  for (const location of places) {
    redirecting.reply = { status: 307, headers: { location: encodeURI(location) } }
    expect(await hook.send(anOutgoing())).toEqual({ outcome: 'not_sent', reason: 'HTTP 307' })
  }
  expect(redirecting.received).toHaveLength(places.length)
  expect(bystander.received).toEqual([])
  await redirecting.stop()
})

test.each(cases.filter(({ must }) => must === 'allow').map(({ url }) => url))('%j is taken', (url) => {
  expect(whyNotPublic(url)).toBeNull()
  expect(() => open(url)).not.toThrow()
})

test('none of it was little', () => {
  expect([cases.length, blocked.length, secure.length]).toEqual([217, 213, 198])
})
