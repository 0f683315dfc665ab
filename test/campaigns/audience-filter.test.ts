import { sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AudienceFilter, asksForStage } from '../../src/campaigns/audience-filter.ts'
import { filterSql } from '../../src/campaigns/filter-store.ts'
import { drawCandidates, findMatching } from '../../src/campaigns/selection-store.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { matches, type Person, type PlainProduct, type PlainSignal } from './plain-filter.ts'

const DAY_MS = 86_400_000
const TYPES = [
  'product-viewed',
  'purchase',
  'review-read',
  'social-mention',
  'question-asked',
  'coupon-entered',
] as const
const STAGES = ['need', 'research', 'compare', 'decide', 'after-purchase'] as const
const SOURCES = ['site', 'purchase', 'review', 'reviews-read', 'coupon', 'elsewhere']
const PRODUCTS: PlainProduct[] = [
  { id: 'p-1', category: 'Dishwashers', brand: 'Aquila' },
  { id: 'p-2', category: 'Ovens', brand: 'Aquila' },
  { id: 'p-3', category: null, brand: null },
]
const HOSTILE = [
  `'; drop table customers; --`,
  `' or '1'='1`,
  '$1',
  '\\',
  '%',
  '"',
  '{{x}}',
  '\u202e',
  '💥',
  '-- x',
  '/*',
]

/** A small generator with a seed, so that a failure can be run again. */
function randomly(seed: number) {
  let state = seed * 7919 + 1
  const below = (limit: number): number => (state = (state * 48_271) % 2_147_483_647) % limit
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item
  return { below, pick }
}
type Random = ReturnType<typeof randomly>

function aPerson({ below, pick }: Random, n: number): Person {
  const some = <Item>(most: number, make: () => Item): Item[] => Array.from({ length: below(most + 1) }, make)
  return {
    id: `c-${n}`,
    stage: pick(STAGES),
    locale: pick([null, 'es', 'es-ES', 'ES-mx', 'est', 'en-GB']),
    timeZone: pick([null, 'Europe/Madrid', 'Asia/Tokyo']),
    traits: pick<Record<string, unknown>>([
      {},
      { plan: 'gold' },
      { plan: 1 },
      { plan: null },
      { plan: ['gold'] },
      { plan: true },
    ]),
    createdDaysAgo: below(100),
    consents: Object.fromEntries(
      some(2, () => [
        pick(['email marketing', 'sms marketing', 'email service']),
        pick(['granted', 'denied', 'withdrawn']),
      ]),
    ),
    contacts: some(2, () => ({ channel: pick(['email', 'sms']), daysAgo: below(60) })),
    objections: [...new Set(some(2, () => pick(SOURCES)))],
    signals: some(4, (): PlainSignal => ({
      type: pick(TYPES),
      party: pick(['first', 'first', 'third']),
      productId: pick([null, 'p-1', 'p-2', 'p-3', 'gone']),
      category: pick([null, null, 'Dishwashers']),
      daysAgo: below(120),
    })),
  }
}

function aFilter(random: Random, depth: number): AudienceFilter {
  const { below, pick } = random
  if (depth > 0 && below(3) > 0) {
    const filters = Array.from({ length: 1 + below(3) }, () => aFilter(random, depth - 1))
    return pick<AudienceFilter>([{ and: filters }, { or: filters }, { not: filters[0]! }])
  }
  const maybe = <Item>(item: Item): Item | undefined => pick([item, undefined])
  const days = 1 + below(90)
  return pick<AudienceFilter>([
    { signal: { type: pick(TYPES), done: pick([true, false, undefined]), withinDays: maybe(days) } },
    { signal: { type: pick(TYPES), productId: maybe('p-1'), category: maybe('Dishwashers'), brand: maybe('Aquila') } },
    { interest: { category: 'Dishwashers', brand: maybe('Aquila'), withinDays: maybe(days) } },
    { stage: [pick(STAGES), pick(STAGES)] },
    { consent: { channel: 'email', purpose: 'marketing', state: pick(['granted', 'denied', 'withdrawn', 'unknown']) } },
    { lastContact: { withinDays: days, channel: maybe('sms') } },
    { locale: [pick(['es', 'ES-es', 'en'])] },
    { timeZone: ['Europe/Madrid'] },
    { trait: { name: 'plan', equals: pick(['gold', 1, null, true]) } },
    { created: { after: new Date(service.clock.now.getTime() - days * DAY_MS).toISOString() } },
    { created: { before: new Date(service.clock.now.getTime() - days * DAY_MS).toISOString() } },
  ])
}

