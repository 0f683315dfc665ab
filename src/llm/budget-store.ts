import { inArray, sql } from 'drizzle-orm'
import type { Db, Tx } from '../db/client.ts'
import { rowsOf } from '../db/results.ts'
import { budgets } from './table.ts'

export type BudgetRow = typeof budgets.$inferSelect

/** A sum of money is a decimal as text; null: nobody knows the price. */
export type Amount = { usd: string | null; tokens: number }
export type Reserved = { id: string; refused: string | null; isBusy: boolean }

/** Seconds after which a reservation that nobody renewed counts as spent. */
export const LEASE_SECONDS = 60

/** Sets amounts aside in all of these budgets, for as many of the calls as they have room for. */
export async function reserveSpend(
  db: Db,
  scopes: readonly string[],
  calls: readonly (Amount & { id: string })[],
): Promise<Reserved[]> {
  return rowsOf<Reserved>(
    await db.execute(sql`
      select id, refused, is_busy as "isBusy" from reserve_spend(
        array(select jsonb_array_elements_text(${JSON.stringify(scopes)}::text::jsonb)),
        ${JSON.stringify(calls)}::text::jsonb, ${LEASE_SECONDS}::float8)`),
  )
}

/** What was set aside is spent: so much of it, or all where null stands. */
export async function settleSpend(
  db: Db,
  settled: readonly { id: string; usd: string | null; tokens: number | null }[],
): Promise<void> {
  await db.execute(sql`select settle_spend(${JSON.stringify(settled)}::text::jsonb)`)
}

export async function renewSpend(db: Db, ids: readonly string[]): Promise<void> {
  await db.execute(sql`select renew_spend(
    array(select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))::uuid[], ${LEASE_SECONDS}::float8)`)
}

/** Reservations whose process died become spent. @returns how many */
export async function sweepSpend(db: Db): Promise<number> {
  const [row] = rowsOf<{ count: number }>(await db.execute(sql`select sweep_spend() as count`))
  return row!.count
}

/** @throws the database's refusal by `budgets_usd` or `budgets_tokens` when more is spent or set aside already, unless `orSpent` */
export async function setLimits(
  db: Db | Tx,
  scope: string,
  { usd, tokens }: { usd: string | null; tokens: number | null },
  orSpent = false,
): Promise<void> {
  await db.execute(sql`select set_budget(${scope}, ${usd}::text::numeric, ${tokens}::bigint, ${orSpent}::boolean)`)
}

export async function findBudgets(db: Db | Tx, scopes: readonly string[]): Promise<BudgetRow[]> {
  return db
    .select()
    .from(budgets)
    .where(inArray(budgets.scope, [...scopes]))
    .orderBy(budgets.scope)
}
