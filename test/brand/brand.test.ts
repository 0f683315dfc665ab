import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadBrand } from '../../src/brand/store.ts'
import { brandPolicies } from '../../src/brand/table.ts'
import { startApp, type TestApp } from '../support/app.ts'

let service: TestApp
beforeAll(async () => {
  service = await startApp()
})
afterAll(() => service.close())

const aquila = {
  name: 'Aquila',
  sender: { name: 'Aquila', email: 'hello@aquila.example' },
  postalAddress: '1 Quay, Lisbon',
  linkDomains: ['shop.example'],
  bannedPhrases: ['cheapest ever'],
  quietHours: { email: { from: '21:00', to: '08:00' }, call: { from: '07:31', to: '07:00' } },
  defaultTimeZones: ['Europe/Lisbon'],
  frequencyCaps: [{ channel: 'email', max: 2, days: 7 }],
}

describe('the brand', () => {
  test('that nobody has described is a problem', async () => {
    expect(await loadBrand(service.deps.db)).toBeNull()
    const answer = await service.call('GET', '/v1/brand')
    expect(answer.status).toBe(404)
    expect(answer.type).toContain('application/problem+json')
    expect(answer.body.type).toBe('/problems/brand-not-set')
  })

  test('gets a version with each change, and none for the same content', async () => {
    const { call, deps } = service
    const first = await call('PUT', '/v1/brand', { body: aquila })
    expect(first.status).toBe(201)
    expect(first.body).toEqual({ ...aquila, version: 1 })

    const reordered = Object.fromEntries(Object.entries(aquila).toReversed())
    const same = await call('PUT', '/v1/brand', { body: reordered })
    expect([same.status, same.body.version]).toEqual([200, 1])

    const changed = { ...aquila, voice: 'Plain.' }
    const second = await call('PUT', '/v1/brand', { body: changed })
    expect([second.status, second.body.version]).toEqual([200, 2])
    expect((await call('GET', '/v1/brand')).body).toEqual({ ...changed, version: 2 })

    const back = await call('PUT', '/v1/brand', { body: aquila })
    expect(back.body.version).toBe(3)
    expect(await loadBrand(deps.db)).toEqual({ version: 3, policy: aquila })
    expect(await deps.db.select().from(brandPolicies)).toHaveLength(3)
  })

  test('changed by two at once keeps both or refuses one, and never loses a version', async () => {
    const before = (await loadBrand(service.deps.db))!.version
    const answers = await Promise.all(
      ['A', 'B', 'C'].map((voice) => service.call('PUT', '/v1/brand', { body: { ...aquila, voice } })),
    )
    const taken = answers.filter((answer) => answer.status === 200)
    expect(taken.length).toBeGreaterThan(0)
    expect(answers.every((answer) => [200, 409].includes(answer.status))).toBe(true)
    expect((await loadBrand(service.deps.db))!.version).toBe(before + taken.length)
  })

  test('keeps its older versions: the application cannot change them', async () => {
    await expect(service.deps.db.update(brandPolicies).set({ version: 99 })).rejects.toThrow()
    await expect(service.deps.db.delete(brandPolicies)).rejects.toThrow()
  })

  test('keeps them also from the owner of the table', async () => {
    await expect(service.asOwner('update brand_policies set version = version + 100')).rejects.toThrow('append-only')
    await expect(service.asOwner('delete from brand_policies')).rejects.toThrow('append-only')
    await expect(service.asOwner('truncate brand_policies cascade')).rejects.toThrow('append-only')
  })

  test.each([
    ['no sender', { sender: undefined }, 'brand_policies_sender'],
    ['no postal address', { postalAddress: undefined }, 'brand_policies_sender'],
    ['a disclosure without its reason', { disclosures: [{ text: 'a' }] }, 'brand_policies_disclosures'],
    ['a disclosure whose reason is empty', { disclosures: [{ text: 'a', reason: '' }] }, 'brand_policies_disclosures'],
    ['a disclosure that is a number', { disclosures: [7] }, 'brand_policies_disclosures'],
    ['a required phrase without a text', { requiredPhrases: [{ text: 'a' }, {}] }, 'brand_policies_required_phrases'],
  ])('with %s is refused by the database too', async (_what, change, constraint) => {
    const policy = JSON.stringify({ ...aquila, ...change }).replaceAll("'", "''")
    const insert = `insert into brand_policies (version, policy, created_at) values (1000, '${policy}', now())`
    await expect(service.asOwner(insert)).rejects.toThrow(constraint)
  })

  test.each([
    ['an unknown field', { ...aquila, slogan: 'x' }, '/slogan'],
    ['no postal address', { ...aquila, postalAddress: undefined }, '/postalAddress'],
    ['a link domain that is an address', { ...aquila, linkDomains: ['https://shop.example'] }, '/linkDomains/0'],
    [
      'a channel that does not exist',
      { ...aquila, quietHours: { fax: { from: '21:00', to: '08:00' } } },
      '/quietHours/fax',
    ],
    [
      'quiet hours that leave, with their margins, no minute of the day',
      { ...aquila, quietHours: { email: { from: '08:00', to: '07:30' } } },
      '/quietHours/email',
    ],
    ['a zone that does not exist', { ...aquila, defaultTimeZones: ['Europe/Atlantis'] }, '/defaultTimeZones/0'],
    ['no zone', { ...aquila, defaultTimeZones: [] }, '/defaultTimeZones'],
    ['a required phrase without a text', { ...aquila, requiredPhrases: [{ text: ' ' }] }, '/requiredPhrases/0/text'],
    [
      'a phrase for no channel',
      { ...aquila, requiredPhrases: [{ text: 'a', channels: [] }] },
      '/requiredPhrases/0/channels',
    ],
    [
      'a translation into no language',
      { ...aquila, requiredPhrases: [{ text: 'a', translations: { German: 'b' } }] },
      '/requiredPhrases/0/translations/German',
    ],
    ['a disclosure without its reason', { ...aquila, disclosures: [{ text: 'a' }] }, '/disclosures/0/reason'],
    [
      'a disclosure with a field of its own',
      { ...aquila, disclosures: [{ text: 'a', reason: 'b', html: 'c' }] },
      '/disclosures/0/html',
    ],
    [
      'a longer e-mail than the channel allows',
      { ...aquila, maxLength: { email: { body: 4001 } } },
      '/maxLength/email/body',
    ],
    [
      'more segments than the channel allows',
      { ...aquila, maxLength: { sms: { segments: 4 } } },
      '/maxLength/sms/segments',
    ],
    ['the length of a channel that does not exist', { ...aquila, maxLength: { fax: { body: 500 } } }, '/maxLength/fax'],
    ['a reading level beyond the scale', { ...aquila, readingLevel: { minEase: 101 } }, '/readingLevel/minEase'],
    ['U+0000 in the voice', { ...aquila, voice: 'a\u0000' }, '/voice'],
  ])('is refused with %s', async (_name, body, pointer) => {
    const answer = await service.call('PUT', '/v1/brand', { body })
    expect(answer.status).toBe(400)
    expect(answer.type).toContain('application/problem+json')
    expect(answer.body.errors).toContainEqual({ pointer, message: expect.any(String) })
  })

  test.each([
    ['ingest', 403, 403],
    ['profiles', 403, 200],
    ['ana', 403, 200],
    ['mia', 200, 200],
    ['admin', 200, 200],
    ['auditor', 403, 200],
  ] as const)('%s writes: %i, reads: %i', async (who, writes, reads) => {
    const { call, keys } = service
    const key = keys[who]
    expect((await call('PUT', '/v1/brand', { key, body: aquila })).status).toBe(writes)
    expect((await call('GET', '/v1/brand', { key })).status).toBe(reads)
  })
})
