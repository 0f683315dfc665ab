import { integer, jsonb, pgTable, uuid } from 'drizzle-orm/pg-core'
import { createdAt } from '../db/columns.ts'
import { principals } from '../principals/table.ts'
import type { BrandPolicy } from './brand.ts'

/** Every version of the brand policy; the highest is the one in force. */
export const brandPolicies = pgTable('brand_policies', {
  version: integer('version').primaryKey(),
  policy: jsonb('policy').$type<BrandPolicy>().notNull(),
  createdBy: uuid('created_by').references(() => principals.id),
  createdAt: createdAt(),
})
