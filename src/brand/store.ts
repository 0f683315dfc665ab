import { desc, eq, inArray, sql } from 'drizzle-orm'
import type { Db, Tx } from '../db/client.ts'
import { compiled } from '../db/compiled.ts'
import type { BrandPolicy, VersionedBrand } from './brand.ts'
import { brandPolicies } from './table.ts'

const newestBrand = compiled((db) =>
  db
    .select({ version: brandPolicies.version, policy: brandPolicies.policy })
    .from(brandPolicies)
    .orderBy(desc(brandPolicies.version))
    .limit(1)
    .prepare('newest_brand'),
)

/** The policy in force: the newest version. */
export async function loadBrand(db: Db | Tx): Promise<VersionedBrand | null> {
  const [row] = await newestBrand(db).execute()
  return row ?? null
}

/**
 * Adds the next version, unless the policy in force says the same. Two at once get the same number; the second then fails
 * on the primary key and is told so.
 * @returns the version added, or null
 */
export async function addBrandVersion(
  tx: Tx,
  policy: BrandPolicy,
  created: { by: string; at: Date },
): Promise<number | null> {
  const json = sql`${JSON.stringify(policy)}::text::jsonb`
  const [row] = await tx
    .insert(brandPolicies)
    .select(
      sql`
    select coalesce(newest.version, 0) + 1, ${json}, ${created.by}::uuid, ${created.at.toISOString()}::timestamptz
    from (values (1)) as one
    left join lateral (select version, policy from brand_policies order by version desc limit 1) newest on true
    where newest.policy is distinct from ${json}`,
    )
    .returning({ version: brandPolicies.version })
  return row?.version ?? null
}

/** The brand policy as it was at that version; null for version 0, before any was set. */
export async function loadBrandVersion(db: Db | Tx, version: number): Promise<VersionedBrand | null> {
  const [row] = await db
    .select({ version: brandPolicies.version, policy: brandPolicies.policy })
    .from(brandPolicies)
    .where(eq(brandPolicies.version, version))
  return row ?? null
}

export async function loadBrandVersions(tx: Tx, versions: readonly number[]): Promise<VersionedBrand[]> {
  return tx
    .select({ version: brandPolicies.version, policy: brandPolicies.policy })
    .from(brandPolicies)
    .where(inArray(brandPolicies.version, [...versions]))
}
