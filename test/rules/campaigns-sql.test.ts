import { randomUUID } from 'node:crypto'
import { type SQL, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CampaignStatus, MemberState } from '../../src/campaigns/campaign.ts'
import { campaignWays } from './campaign-rows.ts'
import { copyRow, NO_PRIVILEGE, openWorkbench, type Ways } from './direct-sql.ts'

let bench: Awaited<ReturnType<typeof openWorkbench>>
let campaign: ReturnType<typeof campaignWays>
let draft: Ways
const outcomeOf = (...statements: SQL[]) => bench.outcomeOf(...statements)

beforeAll(async () => {
  bench = await openWorkbench()
  draft = await bench.aDraft()
})
afterAll(() => bench.close())
beforeEach(() => {
  // Ana asked for the draft of the workbench; a campaign's drafts are asked for by who started it.
  campaign = campaignWays(randomUUID(), bench.who('ana'))
})

describe('a campaign', () => {
  const BEGUN = sql`started_by = created_by, started_at = created_at`
  const pauseOf = (status: string): SQL => sql`pause_reason = ${status === 'paused' ? 'person' : null}`
  const to = (status: string): SQL => campaign.change(sql`status = ${status}, ${pauseOf(status)}`)
  /** How to come to each status; the audience is frozen, and nobody in it waits. */
  const WAYS: Record<CampaignStatus, () => SQL[]> = {
    draft: () => [campaign.make()],
    generating: () => [...WAYS.draft(), campaign.start(), campaign.freeze(0)],
    in_review: () => [...WAYS.generating(), to('in_review')],
    running: () => [...WAYS.generating(), to('running')],
    paused: () => [...WAYS.generating(), to('paused')],
    completed: () => [...WAYS.generating(), to('completed')],
    cancelled: () => [...WAYS.draft(), to('cancelled')],
    failed: () => [...WAYS.generating(), to('failed')],
  }
  const AFTER: Record<CampaignStatus, CampaignStatus[]> = {
    draft: ['generating', 'cancelled'],
    generating: ['in_review', 'running', 'paused', 'completed', 'cancelled', 'failed'],
    in_review: ['generating', 'running', 'paused', 'completed', 'cancelled'],
    running: ['generating', 'in_review', 'paused', 'completed', 'cancelled'],
    paused: ['generating', 'in_review', 'running', 'completed', 'cancelled'],
    completed: [],
    cancelled: [],
    failed: [],
  }

  test.each(CampaignStatus.options)('from %s it goes where the table says, and nowhere else', async (from) => {
    expect(await outcomeOf(...WAYS[from]())).toBe('accepted')
    for (const next of CampaignStatus.options) {
      if (next === from) continue
      const change = next === 'generating' && from === 'draft' ? campaign.start() : to(next)
      const isRefused = (await outcomeOf(...WAYS[from](), change)) !== 'accepted'
      expect(isRefused, `${from} -> ${next}`).toBe(!AFTER[from].includes(next))
    }
  })

  test.each([
    ['that runs already', { status: 'generating', started_by: 'x' }],
    ['with members', { member_count: 3 }],
    ['that somebody started', { started_at: '2026-11-20T12:00:00Z' }],
  ])('%s cannot be made', async (_name, row) => {
    const change = 'started_by' in row ? { ...row, started_by: bench.who('ana') } : row
    expect(await outcomeOf(campaign.make(change))).toBe('campaigns_begin_as_draft')
  })

  test('is started by one person, once and for all', async () => {
    const start = [campaign.make(), campaign.start()]
    const other = sql`started_by = ${bench.who('mia')}`
    expect(await outcomeOf(...start, campaign.change(other))).toBe('campaigns_started_once')
    expect(await outcomeOf(...start, campaign.change(sql`started_by = null`))).toBe('campaigns_started_once')
    expect(await outcomeOf(campaign.make(), campaign.change(other))).toBe('campaigns_started_once')
    expect(
      await outcomeOf(
        ...start,
        to('paused'),
        campaign.change(sql`status = 'generating', pause_reason = null, ${other}`),
      ),
    ).toBe('campaigns_started_once')
    // A cancelled draft was started by nobody.
    expect(await outcomeOf(campaign.make(), campaign.change(sql`status = 'cancelled', ${BEGUN}`))).toBe(
      'campaigns_started_once',
    )
    expect(await outcomeOf(campaign.make(), campaign.change(sql`status = 'generating'`))).toBe('campaigns_started')
  })

  test('is for whom, and says what, it was made for', async () => {
    for (const column of [
      'audience',
      'arms',
      'channel',
      'purpose',
      'note',
      'created_by',
      'prompt_name',
      'sending_window',
      'name',
    ]) {
      const set = sql`${sql.identifier(column)} = ${sql.identifier(column)}`
      expect(await outcomeOf(campaign.make(), campaign.change(set)), column).toBe(NO_PRIVILEGE)
    }
  })

  test('is counted once', async () => {
    const frozen = WAYS.generating()
    expect(await outcomeOf(...frozen, campaign.freeze(1))).toBe('campaigns_frozen_once')
    expect(await outcomeOf(...frozen, campaign.change(sql`member_count = null`))).toBe('campaigns_frozen_once')
    expect(await outcomeOf(campaign.make(), campaign.freeze(1))).toBe('campaigns_frozen_once')
    expect(await outcomeOf(campaign.make(), campaign.start(), to('in_review'))).toBe('campaigns_frozen_first')
  })

  test('is not completed while somebody waits for a draft', async () => {
    const writing = campaign.writingTo(draft.customerId)
    expect(await outcomeOf(...writing, to('completed'))).toBe('campaigns_completed')
    expect(await outcomeOf(...writing, campaign.moveMembers('failed'), to('completed'))).toBe('accepted')
  })

  test('is never deleted', async () => {
    for (const table of ['campaigns', 'campaign_members']) {
      expect(await outcomeOf(sql`delete from ${sql.identifier(table)}`)).toBe(NO_PRIVILEGE)
      expect(await outcomeOf(sql`truncate ${sql.identifier(table)} cascade`)).toBe(NO_PRIVILEGE)
    }
  })
})

