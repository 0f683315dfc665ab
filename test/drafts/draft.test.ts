import { describe, expect, test } from 'vitest'
import {
  approve,
  type DraftState,
  DraftStatus,
  expiryFrom,
  isExpired,
  mayRevise,
  type RevisionState,
  sendBack,
  statusAfterChecks,
  withdraw,
} from '../../src/drafts/draft.ts'
import type { Principal, PrincipalKind, Role } from '../../src/principals/principal.ts'
import { Problem } from '../../src/problem.ts'

const NOW = new Date('2026-11-20T12:00:00Z')
const LATER = new Date('2026-11-27T12:00:00Z')

const aDraft = (change: Partial<DraftState> = {}): DraftState => ({
  id: 'd-1',
  status: 'ready_for_review',
  requestedBy: 'p-ana',
  currentRevision: 2,
  expiresAt: LATER,
  ...change,
})
const aRevision = (change: Partial<RevisionState> = {}): RevisionState => ({
  number: 2,
  digest: 'sha256:abc',
  blockingCount: 0,
  origin: 'model',
  authorId: 'p-ana',
  ...change,
})
const aPerson = (kind: PrincipalKind = 'human', roles: Role[] = ['marketer'], id = 'p-mia'): Principal => ({
  id,
  name: id,
  kind,
  roles,
  keyId: 'k-1',
})

/** The slug of the problem that was thrown, or what came back. */
function outcomeOf<T>(run: () => T): T | string {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return error.type.replace('/problems/', '')
  }
}

const WHO: [who: string, by: Principal, refusal: string | null][] = [
  ['a human marketer', aPerson(), null],
  ['a human marketer who is admin and agent too', aPerson('human', ['agent', 'admin', 'marketer']), null],
  ['a human admin', aPerson('human', ['admin']), 'only-humans-decide'],
  [
    'a human with every role but marketer',
    aPerson('human', ['ingest', 'profiles', 'agent', 'admin', 'auditor']),
    'only-humans-decide',
  ],
  ['a human without roles', aPerson('human', []), 'only-humans-decide'],
  ['an AI agent with the role', aPerson('ai_agent', ['marketer']), 'only-humans-decide'],
  ['an AI agent with every role', aPerson('ai_agent', ['agent', 'marketer', 'admin']), 'only-humans-decide'],
  ['a system with the role', aPerson('system', ['marketer']), 'only-humans-decide'],
  ['the requester', aPerson('human', ['marketer'], 'p-ana'), 'four-eyes'],
  ['the requester as admin', aPerson('human', ['marketer', 'admin'], 'p-ana'), 'four-eyes'],
]

describe('an approval', () => {
  const decide = (draft = aDraft(), revision = aRevision(), by = aPerson(), named = 2, now = NOW) =>
    outcomeOf(() => approve(draft, revision, by, { revision: named, decisionId: 'x', now }))

  test.each(WHO)('by %s', (_, by, refusal) => {
    const outcome = decide(aDraft(), aRevision(), by)
    if (refusal === null) expect(outcome).toMatchObject({ ownEdit: false })
    else expect(outcome).toBe(refusal)
  })

  test('names draft, revision, digest, decision and time, and nothing that was not asked about', () => {
    expect(decide()).toEqual({
      approved: { draftId: 'd-1', revision: 2, digest: 'sha256:abc', decisionId: 'x', approvedAt: NOW },
      ownEdit: false,
    })
  })

  test.each([1, 3, 0, -1, 2.5, Number.NaN])('of revision %d, when 2 is current, is stale', (named) => {
    expect(decide(aDraft(), aRevision(), aPerson(), named)).toBe('stale-revision')
  })

  test.each(DraftStatus.options)('of a draft that is %s', (status) => {
    const outcome = decide(aDraft({ status }))
    if (status === 'ready_for_review') expect(outcome).toMatchObject({ approved: { draftId: 'd-1' } })
    else expect(outcome).toBe(status === 'blocked' ? 'draft-blocked' : 'draft-not-decidable')
  })

  test('of a revision with a blocking finding is refused, whatever the status says', () => {
    expect(decide(aDraft(), aRevision({ blockingCount: 1 }))).toBe('draft-blocked')
  })

  test.each([
    [new Date(LATER.getTime() - 1), 'decidable'],
    [LATER, 'draft-not-decidable'],
    [new Date(LATER.getTime() + 1), 'draft-not-decidable'],
  ])('at %s, when it expires at noon', (now, expected) => {
    const outcome = decide(aDraft(), aRevision(), aPerson(), 2, now)
    expect(typeof outcome === 'string' ? outcome : 'decidable').toBe(expected)
  })

  test.each([
    ['the reviewer’s own edit', aRevision({ origin: 'person', authorId: 'p-mia' }), true],
    ['somebody else’s edit', aRevision({ origin: 'person', authorId: 'p-max' }), false],
    ['the requester’s edit', aRevision({ origin: 'person', authorId: 'p-ana' }), false],
    ['the model’s words', aRevision({ origin: 'model', authorId: 'p-mia' }), false],
  ] as const)('of %s says whether it is the own edit', (_, revision, ownEdit) => {
    expect(decide(aDraft(), revision)).toMatchObject({ ownEdit })
  })
})

