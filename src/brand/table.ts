import { sql } from 'drizzle-orm'
import { check, integer, jsonb, pgTable, uuid } from 'drizzle-orm/pg-core'
import { createdAt } from '../db/columns.ts'
import { principals } from '../principals/table.ts'
import type { BrandPolicy } from './brand.ts'

/** Every version of the brand policy; the highest is the one in force. */
export const brandPolicies = pgTable(
  'brand_policies',
  {
    version: integer('version').primaryKey(),
    policy: jsonb('policy').$type<BrandPolicy>().notNull(),
    createdBy: uuid('created_by').references(() => principals.id),
    createdAt: createdAt(),
  },
  (table) => [
    check('brand_policies_version', sql`${table.version} > 0`),
    // Without these no message could say who writes.
    check(
      'brand_policies_sender',
      sql`jsonb_path_exists(${table.policy}, '$ ? (@.name.type() == "string" && @.postalAddress.type() == "string" && @.sender.name.type() == "string" && @.sender.email.type() == "string")')`,
    ),
    // Nobody is told anything without it being written down what and why.
    check(
      'brand_policies_disclosures',
      sql`not jsonb_path_exists(${table.policy}, '$.disclosures[*] ? (!(@.text.type() == "string" && @.text != "" && @.reason.type() == "string" && @.reason != ""))')`,
    ),
    check(
      'brand_policies_required_phrases',
      sql`not jsonb_path_exists(${table.policy}, '$.requiredPhrases[*] ? (!(@.text.type() == "string" && @.text != ""))')`,
    ),
  ],
)
