import { sql } from 'drizzle-orm'
import { check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, instant } from '../db/columns.ts'
import type { PrincipalKind, Role } from './principal.ts'

export const principals = pgTable(
  'principals',
  {
    id: id(),
    name: text('name').notNull().unique('principals_name_key'),
    kind: text('kind').$type<PrincipalKind>().notNull(),
    createdAt: createdAt(),
  },
  () => [check('principals_kind', sql`kind in ('human', 'ai_agent', 'system')`)],
)

export const apiKeys = pgTable(
  'api_keys',
  {
    id: id(),
    principalId: uuid('principal_id')
      .notNull()
      .references(() => principals.id),
    /** SHA-256 of the key; the key itself is shown once and stored nowhere. */
    hash: text('hash').notNull().unique('api_keys_hash_key'),
    /** The first characters, to tell keys apart in a list. */
    prefix: text('prefix').notNull(),
    roles: text('roles').array().$type<Role[]>().notNull(),
    createdAt: createdAt(),
    revokedAt: instant('revoked_at'),
  },
  (table) => [index('api_keys_principal').on(table.principalId)],
)
