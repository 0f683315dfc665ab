import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Db, Tx } from '../db/client.ts'
import { compiled } from '../db/compiled.ts'
import { afterCursor, type Cursor } from '../db/conditions.ts'
import type { Principal, PrincipalKind, Role } from './principal.ts'
import { apiKeys, principals } from './table.ts'

const principalByKeyHash = compiled((db) =>
  db
    .select({
      id: principals.id,
      name: principals.name,
      kind: principals.kind,
      roles: apiKeys.roles,
      keyId: apiKeys.id,
    })
    .from(apiKeys)
    .innerJoin(principals, eq(principals.id, apiKeys.principalId))
    .where(and(eq(apiKeys.hash, sql.placeholder('keyHash')), isNull(apiKeys.revokedAt)))
    .prepare('principal_by_key_hash'),
)

export async function findPrincipalByKeyHash(db: Db, keyHash: string): Promise<Principal | null> {
  const [row] = await principalByKeyHash(db).execute({ keyHash })
  return row ?? null
}

export async function findPrincipalByName(
  db: Db | Tx,
  name: string,
): Promise<{ id: string; kind: PrincipalKind } | null> {
  const [row] = await db
    .select({ id: principals.id, kind: principals.kind })
    .from(principals)
    .where(eq(principals.name, name))
  return row ?? null
}

/** Somebody with the roles of all keys in use together, for what goes on without a request. */
export async function findPrincipalById(db: Db | Tx, id: string): Promise<Principal | null> {
  const rows = await db
    .select({
      id: principals.id,
      name: principals.name,
      kind: principals.kind,
      roles: apiKeys.roles,
      keyId: apiKeys.id,
    })
    .from(principals)
    .leftJoin(apiKeys, and(eq(apiKeys.principalId, principals.id), isNull(apiKeys.revokedAt)))
    .where(eq(principals.id, id))
  const [first] = rows
  if (first === undefined) return null
  const roles = [...new Set(rows.flatMap((row) => row.roles ?? []))]
  return { id: first.id, name: first.name, kind: first.kind, keyId: first.keyId ?? '', roles }
}

/** Who these are. */
export async function findNames(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, { name: string; kind: PrincipalKind }>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select()
    .from(principals)
    .where(inArray(principals.id, [...ids]))
  return new Map(rows.map(({ id, name, kind }) => [id, { name, kind }]))
}

/** Adds the principal unless the name is taken; then the one that has it is returned. */
export async function addPrincipal(
  tx: Tx,
  row: { id: string; name: string; kind: PrincipalKind; createdAt: Date },
): Promise<{ id: string; kind: PrincipalKind }> {
  await tx.insert(principals).values(row).onConflictDoNothing({ target: principals.name })
  return (await findPrincipalByName(tx, row.name))!
}

/** @returns false when there is a key of that id */
export async function addKey(tx: Tx, row: typeof apiKeys.$inferInsert): Promise<boolean> {
  const added = await tx
    .insert(apiKeys)
    .values(row)
    .onConflictDoNothing({ target: apiKeys.id })
    .returning({ id: apiKeys.id })
  return added.length > 0
}

export type ListedKey = {
  id: string
  name: string
  kind: PrincipalKind
  roles: Role[]
  prefix: string
  createdAt: Date
}

/** Keys in use, newest first. */
export function listKeys(db: Db, limit: number, cursor: Cursor | undefined): Promise<ListedKey[]> {
  return db
    .select({
      id: apiKeys.id,
      name: principals.name,
      kind: principals.kind,
      roles: apiKeys.roles,
      prefix: apiKeys.prefix,
      createdAt: apiKeys.createdAt,
    })
    .from(apiKeys)
    .innerJoin(principals, eq(principals.id, apiKeys.principalId))
    .where(and(isNull(apiKeys.revokedAt), afterCursor(apiKeys.createdAt, apiKeys.id, cursor)))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(limit + 1)
}

/** @returns false when there is no such key in use */
export async function revokeKey(db: Db | Tx, keyId: string, at: Date): Promise<boolean> {
  const rows = await db
    .update(apiKeys)
    .set({ revokedAt: at })
    .where(and(eq(apiKeys.id, keyId), isNull(apiKeys.revokedAt)))
    .returning({ id: apiKeys.id })
  return rows.length > 0
}

export async function findAdminKey(db: Db): Promise<boolean> {
  const rows = await db.select({ roles: apiKeys.roles }).from(apiKeys).where(isNull(apiKeys.revokedAt))
  return rows.some((row) => row.roles.includes('admin'))
}