describe.each(['reject', 'request_changes'] as const)('%s', (verdict) => {
  const decide = (draft = aDraft(), by = aPerson(), revision = 2, now = NOW) =>
    outcomeOf(() => sendBack(draft, by, { verdict, revision, now }))
  const done = verdict === 'reject' ? 'rejected' : 'changes_requested'

  test.each(WHO)('by %s', (_, by, refusal) => {
    expect(decide(aDraft(), by)).toBe(refusal ?? done)
  })

  test.each(DraftStatus.options)('of a draft that is %s', (status) => {
    const open = status === 'ready_for_review' || status === 'blocked'
    expect(decide(aDraft({ status }))).toBe(open ? done : 'draft-not-decidable')
  })

  test('of another revision is stale, of an expired draft too late', () => {
    expect(decide(aDraft(), aPerson(), 1)).toBe('stale-revision')
    expect(decide(aDraft(), aPerson(), 2, LATER)).toBe('draft-not-decidable')
  })
})

describe('an edit', () => {
  const decide = (draft: DraftState, baseRevision = 2, now = NOW) =>
    outcomeOf(() => mayRevise(draft, { baseRevision, now }))

  test.each(DraftStatus.options)('of a draft that is %s', (status) => {
    const expected = ['ready_for_review', 'blocked', 'changes_requested'].includes(status)
      ? { voidsApproval: false }
      : status === 'approved'
        ? { voidsApproval: true }
        : 'draft-not-editable'
    expect(decide(aDraft({ status }))).toEqual(expected)
  })

  test.each([1, 3, 0])('on top of revision %d, when 2 is current, is stale', (base) => {
    expect(decide(aDraft(), base)).toBe('stale-revision')
  })

  test('of an expired draft is too late; an approved one does not expire by itself', () => {
    expect(decide(aDraft(), 2, LATER)).toBe('draft-not-editable')
    expect(decide(aDraft({ status: 'approved' }), 2, LATER)).toEqual({ voidsApproval: true })
  })
})

describe('taking an approval back', () => {
  const YES = { verdict: 'approve', revision: 2 } as const
  // Nobody approves what they asked for, but anybody may stop it: the requester too.
  test.each(WHO.map(([who, by, refusal]) => [who, by, refusal === 'four-eyes' ? null : refusal] as const))(
    'by %s',
    (_, by, refusal) => {
      expect(outcomeOf(() => withdraw(aDraft({ status: 'approved' }), by, YES))).toBe(refusal ?? 'now')
      expect(outcomeOf(() => withdraw(aDraft(), by, YES))).toBe(refusal ?? 'already')
    },
  )

  test.each(DraftStatus.options)('of a draft that is %s', (status) => {
    expect(outcomeOf(() => withdraw(aDraft({ status }), aPerson(), null))).toBe(
      status === 'approved' ? 'now' : 'draft-not-withdrawable',
    )
  })

  test.each([
    ['of the revision before', { verdict: 'approve', revision: 1 }],
    ['that was a wish for changes', { verdict: 'request_changes', revision: 2 }],
  ] as const)('was not done before by a decision %s', (_, latest) => {
    expect(outcomeOf(() => withdraw(aDraft(), aPerson(), latest))).toBe('draft-not-withdrawable')
  })
})

describe('the life of a draft', () => {
  test.each(DraftStatus.options)('a draft that is %s expires only while somebody has to decide', (status) => {
    const waits = ['ready_for_review', 'blocked', 'changes_requested'].includes(status)
    expect(isExpired({ status, expiresAt: NOW }, NOW)).toBe(waits)
    expect(isExpired({ status, expiresAt: new Date(NOW.getTime() + 1) }, NOW)).toBe(false)
  })

  test('lasts seven days', () => {
    expect(expiryFrom(NOW)).toEqual(LATER)
  })

  test.each([
    [0, 'ready_for_review'],
    [1, 'blocked'],
    [7, 'blocked'],
  ])('%d blocking findings make it %s', (count, status) => {
    expect(statusAfterChecks(count)).toBe(status)
  })
})
