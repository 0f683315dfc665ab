import { sql, type SQL } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleSize } from '../../src/campaigns/hypergeometric.ts'
import { constraintOf } from '../../src/db/errors.ts'
import { rowsOf } from '../drafts/shop.ts'
import { insertRow, NO_PRIVILEGE } from '../rules/direct-sql.ts'
import { startApp, type TestApp } from '../support/app.ts'
import { aModel } from '../support/model.ts'
import { anOpenLot, aWrittenCampaign, cleanTurn, judgeAll, membersOfLot, type SampleRow, samplesOf } from './lots.ts'
import { openFullShop } from './members.ts'

let service: TestApp
let customers: string[]
let people: Map<string, string>
beforeAll(async () => {
  service = await startApp({ model: aModel([cleanTurn]) })
  customers = await openFullShop(service, 24)
  people = new Map((await rowsOf(service, sql`select id, name from principals`)).map((row) => [row['name'], row['id']]))
})
afterAll(() => service.close())

/** `accepted`, or the rule or error code by which the first of these was refused; all of it is rolled back. */
async function outcomeOf(...statements: (SQL | string)[]): Promise<string> {
  const rollback = new Error('rolled back')
  try {
    await service.deps.db.transaction(async (tx) => {
      for (const statement of statements)
        await tx.execute(typeof statement === 'string' ? sql.raw(statement) : statement)
      throw rollback
    })
  } catch (error) {
    return error === rollback ? 'accepted' : (constraintOf(error) ?? codeOf(error))
  }
  throw new Error('a transaction that must have been rolled back was not')
}

function codeOf(error: unknown): string {
  for (let inner: unknown = error; inner instanceof Error; inner = inner.cause) {
    if ('code' in inner && typeof inner.code === 'string') return inner.code
  }
  throw error
}

const NOW = '2026-11-23T12:00:00Z'

/** A lot in the making, by hand: every clean draft of the campaign is in it, and the first ones by hash are to be read. */
function drawing(campaign: string, change: Record<string, unknown> = {}) {
  const id = service.deps.newId()
  const begin = insertRow('lots', {
    id,
    campaign_id: campaign,
    status: 'drawing',
    max_bad_share: '0.1',
    confidence: '0.9',
    attempt: 1,
    population: 0,
    sample_size: 0,
    seed: '',
    created_by: people.get('max'),
    created_at: NOW,
    updated_at: NOW,
    ...change,
  })
  const fill = sql`insert into lot_members (lot_id, draft_id, revision, digest, stratum)
    select ${id}::uuid, d.id, d.current_revision, r.digest, 'a/b' from drafts d
    join revisions r on r.draft_id = d.id and r.number = d.current_revision where d.campaign_id = ${campaign}::uuid`
  const sample = (count: number, planted: string | null = null) => sql`
    insert into lot_samples (lot_id, place, draft_id, planted_fault)
    select ${id}::uuid, row_number() over (order by key), draft_id, ${planted}::text from (
      select m.draft_id, sha256(convert_to(l.seed || ':' || m.draft_id, 'UTF8')) as key
      from lot_members m join lots l on l.id = m.lot_id where m.lot_id = ${id}::uuid order by key limit ${count}::int) first`
  const open = (population: number, size: number) =>
    sql`update lots set status = 'open', population = ${population}::int, sample_size = ${size}::int where id = ${id}::uuid`
  return { id, begin, fill, sample, open }
}

test('the database asks for the same sizes as the code', async () => {
  const cases = [1, 2, 9, 10, 24, 100, 1234, 40_000, 1_000_000].flatMap((population) =>
    ['0.0001', '0.01', '0.05', '0.1'].flatMap((maxBadShare) =>
      ['0.9', '0.95', '0.9999'].flatMap((confidence) =>
        [1, 3, 20].map((attempt) => {
          const size = sampleSize({ population, maxBadShare, confidence, attempt })
          return { population, maxBadShare, confidence, attempt, size }
        }),
      ),
    ),
  )
  const suffices = (less: number) => sql`
    select count(*)::int as n from jsonb_to_recordset(${JSON.stringify(cases)}::text::jsonb) as c(
      population int, "maxBadShare" numeric, confidence numeric, attempt int, size int)
    where size > ${less}::int and lot_sample_suffices(population, size - ${less}::int, "maxBadShare", confidence, attempt)`
  expect(await rowsOf(service, suffices(0))).toEqual([{ n: cases.length }])
  expect(await rowsOf(service, suffices(1))).toEqual([{ n: 0 }])
})

