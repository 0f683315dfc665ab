import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deliver } from '../support/deliver.ts'
import { aDraft, aShopper, openShop, rowsOf } from '../drafts/shop.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aConsent, aCustomer } from '../support/wire-examples.ts'

let service: TestApp
let customer: { id: string; email: string }
let draft: any
let path: string

const linkOf = (made: any): string => new URL(/<([^>]+)>/.exec(made.rendered.headers['List-Unsubscribe'])![1]!).pathname

beforeAll(async () => {
  service = await startApp()
  await openShop(service)
})
afterAll(() => service.close())
beforeEach(async () => {
  customer = await aShopper(service, { consents: [aConsent(), aConsent({ channel: 'sms' })], phone: '+34612345678' })
  draft = await aDraft(service, customer.id)
  path = linkOf(draft)
})

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const post = (body: string) => service.call('POST', path, { key: null, headers: FORM, body })
const page = async () => (await service.call('GET', path, { key: null })).text
const approve = (made: any) => service.call('POST', `/v1/drafts/${made.id}/approve`, { body: { revision: 1 } })
const everything = async () =>
  rowsOf(
    service,
    sql`select (select count(*) from suppressions) as suppressions, (select count(*) from consents) as consents,
      (select count(*) from signal_objections) as objections`,
  )

describe('whoever only looks changes nothing', () => {
  const SCANNERS: Record<string, string>[] = [
    { 'user-agent': 'Mozilla/5.0 (compatible; Barracuda Sentinel; EE)' },
    {
      'user-agent':
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 OfficeSafeLinks',
    },
    { 'user-agent': 'Mimecast-URL-Protect/1.0' },
    { 'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' },
    { 'user-agent': 'Mozilla/5.0 Google-Read-Aloud GoogleImageProxy' },
    { 'user-agent': 'curl/8.5.0' },
    { 'user-agent': '' },
    { 'sec-purpose': 'prefetch;prerender', purpose: 'prefetch', 'x-moz': 'prefetch' },
    { 'x-http-method-override': 'POST', 'content-type': 'application/x-www-form-urlencoded' },
  ]

  test.each(SCANNERS)('%j', async (headers) => {
    const before = await everything()
    for (const method of ['GET', 'HEAD']) {
      for (const query of ['', '?List-Unsubscribe=One-Click', '?choice=marketing', '?choice=source&source=site']) {
        const answer = await service.call(method, `${path}${query}`, { key: null, headers })
        expect(answer.status).toBe(200)
        expect(answer.headers).not.toHaveProperty('set-cookie')
      }
    }
    expect(await everything()).toEqual(before)
    expect((await approve(draft)).status).toBe(200)
  })

  test.each(['PUT', 'PATCH', 'DELETE'])('%s is no way in', async (method) => {
    const before = await everything()
    const answer = await service.call(method, path, { key: null, headers: FORM, body: 'List-Unsubscribe=One-Click' })
    expect(answer.status).toBe(404)
    expect(await everything()).toEqual(before)
  })
})

describe('one click', () => {
  test('as Gmail sends it holds from the answer on', async () => {
    const headers = { ...FORM, 'user-agent': 'Google-Gmail-One-Click', 'accept-encoding': 'gzip' }
    const answer = await service.call('POST', path, { key: null, headers, body: 'List-Unsubscribe=One-Click' })
    expect(answer.status).toBe(200)
    expect(answer.headers).not.toHaveProperty('location')
    expect(answer.headers).not.toHaveProperty('set-cookie')
    expect(await approve(draft)).toMatchObject({ status: 422, body: { type: '/problems/suppressed' } })
  })

  test('wins over whatever else stands in the form', async () => {
    await post('choice=marketing&List-Unsubscribe=One-Click')
    expect(await approve(draft)).toMatchObject({ status: 422, body: { type: '/problems/suppressed' } })
  })

  test.each(['choice=source', 'choice=source&source=contact', 'choice=nonsense', 'choice=source&source=%00', '%'])(
    'what nobody can read (%j) ends it all',
    async (body) => {
      expect((await post(body)).status).toBe(200)
      expect(await approve(draft)).toMatchObject({ status: 422, body: { type: '/problems/suppressed' } })
    },
  )

  test('is shown afterwards, without its button', async () => {
    await post('')
    const text = await page()
    expect(text).toContain('You get no more e-mails from us at this address.')
    expect(text).not.toContain('Stop them')
  })
})

