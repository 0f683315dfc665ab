import { customType, timestamp, uuid } from 'drizzle-orm/pg-core'

/** The caller makes ids (UUIDv7, time-ordered), so that no database default is needed. */
export const id = () => uuid('id').primaryKey()
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 })
export const createdAt = () => instant('created_at').notNull()

/** A decimal kept as text in code, so that no amount of money ever passes through a float. */
export const decimal = customType<{ data: string; driverData: string }>({
  dataType: () => 'numeric',
  fromDriver: (value) => String(value),
})