describe('a lot that is drawn by hand', () => {
  let campaign: string
  let other: string
  const SIZE = sampleSize({ population: 24, maxBadShare: '0.1', confidence: '0.9', attempt: 1 })
  beforeAll(async () => {
    campaign = await aWrittenCampaign(service, customers)
    other = await aWrittenCampaign(service, customers.slice(0, 2))
  })

  test('is opened when it is as it should be', async () => {
    const lot = drawing(campaign)
    expect(await outcomeOf(lot.begin, lot.fill, lot.sample(SIZE), lot.open(24, SIZE))).toBe('accepted')
  })

  test.each([
    ['a sample that is too small', (size: number) => [24, size - 1]],
    ['fewer drafts than are in it', (size: number) => [23, size]],
    ['more drafts than are in it', (size: number) => [25, size]],
  ])('is refused with %s', async (_, counts) => {
    const lot = drawing(campaign)
    const [population, size] = counts(SIZE) as [number, number]
    const outcome = await outcomeOf(lot.begin, lot.fill, lot.sample(size), lot.open(population, size))
    expect(outcome).toBe(population === 24 ? 'lots_sample_size' : 'lots_population')
  })

  test('is refused when fewer are shown than were drawn, others than were drawn, or copies with a fault', async () => {
    const lot = drawing(campaign)
    const begun = [lot.begin, lot.fill]
    expect(await outcomeOf(...begun, lot.sample(SIZE - 1), lot.open(24, SIZE))).toBe('lots_drawn')
    expect(await outcomeOf(...begun, lot.sample(SIZE, 'wrong_price'), lot.open(24, SIZE))).toBe('lots_drawn')
    const last = sql`insert into lot_samples (lot_id, place, draft_id)
      select lot_id, row_number() over (), draft_id from (
        select m.lot_id, m.draft_id from lot_members m join lots l on l.id = m.lot_id where m.lot_id = ${lot.id}::uuid
        order by sha256(convert_to(l.seed || ':' || m.draft_id, 'UTF8')) desc limit ${SIZE}::int) last`
    expect(await outcomeOf(...begun, last, lot.open(24, SIZE))).toBe('lots_drawn')
  })

  test('gets seed and attempt from the database, whatever the service says', async () => {
    const lot = drawing(campaign, { seed: 'chosen', attempt: 7 })
    const check = sql`select 1 / (case when seed ~ '^[0-9a-f]{32}$' and attempt = 1 then 1 else 0 end) from lots where id = ${lot.id}::uuid`
    expect(await outcomeOf(lot.begin, check)).toBe('accepted')
    const change = sql`update lots set seed = 'chosen' where id = ${lot.id}::uuid`
    expect(await outcomeOf(lot.begin, change)).toBe(NO_PRIVILEGE)
  })

  test.each([
    ['open from the beginning', { status: 'open' }, 'lots_begin_empty'],
    ['accepted from the beginning', { status: 'accepted' }, 'lots_begin_empty'],
    ['with a population from the beginning', { population: 24, sample_size: 1 }, 'lots_begin_empty'],
    ['by a plan that asks for next to nothing', { max_bad_share: '0.5' }, 'lots_max_bad_share'],
    ['by a share that is no plain decimal', { max_bad_share: '1e-2' }, 'lots_max_bad_share'],
    ['with hardly any confidence', { confidence: '0.1' }, 'lots_confidence'],
  ])('is refused %s', async (_, change, rule) => {
    expect(await outcomeOf(drawing(campaign, change).begin)).toBe(rule)
  })

  test('is refused for a campaign that is cancelled', async () => {
    const cancel = sql`update campaigns set status = 'cancelled' where id = ${other}::uuid`
    expect(await outcomeOf(cancel, drawing(other).begin)).toBe('lots_of_live_campaigns')
  })

  test('is refused beside another one', async () => {
    expect(await outcomeOf(drawing(campaign).begin, drawing(campaign).begin)).toBe('lots_one_at_a_time')
  })

  test('holds clean drafts of its campaign alone', async () => {
    const lot = drawing(campaign)
    const put = (change: SQL) => sql`insert into lot_members (lot_id, draft_id, revision, digest, stratum)
      select ${lot.id}::uuid, d.id, d.current_revision, r.digest, 'a/b' from drafts d
      join revisions r on r.draft_id = d.id where ${change}`
    expect(await outcomeOf(lot.begin, put(sql`d.campaign_id = ${other}::uuid`))).toBe('lot_members_clean')
    const rejected = sql`update drafts set status = 'blocked' where campaign_id = ${campaign}::uuid`
    expect(await outcomeOf(lot.begin, rejected, lot.fill)).toBe('lot_members_clean')
    const warned = sql`insert into revisions select copy.* from revisions r,
      jsonb_populate_record(r, '{"number": 2, "findings": [{"rule": "shouting", "severity": "warn"}]}'::jsonb
        || jsonb_build_object('unsubscribe_token', 'x' || draft_id)) copy
      where r.draft_id = (select id from drafts where campaign_id = ${campaign}::uuid limit 1)`
    expect(await outcomeOf(lot.begin, warned, lot.fill)).toBe('lot_members_clean')
    const otherDigest = put(sql`d.campaign_id = ${campaign}::uuid`)
    expect(await outcomeOf(lot.begin, otherDigest)).toBe('accepted')
    const forged = sql`insert into lot_members (lot_id, draft_id, revision, digest, stratum)
      select ${lot.id}::uuid, id, 1, ${`sha256:${'0'.repeat(64)}`}, 'a/b' from drafts where campaign_id = ${campaign}::uuid`
    expect(await outcomeOf(lot.begin, forged)).toBe('lot_members_clean')
  })
})