describe('no more advertising', () => {
  test('holds on every channel; service stays', async () => {
    const answer = await post('choice=marketing')
    expect(answer.text).toContain('You get no more advertising from us, by any channel.')
    for (const channel of ['email', 'sms']) {
      const made = await aDraft(service, customer.id, { body: { channel, purpose: 'marketing' } })
      const yes = await service.call('POST', `/v1/drafts/${made.id}/approve`, { body: { revision: made.revision } })
      expect(yes.status, yes.text).toBe(422)
    }
    expect(await approve(draft)).toMatchObject({ status: 422, body: { type: '/problems/no-consent' } })
    const service2 = await aDraft(service, customer.id, { body: { purpose: 'service', prompt: 'post-purchase-care' } })
    expect((await approve(service2)).status).toBe(200)
    expect(await page()).toContain('You get no advertising from us, by any channel.')
  })

  test('is kept as the customer’s own word', async () => {
    await post('choice=marketing')
    const { items } = (await service.call('GET', `/v1/customers/${customer.id}/consents`)).body
    expect(items).toHaveLength(5)
    for (const item of items)
      expect(item).toMatchObject({ purpose: 'marketing', state: 'withdrawn', source: 'unsubscribe page' })
  })
})

describe('one source of signals', () => {
  test('is offered when the message rests on it, and is used no more', async () => {
    expect(await page()).toContain('What I look at in the shop')
    expect(await page()).not.toContain('What I bought')
    const brief = async () => (await service.call('GET', `/v1/customers/${customer.id}/brief`)).body
    expect((await brief()).facts.map((fact: any) => fact.kind)).toContain('signal')
    const answer = await post('choice=source&source=site')
    expect(answer.text).toContain('No longer used for messages to you: What I look at in the shop.')
    const now = await brief()
    expect(now.facts.map((fact: any) => fact.kind)).not.toContain('signal')
    expect(now.products).toEqual([])
    expect(await page()).not.toContain('What I look at in the shop')
    expect((await service.call('GET', `/v1/customers/${customer.id}/timeline`)).body.items).toHaveLength(1)
  })

  test('is one person’s wish, and said twice it is one', async () => {
    await post('choice=source&source=site')
    await post('choice=source&source=site')
    const rows = await rowsOf(service, sql`select source from signal_objections where customer_id = ${customer.id}`)
    expect(rows).toEqual([{ source: 'site' }])
    const other = await aShopper(service)
    const { facts } = (await service.call('GET', `/v1/customers/${other.id}/brief`)).body
    expect(facts.map((fact: any) => fact.kind)).toContain('signal')
  })

  test('leaves the messages themselves alone', async () => {
    await post('choice=source&source=elsewhere')
    expect((await approve(draft)).status).toBe(200)
  })

  test('is neither taken back nor changed by anybody with the application’s rights', async () => {
    await post('choice=source&source=site')
    for (const statement of [sql`delete from signal_objections`, sql`update signal_objections set source = 'coupon'`]) {
      await expect(service.deps.db.execute(statement)).rejects.toMatchObject({ cause: { code: '42501' } })
    }
  })
})

describe('why am I getting this', () => {
  test('is answered by the kinds of what led to it and by the consent, and names nobody', async () => {
    const text = await page()
    expect(text).toContain('Why am I getting this?')
    expect(text).toContain('<li>You agreed to e-mails on January 1, 2026 (checkout).</li>')
    expect(text).toContain('<li>You looked at products in our shop.</li>')
    expect(text).not.toMatch(/<script|action=|src=|@example\.com|Ines|Roca|Silent|dw-1/)
  })

  test('escapes what the brand wrote', async () => {
    const source = '<img src=x onerror=alert(1)>"'
    const consents = [aConsent({ source })]
    path = linkOf(await aDraft(service, (await aShopper(service, { consents })).id))
    const text = await page()
    expect(text).toContain('(&lt;img src=x onerror=alert(1)&gt;&quot;)')
    expect(text).not.toContain('<img')
  })

  test.each([
    ['de-AT', 'lang="de"', 'Warum bekomme ich das?', 'am 1. Jänner 2026 zugestimmt (checkout)', 'Nachrichten beenden'],
    ['es-ES', 'lang="es"', '¿Por qué recibo esto?', 'el 1 de enero de 2026 (checkout)', 'Dejar de recibirlos'],
    ['fr-FR', 'lang="fr"', 'Pourquoi est-ce que je reçois ce message ?', 'le 1 janvier 2026', 'Ne plus les recevoir'],
    ['pt-PT', 'lang="en"', 'Why am I getting this?', '(checkout)', 'Stop them'],
  ])('speaks the customer’s language: %s', async (locale, ...words) => {
    path = linkOf(await aDraft(service, (await aShopper(service, { locale })).id))
    const text = await page()
    for (const word of words) expect(text).toContain(word)
    const done = (await post('choice=marketing')).text
    expect(done).toContain(words[0])
    expect(done).toMatch(/Erledigt\.|Hecho\.|C’est fait\.|Done\./)
    expect(done.includes('Done.')).toBe(words[0] === 'lang="en"')
  })
})