describe('an audience', () => {
  test('takes members while it is being frozen, and nobody before or after', async () => {
    const member = campaign.member('c-any')
    expect(await outcomeOf(campaign.make(), campaign.start(), member)).toBe('accepted')
    expect(await outcomeOf(campaign.make(), member)).toBe('campaign_members_frozen')
    expect(await outcomeOf(campaign.make(), campaign.start(), campaign.freeze(), member)).toBe(
      'campaign_members_frozen',
    )
    expect(await outcomeOf(member)).toBe('campaign_members_frozen')
    const cancel = campaign.change(sql`status = 'cancelled'`)
    expect(await outcomeOf(campaign.make(), campaign.start(), cancel, member)).toBe('campaign_members_frozen')
  })

  test.each([
    ['with a draft', { draft_id: 'its' }, 'campaign_members_begin'],
    ['that was asked for already', { attempts: 1 }, 'campaign_members_begin'],
    ['before the first place', { position: 0 }, 'campaign_members_begin'],
    ['that is written to', { state: 'written' }, 'campaign_members_begin'],
    ['that is left out without a reason', { state: 'excluded' }, 'campaign_members_reason'],
    ['of the holdout that waits', { arm: 'holdout' }, 'campaign_members_holdout'],
    ['that is held out of another arm', { state: 'holdout' }, 'campaign_members_holdout'],
  ])('takes nobody %s', async (_name, row, rule) => {
    const change = 'draft_id' in row ? { draft_id: draft.id } : row
    expect(await outcomeOf(campaign.make(), campaign.start(), campaign.member('c-any', change))).toBe(rule)
  })

  test('keeps everybody in place and arm', async () => {
    for (const column of ['campaign_id', 'customer_id', 'position', 'arm']) {
      const set = sql`update campaign_members set ${sql.identifier(column)} = ${sql.identifier(column)}`
      expect(await outcomeOf(...campaign.writingTo(draft.customerId), set), column).toBe(NO_PRIVILEGE)
    }
  })

  const AFTER: Record<MemberState, MemberState[]> = {
    waiting: ['writing', 'excluded', 'cancelled'],
    writing: ['waiting', 'failed', 'excluded', 'cancelled'],
    written: ['waiting'],
    failed: ['waiting'],
    excluded: [],
    holdout: ['excluded'],
    cancelled: [],
  }
  test.each(['waiting', 'writing', 'failed', 'excluded', 'cancelled'] as const)(
    'a member that is %s goes on as the table says',
    async (from) => {
      const start = [campaign.make(), campaign.start(), campaign.member('c-any'), campaign.freeze()]
      const first = from === 'waiting' ? [] : from === 'failed' ? ['writing', 'failed'] : [from]
      const here = [...start, ...first.map((state) => campaign.moveMembers(state))]
      for (const next of MemberState.options.filter((state) => state !== from)) {
        const isRefused = (await outcomeOf(...here, campaign.moveMembers(next))) !== 'accepted'
        expect(isRefused, `${from} -> ${next}`).toBe(!AFTER[from].includes(next))
      }
    },
  )

  test('is added to by upload until it is frozen', async () => {
    const upload = sql`insert into campaign_uploads (campaign_id, customer_id) values (${campaign.id}, 'c-any')`
    const rule = 'campaign_uploads_before_the_freeze'
    expect(await outcomeOf(campaign.make(), upload)).toBe('accepted')
    expect(await outcomeOf(upload)).toBe(rule)
    expect(await outcomeOf(campaign.make(), campaign.start(), campaign.freeze(), upload)).toBe(rule)
    expect(await outcomeOf(campaign.make(), campaign.change(sql`status = 'cancelled'`), upload)).toBe(rule)
  })
})