test('after a lot that was looked at and given up, the next one is a further try, without what was passed over', async () => {
  const campaign = await aWrittenCampaign(service, customers.slice(0, 6))
  const { id } = await anOpenLot(service, campaign)
  const [real] = (await samplesOf(service, id)).filter((sample) => sample.planted_fault === null) as [SampleRow]
  const shown = `update lot_samples set shown_to = '${people.get('max')}', shown_at = '${NOW}' where lot_id = '${id}' and place = ${real.place}`
  const cancel = `update lots set status = 'cancelled' where id = '${id}'`
  const lot = drawing(campaign)
  const isTry = (attempt: number) =>
    sql`select 1 / (case when attempt = ${attempt}::int then 1 else 0 end) from lots where id = ${lot.id}::uuid`
  expect(await outcomeOf(cancel, lot.begin, isTry(1), lot.fill)).toBe('accepted')
  expect(await outcomeOf(shown, cancel, lot.begin, isTry(2))).toBe('accepted')
  expect(await outcomeOf(shown, cancel, lot.begin, lot.fill)).toBe('lot_members_not_passed_over')
})

describe('a lot that is being judged', () => {
  let lotId: string
  let real: SampleRow
  let copy: SampleRow
  const set = (change: string, place: number) =>
    `update lot_samples set ${change} where lot_id = '${lotId}' and place = ${place}`
  const judge = (name: string, verdict: string, place: number) => [
    set(`shown_to = '${people.get(name)}', shown_at = '${NOW}'`, place),
    set(
      `verdict = '${verdict}', reason = ${verdict === 'bad' ? "'tone'" : 'null'}, judged_by = '${people.get(name)}', judged_at = '${NOW}', words = 1`,
      place,
    ),
  ]
  const accept = (name: string) =>
    `update lots set status = 'accepted', decided_by = '${people.get(name)}', decided_at = '${NOW}', statistics = '{}' where id = '${lotId}'`
  beforeAll(async () => {
    lotId = (await anOpenLot(service, await aWrittenCampaign(service, customers))).id
    const samples = await samplesOf(service, lotId)
    real = samples.find((sample) => sample.planted_fault === null)!
    copy = samples.find((sample) => sample.planted_fault !== null)!
  })

  test.each([
    ['mia', 'lot_samples_by_a_human'],
    ['bot', 'lot_samples_by_a_human'],
    ['crm', 'lot_samples_by_a_human'],
    ['ana', 'lot_samples_by_a_human'],
    ['root', 'lot_samples_by_a_human'],
    ['max', 'accepted'],
  ])('is judged by a marketer who is a person and did not start the campaign: %s', async (name, outcome) => {
    expect(await outcomeOf(...judge(name, 'good', real.place))).toBe(outcome)
  })

  test('a verdict is given once, by who was shown the text, after it was shown', async () => {
    const [shown, said] = judge('max', 'bad', real.place) as [string, string]
    expect(await outcomeOf(shown, said)).toBe('accepted')
    expect(await outcomeOf(said)).toBe('lot_samples_seen')
    expect(await outcomeOf(shown, said.replace(NOW, '2020-01-01T00:00:00Z'))).toBe('lot_samples_seen')
    expect(await outcomeOf(shown, said, ...judge('max', 'good', real.place))).toBe('lot_samples_fixed')
    expect(
      await outcomeOf(
        shown,
        said,
        set('verdict = null, judged_by = null, judged_at = null, words = null, reason = null', real.place),
      ),
    ).toBe('lot_samples_fixed')
  })

  test('is not accepted before every draft of the sample is judged good', async () => {
    const all = (await samplesOf(service, lotId)).filter((sample) => sample.planted_fault === null)
    const good = all.flatMap(({ place }) => judge('max', 'good', place))
    expect(await outcomeOf(accept('max'))).toBe('lots_all_good')
    expect(await outcomeOf(...good.slice(0, -2), accept('max'))).toBe('lots_all_good')
    expect(await outcomeOf(...good.slice(0, -2), ...judge('max', 'bad', all.at(-1)!.place), accept('max'))).toBe(
      'lots_all_good',
    )
    expect(await outcomeOf(...good, accept('max'))).toBe('accepted')
    for (const name of ['mia', 'bot', 'ana', 'root', 'crm']) {
      expect(await outcomeOf(...good, accept(name)), name).toBe('lots_by_a_human')
    }
    expect(await outcomeOf(...good, accept('max').replace(`statistics = '{}'`, 'statistics = null'))).toBe(
      'lots_decided',
    )
  })

  test.each([
    ['taken for a copy, so that nobody has to judge it', `update lot_samples set planted_fault = 'wrong_price'`],
    ['changed', `update lot_samples set draft_id = gen_random_uuid()`],
    ['removed from the sample', 'delete from lot_samples'],
    ['removed from the lot', 'delete from lot_members'],
    ['another revision', 'update lot_members set revision = 2'],
    ['of another digest', `update lot_members set digest = 'x'`],
    ['in a lot that is removed', 'delete from lots'],
    ['in a lot that wants less', `update lots set max_bad_share = '0.1'`],
    ['in a lot of another campaign', `update lots set campaign_id = id`],
  ])('a draft cannot be %s', async (_, statement) => {
    expect(await outcomeOf(statement)).toBe(NO_PRIVILEGE)
  })

  test('nothing is added to it, and its numbers stay', async () => {
    const more = `insert into lot_members (lot_id, draft_id, revision, digest, stratum)
      select '${lotId}', id, 1, 'x', 'a/b' from drafts where campaign_id is null or campaign_id <> (select campaign_id from lots where id = '${lotId}') limit 1`
    expect(await outcomeOf(more)).toBe('lot_members_fixed')
    const shown = `insert into lot_samples (lot_id, place, draft_id, planted_fault) values ('${lotId}', 999, '${copy.draft_id}', 'wrong_price')`
    expect(await outcomeOf(shown)).toBe('lot_samples_fixed')
    expect(await outcomeOf(`update lots set sample_size = 1 where id = '${lotId}'`)).toBe('lots_fixed')
    expect(await outcomeOf(`update lots set population = population + 1 where id = '${lotId}'`)).toBe('lots_fixed')
    expect(await outcomeOf(`update lot_members set outcome = 'approved' where lot_id = '${lotId}'`)).toBe(
      'lot_members_fixed',
    )
    expect(await outcomeOf(`update lots set status = 'drawing' where id = '${lotId}'`)).toBe('lots_state_machine')
  })

  test('no decision rests on it', async () => {
    const [member] = (await membersOfLot(service, lotId)) as [Record<string, any>]
    expect(await outcomeOf(decision(lotId, member, 'max'))).toBe('decisions_of_accepted_lots')
  })
})

