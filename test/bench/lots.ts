import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { buildApp } from '../../src/app.ts'
import { applyLots } from '../../src/campaigns/apply-lots.ts'
import { openCampaignRun } from '../../src/campaigns/run-campaigns.ts'
import { loadConfig } from '../../src/config.ts'
import { openDeps } from '../../src/deps.ts'
import { createLogger } from '../../src/log.ts'
import { issueKey } from '../../src/principals/issue-key.ts'
import { startCluster } from '../support/postgres.ts'
import { aBrand, aCustomer, aProduct } from '../support/wire-examples.ts'

/**
 * What a lot of 100,000 drafts takes on PostgreSQL (fsync on): to draw it, to show and judge one text of its sample, and to bring
 * the decision to all of it. One draft is written by the service; the others are copies of it for other customers.
 * `node test/bench/lots.ts [drafts]`.
 */
type LotsBench = {
  name: 'bench:lots'
  population: number
  sampleSize: number
  places: number
  openSeconds: number
  /** A text shown and its verdict, both answers together. */
  judgeMs: number
  stopSeconds: number
  applySeconds: number
  draftsPerSecond: number
  deliveries: number
  rssGrowthMb: number
}

async function main(population: number): Promise<LotsBench> {
  const folder = await mkdtemp(join(tmpdir(), 'foreword-bench-'))
  const cluster = await startCluster()
  const config = loadConfig({ DATABASE_URL: cluster.url(), DATA_DIR: folder })
  const deps = await openDeps(config, createLogger('fatal'))
  const app = await buildApp(deps)
  const owner = postgres(cluster.url(), { max: 1, onnotice: () => {} })
  try {
    const keyOf = async (name: string, role: 'marketer' | 'profiles') =>
      (await issueKey(deps, { name, kind: role === 'marketer' ? 'human' : 'system', roles: [role] })).key
    const [mia, max, crm] = [
      await keyOf('mia', 'marketer'),
      await keyOf('max', 'marketer'),
      await keyOf('crm', 'profiles'),
    ]
    const call = async (key: string, method: string, url: string, body?: object) => {
      const headers = {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      }
      const payload = body === undefined ? {} : { payload: JSON.stringify(body) }
      const answer = await app.inject({ method: method as 'GET', url, headers, ...payload })
      if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.body}`)
      return JSON.parse(answer.body)
    }
    await call(mia, 'PUT', '/v1/brand', aBrand())
    await call(mia, 'PUT', '/v1/products/dw-1', aProduct())
    await call(crm, 'PUT', '/v1/customers/c-0', aCustomer({ email: 'c-0@example.com' }))
    await call(crm, 'POST', '/v1/signals', {
      type: 'product-viewed',
      customerId: 'c-0',
      messageId: 'm-0',
      occurredAt: new Date(Date.now() - 3_600_000).toISOString(),
      productId: 'dw-1',
    })
    const campaign = deps.newId()
    await owner.unsafe(campaignOf(campaign))
    const run = openCampaignRun(deps, 1)
    for (;;) {
      const [row] = await owner`select status from campaigns where id = ${campaign}`
      if (row!['status'] === 'in_review') break
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    await run.close()
    await owner.unsafe(copiesOf(campaign, population))
    await owner.unsafe('analyze')

    const rss = process.memoryUsage().rss
    const time = async <Answer>(work: () => Promise<Answer>): Promise<[Answer, number]> => {
      const from = performance.now()
      const answer = await work()
      return [answer, (performance.now() - from) / 1000]
    }
    const plan = { maxBadShare: 0.01, confidence: 0.95 }
    const open = () => call(max, 'POST', `/v1/campaigns/${campaign}/lots`, plan)
    // The first one is stopped, to see what comparing takes.
    const [stopped] = await time(open)
    const judge = async (lotId: string, verdict: object) => {
      const { next } = await call(max, 'GET', `/v1/lots/${lotId}/next`)
      return next === null ? null : call(max, 'POST', `/v1/lots/${lotId}/verdicts`, { place: next.place, ...verdict })
    }
    let stopSeconds = 0
    for (let status = 'open'; status === 'open';) {
      const [answer, seconds] = await time(() => judge(stopped.id, { verdict: 'bad', reason: 'tone' }))
      status = answer.lot.status
      stopSeconds = seconds
    }
    const [lot, openSeconds] = await time(open)
    const [places, judging] = await time(async () => {
      let judged = 0
      for (;;) {
        const answer = await judge(lot.id, { verdict: 'good' })
        if (answer === null) return judged
        judged += 1
      }
    })
    const [, applySeconds] = await time(async () => {
      await call(max, 'POST', `/v1/lots/${lot.id}/decide`)
      await applyLots(deps)
    })
    const [{ count } = { count: 0 }] = await owner`select count(*)::int from deliveries where campaign_id = ${campaign}`
    const round = (value: number, digits = 2) => Number(value.toFixed(digits))
    return {
      name: 'bench:lots',
      population: lot.population,
      sampleSize: lot.sampleSize,
      places,
      openSeconds: round(openSeconds),
      judgeMs: round((judging * 1000) / places),
      stopSeconds: round(stopSeconds),
      applySeconds: round(applySeconds),
      draftsPerSecond: round(lot.population / applySeconds, 0),
      deliveries: count as number,
      rssGrowthMb: round((process.memoryUsage().rss - rss) / 1024 / 1024, 0),
    }
  } finally {
    await owner.end()
    await app.close()
    await deps.close()
    await cluster.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

const campaignOf = (id: string): string => `
  insert into campaigns (id, name, status, channel, purpose, audience, arms, sending_window, created_by, created_at, updated_at)
  select '${id}', 'Bench', 'draft', 'email', 'marketing', '{}', '{"personalized": 100, "generic": 0, "holdout": 0}',
    '{"startAt": null, "endAt": null, "perHour": null}', id, now(), now() from principals where name = 'mia';
  update campaigns set status = 'generating', started_by = created_by, started_at = now();
  insert into campaign_members (campaign_id, customer_id, position, arm, state, attempts) values ('${id}', 'c-0', 1, 'personalized', 'waiting', 0);
  update campaigns set member_count = 1;`

/** Copies of the one draft for others, past the triggers: only the owner of the database can do that. */
const copiesOf = (campaign: string, population: number): string => `
  set session_replication_role = replica;
  create temporary table copies as
    select n, gen_random_uuid() as draft_id, 'c-' || n as customer_id from generate_series(1, ${population - 1}) n;
  insert into customers select copy.* from copies c, customers o,
    jsonb_populate_record(o, jsonb_build_object('id', c.customer_id, 'email', c.customer_id || '@example.com')) copy where o.id = 'c-0';
  insert into consents select copy.* from copies c, consents o,
    jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(), 'customer_id', c.customer_id)) copy where o.customer_id = 'c-0';
  insert into drafts select copy.* from copies c, drafts o,
    jsonb_populate_record(o, jsonb_build_object('id', c.draft_id, 'customer_id', c.customer_id)) copy where o.customer_id = 'c-0';
  insert into revisions select copy.* from copies c, drafts d join revisions o on o.draft_id = d.id,
    jsonb_populate_record(o, jsonb_build_object('draft_id', c.draft_id, 'unsubscribe_token', c.draft_id, 'recipient', c.customer_id || '@example.com')) copy
    where d.customer_id = 'c-0';
  insert into campaign_members select '${campaign}', c.customer_id, c.n + 1, 'personalized', 'written', null, c.draft_id, 1, null from copies c;
  update campaigns set member_count = ${population};
  set session_replication_role = origin;`

process.stdout.write(`${JSON.stringify(await main(Number(process.argv[2] ?? 100_000)))}\n`)