describe('a draft of a campaign', () => {
  const id = randomUUID()
  const draftOf = (change: Record<string, unknown> = {}): SQL =>
    copyRow('drafts', sql`original.id = ${draft.id}`, {
      id,
      campaign_id: campaign.id,
      current_revision: 0,
      status: 'ready_for_review',
      ...change,
    })

  test('is for a member that is being written to', async () => {
    const writing = campaign.writingTo(draft.customerId)
    expect(await outcomeOf(...writing, draftOf())).toBe('accepted')
    expect(await outcomeOf(...campaign.writingTo('c-another'), draftOf())).toBe('drafts_of_a_member')
    for (const state of ['cancelled', 'excluded', 'failed']) {
      expect(await outcomeOf(...writing, campaign.moveMembers(state), draftOf()), state).toBe('drafts_of_a_member')
    }
    expect(await outcomeOf(draftOf())).toBe('drafts_of_their_campaign')
  })

  test('is never for the holdout', async () => {
    const heldOut = campaign.member(draft.customerId, { arm: 'holdout', state: 'holdout' })
    expect(await outcomeOf(campaign.make(), campaign.start(), heldOut, campaign.freeze(), draftOf())).toBe(
      'drafts_of_a_member',
    )
  })

  test('was asked for by who started it, so that this person never approves it', async () => {
    const writing = campaign.writingTo(draft.customerId)
    expect(await outcomeOf(...writing, draftOf({ requested_by: bench.who('mia') }))).toBe('drafts_of_their_campaign')
    expect(await outcomeOf(...writing, draftOf({ channel: 'sms' }))).toBe('drafts_of_their_campaign')
  })

  test('is the one that its member names', async () => {
    const writing = campaign.writingTo(draft.customerId)
    const name = (draftId: string) =>
      sql`update campaign_members set state = 'written', lease_until = null, draft_id = ${draftId} where campaign_id = ${campaign.id}`
    expect(await outcomeOf(...writing, draftOf(), name(id))).toBe('accepted')
    expect(await outcomeOf(...writing, draftOf(), name(draft.id))).toBe('campaign_members_own_draft')
    expect(await outcomeOf(...writing, campaign.moveMembers('written'))).toBe('campaign_members_own_draft')
  })

  test('is neither approved nor scheduled once the campaign is cancelled', async () => {
    const copy = { draft_id: id, unsubscribe_token: 'another-token' }
    const revision = copyRow('revisions', sql`original.draft_id = ${draft.id}`, copy)
    const own = { draft_id: id }
    const ready = [...campaign.writingTo(draft.customerId), draftOf(), revision]
    const approved = sql`update drafts set status = 'approved' where id = ${id}`
    const delivery = draft.deliver({ ...own, campaign_id: campaign.id })
    const cancel = campaign.change(sql`status = 'cancelled'`)
    expect(await outcomeOf(...ready, draft.decide(own), approved, delivery)).toBe('accepted')
    expect(await outcomeOf(...ready, cancel, draft.decide(own))).toBe('campaigns_cancelled')
    expect(await outcomeOf(...ready, draft.decide(own), approved, cancel, delivery)).toBe('campaigns_cancelled')
    // It can be rejected all the same.
    expect(await outcomeOf(...ready, cancel, draft.decide({ ...own, verdict: 'reject', reason: 'other' }))).toBe(
      'accepted',
    )
  })
})