let service: TestApp
let people: Person[]
beforeAll(async () => {
  service = await startApp()
  const random = randomly(4)
  people = Array.from({ length: 60 }, (_, n) => aPerson(random, n))
  await store(people, PRODUCTS)
}, 60_000)
afterAll(() => service.close())

/** A minute earlier, so that nothing happened at the edge of a day. */
const at = (daysAgo: number): string => new Date(service.clock.now.getTime() - daysAgo * DAY_MS + 60_000).toISOString()

async function store(rows: readonly Person[], products: readonly PlainProduct[]): Promise<void> {
  const json = (value: unknown): string => `'${JSON.stringify(value).replaceAll("'", "''")}'::jsonb`
  const flat = rows.flatMap(({ id, signals }) =>
    signals.map((signal, n) => ({ customer: id, n, ...signal, at: at(signal.daysAgo) })),
  )
  const consents = rows.flatMap(({ id, consents: held }) =>
    Object.entries(held).map(([what, state]) => ({
      customer: id,
      channel: what.split(' ')[0],
      purpose: what.split(' ')[1],
      state,
    })),
  )
  const contacts = rows.flatMap(({ id, contacts: made }) =>
    made.map(({ channel, daysAgo }) => ({ customer: id, channel, at: at(daysAgo) })),
  )
  const objections = rows.flatMap(({ id, objections: all }) => all.map((source) => ({ customer: id, source })))
  // As the owner and without rules: a delivery would need everything that leads to one.
  await service.asOwner(`set session_replication_role = replica;
    insert into customers (id, locale, time_zone, traits, created_at, updated_at)
    select r.id, r.locale, r."timeZone", r.traits, '${service.clock.now.toISOString()}'::timestamptz - r."createdDaysAgo" * interval '1 day', now()
    from jsonb_to_recordset(${json(rows)}) as r(id text, locale text, "timeZone" text, traits jsonb, "createdDaysAgo" int);
    insert into products (id, name, category, brand, created_at, updated_at, as_of)
    select r.id, r.id, r.category, r.brand, now(), now(), now() from jsonb_to_recordset(${json(products)}) as r(id text, category text, brand text);
    insert into signals (id, principal_id, source, message_id, type, name, customer_id, product_id, origin, party, properties, occurred_at, received_at)
    select gen_random_uuid(), gen_random_uuid(), 'web', r.customer || r.n, r.type, r.type, r.customer, r."productId", 'observed', r.party,
      jsonb_strip_nulls(jsonb_build_object('category', r.category)), r.at, now()
    from jsonb_to_recordset(${json(flat)}) as r(customer text, n int, type text, party text, "productId" text, category text, at timestamptz);
    insert into consents (id, customer_id, channel, purpose, state, source, at, created_at)
    select gen_random_uuid(), r.customer, r.channel, r.purpose, r.state, 'test', now(), now()
    from jsonb_to_recordset(${json(consents)}) as r(customer text, channel text, purpose text, state text);
    insert into signal_objections (customer_id, source, created_at)
    select r.customer, r.source, now() from jsonb_to_recordset(${json(objections)}) as r(customer text, source text);
    insert into deliveries (id, decision_id, draft_id, revision, digest, customer_id, channel, purpose, state, not_before, sent_at, created_at, updated_at)
    select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'x', r.customer, r.channel, 'marketing', 'sent', now(), r.at, now(), now()
    from jsonb_to_recordset(${json(contacts)}) as r(customer text, channel text, at timestamptz);
    set session_replication_role = origin`)
}

const stages = () => people.map(({ id, stage }) => ({ id, stage: stage as (typeof STAGES)[number] }))
const found = async (filter: AudienceFilter): Promise<string[]> =>
  (await findMatching(service.deps.db, filter, stages(), service.clock.now)).toSorted()