describe('no way in overrules an opt-out', () => {
  const later = () => new Date(service.clock.now.getTime() - 1000).toISOString()
  const granted = (at: string, change = {}) => aConsent({ at, source: 'newsletter list', ...change })
  const ways: [string, (at: string) => Promise<{ status: number }>][] = [
    [
      'PUT of the customer',
      (at) =>
        service.call('PUT', `/v1/customers/${customer.id}`, {
          key: service.keys.profiles,
          body: aCustomer({ email: customer.email, consents: [granted(at)] }),
        }),
    ],
    [
      'PUT of the consents',
      (at) =>
        service.call('PUT', `/v1/customers/${customer.id}/consents`, {
          key: service.keys.profiles,
          body: { consents: [granted(at)] },
        }),
    ],
    [
      'identify by a tracking client',
      () =>
        service.call('POST', '/v1/identify', {
          key: service.keys.profiles,
          body: {
            messageId: service.deps.newId(),
            userId: customer.id,
            traits: { email: customer.email, unsubscribed: false, consents: [granted(later())], marketing: true },
          },
        }),
    ],
    [
      'a batch of a tracking client',
      () =>
        service.call('POST', '/v1/batch', {
          key: service.keys.profiles,
          body: {
            batch: [
              {
                type: 'identify',
                messageId: service.deps.newId(),
                userId: customer.id,
                traits: { email: customer.email.toUpperCase(), subscribed: true },
              },
            ],
          },
        }),
    ],
  ]

  test.each(ways)('%s: the address stays suppressed', async (_, write) => {
    await post('')
    service.clock.forward(60)
    expect((await write(later())).status).toBeLessThan(300)
    const made = await aDraft(service, customer.id)
    expect(await approve(made)).toMatchObject({ status: 422, body: { type: '/problems/suppressed' } })
  })

  test.each(ways)('%s: no advertising stays so, with an older word and with a newer one', async (_, write) => {
    await post('choice=marketing')
    service.clock.forward(60)
    for (const at of ['2026-02-01T00:00:00Z', later()]) {
      expect((await write(at)).status).toBeLessThan(300)
      const made = await aDraft(service, customer.id)
      expect(await approve(made)).toMatchObject({ status: 422, body: { type: '/problems/no-consent' } })
    }
  })

  test('what the customer agrees to anew, with the text that was shown, holds again', async () => {
    await post('choice=marketing')
    service.clock.forward(60)
    const consents = [granted(later(), { proof: 'Yes, write to me about offers.' })]
    await service.call('PUT', `/v1/customers/${customer.id}/consents`, {
      key: service.keys.profiles,
      body: { consents },
    })
    expect((await approve(await aDraft(service, customer.id))).status).toBe(200)
  })

  test('an older word with its text does not', async () => {
    await post('choice=marketing')
    const consents = [granted('2026-02-01T00:00:00Z', { proof: 'Yes, write to me about offers.' })]
    await service.call('PUT', `/v1/customers/${customer.id}/consents`, {
      key: service.keys.profiles,
      body: { consents },
    })
    expect((await approve(draft)).status).toBe(422)
  })
})

describe('a message that rests on what the customer objects to', () => {
  test('does not leave, although it is approved already, and says why', async () => {
    const { delivery } = (await approve(draft)).body
    await post('choice=source&source=site')
    service.clock.forward(11)
    await deliver(service.deps, { deliveryId: delivery.id })
    const read = await service.call('GET', `/v1/deliveries/${delivery.id}`)
    expect(read.body).toMatchObject({ state: 'skipped', reason: 'objected', attempts: 0 })
  })

  test('is not approved, and can be written anew', async () => {
    await post('choice=source&source=site')
    expect(await approve(draft)).toMatchObject({ status: 422, body: { type: '/problems/objected' } })
    const anew = await service.call('POST', `/v1/drafts/${draft.id}/regenerate`, { body: {} })
    expect(anew.status, anew.text).toBe(201)
    const { revision } = anew.body
    expect((await service.call('POST', `/v1/drafts/${draft.id}/approve`, { body: { revision } })).status).toBe(200)
  })
})