const decision = (
  lotId: string,
  member: Record<string, any>,
  name: string,
  change: Record<string, unknown> = {},
): SQL =>
  insertRow('decisions', {
    id: service.deps.newId(),
    draft_id: member['draft_id'],
    revision: member['revision'],
    digest: member['digest'],
    blocking_count: 0,
    verdict: 'approve',
    principal_id: people.get(name),
    own_edit: false,
    lot_id: lotId,
    created_at: NOW,
    ...change,
  })

describe('a lot that is accepted', () => {
  let lotId: string
  let member: Record<string, any>
  let stranger: Record<string, any>
  beforeAll(async () => {
    const campaign = await aWrittenCampaign(service, customers)
    lotId = (await anOpenLot(service, campaign)).id
    await judgeAll(service, lotId)
    await rowsOf(
      service,
      sql`update lots set status = 'accepted', decided_by = ${people.get('max')}::uuid, decided_at = ${NOW}, statistics = '{}' where id = ${lotId}::uuid`,
    )
    member = (await membersOfLot(service, lotId))[0]!
    const others = await aWrittenCampaign(service, customers.slice(0, 2))
    stranger = (
      await rowsOf(
        service,
        sql`select d.id as draft_id, 1 as revision, r.digest from drafts d join revisions r on r.draft_id = d.id where d.campaign_id = ${others}::uuid`,
      )
    )[0]!
  })

  test('carries a decision by its decider about exactly the revision that was in it, once', async () => {
    const yes = decision(lotId, member, 'max')
    expect(await outcomeOf(yes)).toBe('accepted')
    expect(await outcomeOf(decision(lotId, stranger, 'max'))).toBe('decisions_of_accepted_lots')
    expect(await outcomeOf(decision(service.deps.newId(), member, 'max'))).toBe('decisions_of_accepted_lots')
    expect(await outcomeOf(decision(lotId, member, 'mia'))).toBe('decisions_four_eyes')
    const rejection = decision(lotId, member, 'max', { verdict: 'reject', reason: 'tone' })
    expect(await outcomeOf(rejection)).toBe('decisions_of_accepted_lots')
    const told = sql`update lot_members set outcome = 'suppressed' where lot_id = ${lotId}::uuid and draft_id = ${member['draft_id']}::uuid`
    expect(await outcomeOf(told, decision(lotId, member, 'max'))).toBe('decisions_of_accepted_lots')
    const edit = sql`insert into revisions select copy.* from revisions r,
      jsonb_populate_record(r, '{"number": 2}'::jsonb || jsonb_build_object('unsubscribe_token', 'y' || draft_id)) copy
      where r.draft_id = ${member['draft_id']}::uuid`
    const ofEdit = decision(lotId, member, 'max', { revision: 2 })
    expect(await outcomeOf(edit, ofEdit)).toBe('decisions_of_accepted_lots')
    const again = sql`update drafts set status = 'ready_for_review' where id = ${member['draft_id']}::uuid`
    expect(await outcomeOf(yes, again, decision(lotId, member, 'max'))).toMatch(/^decisions_one/)
  })

  test('is not said to have reached a draft that no decision is about, nor all when one is left', async () => {
    const where = `where lot_id = '${lotId}' and draft_id = '${member['draft_id']}'`
    expect(await outcomeOf(`update lot_members set outcome = 'approved' ${where}`)).toBe('lot_members_decided')
    expect(
      await outcomeOf(decision(lotId, member, 'max'), `update lot_members set outcome = 'approved' ${where}`),
    ).toBe('accepted')
    expect(
      await outcomeOf(
        `update lot_members set outcome = 'no_consent' ${where}`,
        `update lot_members set outcome = null ${where}`,
      ),
    ).toBe('lot_members_fixed')
    expect(await outcomeOf(`update lots set applied_at = now() where id = '${lotId}'`)).toBe('lots_applied')
    expect(
      await outcomeOf(
        `update lot_members set outcome = 'no_consent' where lot_id = '${lotId}'`,
        `update lots set applied_at = now() where id = '${lotId}'`,
      ),
    ).toBe('accepted')
  })

  test('stays as it is', async () => {
    for (const [change, rule] of [
      [`decided_by = created_by, statistics = '{"bad": 1}'`, 'lots_fixed'],
      [`decided_at = now()`, 'lots_fixed'],
      [`status = 'open', decided_by = null, decided_at = null, statistics = null`, 'lots_state_machine'],
      [`status = 'cancelled', decided_by = null, decided_at = null, statistics = null`, 'lots_state_machine'],
    ] as const) {
      expect(await outcomeOf(`update lots set ${change} where id = '${lotId}'`), change).toBe(rule)
    }
    expect(await outcomeOf(`update lot_samples set shown_at = now() where lot_id = '${lotId}'`)).toBe(
      'lot_samples_fixed',
    )
  })

  test('not even the owner changes or removes it without switching a trigger off', async () => {
    for (const statement of [
      `delete from lots`,
      `delete from lot_members`,
      `delete from lot_samples`,
      'truncate lots cascade',
      `update lots set seed = 'x' where id = '${lotId}'`,
      `update lot_members set digest = 'x' where lot_id = '${lotId}'`,
      `update lot_samples set verdict = 'bad', reason = 'tone' where lot_id = '${lotId}'`,
    ]) {
      await expect(service.asOwner(statement), statement).rejects.toThrow(/append-only|never changes|fixed|once/)
    }
  })

  test('what happens to a lot is in the audit log', async () => {
    const told = await rowsOf(
      service,
      sql`select action, state, count(*)::int as n from audit_inbox where subject_id = ${lotId} group by action, state order by action, state`,
    )
    const states = told.map(({ action, state }) => `${action} ${state}`)
    expect(states).toEqual(['lot.judged good', 'lot.judged planted.bad', 'lot.status accepted', 'lot.status open'])
  })
})