const candidatesOf = async (filter: AudienceFilter): Promise<string[]> => {
  const all = { seed: 'any', limit: 1000, now: service.clock.now }
  const { count, drawn } = await drawCandidates(service.deps.db, filter, all)
  expect(count).toBe(drawn.length)
  return drawn.toSorted()
}
const expected = (filter: AudienceFilter): string[] =>
  people
    .filter((person) => matches(filter, person, PRODUCTS, service.clock.now))
    .map(({ id }) => id)
    .toSorted()

describe('a filter as the database reads it', () => {
  test('says of everybody what plain logic says', { timeout: 120_000 }, async () => {
    let chosen = 0
    for (let seed = 1; seed <= 250; seed++) {
      const filter = AudienceFilter.parse(JSON.parse(JSON.stringify(aFilter(randomly(seed), 3))))
      const ids = await found(filter)
      expect(ids, `seed ${seed}: ${JSON.stringify(filter)}`).toEqual(expected(filter))
      chosen += ids.length
    }
    // Neither everybody nor nobody all the time.
    expect(chosen).toBeGreaterThan(250 * 5)
    expect(chosen).toBeLessThan(250 * 55)
  })

  test('narrowed without the stage it leaves nobody out who belongs in', { timeout: 120_000 }, async () => {
    for (let seed = 300; seed <= 340; seed++) {
      const filter = AudienceFilter.parse(JSON.parse(JSON.stringify(aFilter(randomly(seed), 3))))
      const candidates = await candidatesOf(filter)
      expect(candidates).toEqual(expect.arrayContaining(expected(filter)))
      if (!asksForStage(filter)) expect(candidates).toEqual(expected(filter))
    }
  })

  test.each(HOSTILE)('%s is a value and nothing else', async (value) => {
    const filters: AudienceFilter[] = [
      { signal: { type: 'purchase', productId: value, category: value, brand: value } },
      { interest: { category: value } },
      { trait: { name: value, equals: value } },
    ]
    for (const filter of filters) {
      expect(await found(filter)).toEqual([])
      expect(await found({ or: [filter, { locale: ['es'] }] })).toEqual(expected({ locale: ['es'] }))
    }
    await service.deps.db.execute(
      sql`insert into customers (id, traits, created_at, updated_at) values (${`c-odd-${value}`}, ${JSON.stringify({ [value]: value })}::text::jsonb, now(), now())`,
    )
    const all = await candidatesOf({ trait: { name: value, equals: value } })
    expect(all).toEqual([`c-odd-${value}`])
  })
})

describe('the text of the statement', () => {
  const textOf = (filter: AudienceFilter): string =>
    new PgDialect().sqlToQuery(filterSql(filter, { now: service.clock.now, stage: 'known' })).sql

  test('is the same whatever the values are', () => {
    const asked = (value: string): AudienceFilter => ({
      and: [
        { signal: { type: 'purchase', withinDays: 1 + value.length, productId: value, category: value, brand: value } },
        { not: { signal: { type: 'purchase', productId: value } } },
        { interest: { category: value, brand: value } },
        { trait: { name: value, equals: value } },
        { stage: ['need'] },
        { locale: [value] },
        { timeZone: [value, value] },
      ],
    })
    for (const value of HOSTILE) expect(textOf(asked(value))).toBe(textOf(asked('x')))
  })
})

describe('examples', () => {
  const NAMES = ['ada', 'bo', 'cy', 'di']
  /** Ada viewed a dishwasher and bought it; Bo viewed one; Cy objects to the use of purchases; Di did nothing, and was written to. */
  beforeAll(async () => {
    const nobody = {
      stage: 'need',
      locale: 'es-ES',
      timeZone: null,
      traits: {},
      consents: {},
      contacts: [],
      objections: [],
    }
    const signal = (type: string, daysAgo: number): PlainSignal => ({
      type,
      party: 'first',
      productId: 'p-1',
      category: null,
      daysAgo,
    })
    const rows: Person[] = [
      { ...nobody, id: 'ada', createdDaysAgo: 1, signals: [signal('product-viewed', 9), signal('purchase', 2)] },
      { ...nobody, id: 'bo', createdDaysAgo: 1, signals: [signal('product-viewed', 40)], traits: { plan: 'gold' } },
      { ...nobody, id: 'cy', createdDaysAgo: 1, signals: [signal('purchase', 2)], objections: ['purchase'] },
      { ...nobody, id: 'di', createdDaysAgo: 1, signals: [], locale: 'en', contacts: [{ channel: 'sms', daysAgo: 3 }] },
    ]
    await store(rows, [])
  })

  test.each<[AudienceFilter, string[]]>([
    [{ signal: { type: 'purchase' } }, ['ada']],
    [{ signal: { type: 'purchase', done: false } }, ['bo', 'di']],
    [{ not: { signal: { type: 'purchase' } } }, ['bo', 'di']],
    [{ not: { signal: { type: 'purchase', done: false } } }, ['ada']],
    [{ signal: { type: 'product-viewed', withinDays: 14 } }, ['ada']],
    [{ signal: { type: 'product-viewed', brand: 'Aquila' } }, ['ada', 'bo']],
    [{ signal: { type: 'product-viewed', category: 'Ovens' } }, []],
    [{ interest: { category: 'Dishwashers' } }, ['ada', 'bo']],
    [{ interest: { category: 'Dishwashers', withinDays: 30 } }, ['ada']],
    [{ lastContact: { withinDays: 7 } }, ['di']],
    [{ not: { lastContact: { withinDays: 7, channel: 'email' } } }, ['ada', 'bo', 'cy', 'di']],
    [{ locale: ['es'] }, ['ada', 'bo', 'cy']],
    [{ trait: { name: 'plan', equals: 'gold' } }, ['bo']],
    [{ not: { trait: { name: 'plan', equals: 'gold' } } }, ['ada', 'cy', 'di']],
    [{ consent: { channel: 'email', purpose: 'marketing', state: 'unknown' } }, ['ada', 'bo', 'cy', 'di']],
    [
      {
        and: [
          { locale: ['es'] },
          { or: [{ signal: { type: 'purchase' } }, { trait: { name: 'plan', equals: 'gold' } }] },
        ],
      },
      ['ada', 'bo'],
    ],
  ])('%j', async (filter, who) => {
    const ids = await candidatesOf(filter)
    expect(ids.filter((id) => NAMES.includes(id))).toEqual(who)
  })
})

describe('what is no filter', () => {
  const nested = (levels: number): unknown => (levels === 0 ? { locale: ['es'] } : { not: nested(levels - 1) })

  test.each([
    ['nothing', {}],
    ['two questions in one', { locale: ['es'], timeZone: ['Europe/Madrid'] }],
    ['an unknown question', { name: 'Ines' }],
    ['an unknown field', { signal: { type: 'purchase', sql: '1=1' } }],
    ['an unknown type of signal', { signal: { type: 'dreamt' } }],
    ['an unknown stage', { stage: ['done'] }],
    ['an empty list', { and: [] }],
    ['no list', { or: { locale: ['es'] } }],
    ['a language that is a pattern', { locale: ['e%'] }],
    ['a zone that is none', { timeZone: ['Mars/Olympus'] }],
    ['an interest in nothing', { interest: {} }],
    ['no time at all', { created: {} }],
    ['a trait that equals a list', { trait: { name: 'plan', equals: ['gold'] } }],
    ['text that the database cannot keep', { trait: { name: 'a\u0000', equals: 'b' } }],
    ['days before the beginning', { lastContact: { withinDays: 100_000 } }],
    [
      'far too many conditions',
      {
        and: [
          { locale: Array.from({ length: 50 }, () => 'es') },
          ...Array.from({ length: 49 }, () => ({ or: Array.from({ length: 50 }, () => ({ locale: ['es'] })) })),
        ],
      },
    ],
    ['conditions without end', nested(5000)],
  ])('%s', (_name, filter) => {
    expect(AudienceFilter.safeParse(filter).success).toBe(false)
  })

  test('twelve conditions within each other are one', () => {
    expect(AudienceFilter.safeParse(nested(12)).success).toBe(true)
  })
})
