/** True when two transactions stood in each other's way, and the same one may well succeed when it is run again. */
export function isCollision(error: unknown): boolean {
  for (let inner: unknown = error, depth = 0; inner instanceof Error && depth < 5; inner = inner.cause, depth++) {
    const { code } = inner as { code?: unknown }
    // PostgreSQL: serialization_failure, deadlock_detected.
    if (code === '40001' || code === '40P01') return true
  }
  return false
}

/** The constraint, index or named rule that refused a statement, if that is what went wrong. Works for both databases. */
export function constraintOf(error: unknown): string | undefined {
  for (let inner: unknown = error, depth = 0; inner instanceof Error && depth < 5; inner = inner.cause, depth++) {
    const fields = inner as unknown as { constraint_name?: unknown; constraint?: unknown }
    if (typeof fields.constraint_name === 'string') return fields.constraint_name
    if (typeof fields.constraint === 'string') return fields.constraint
  }
  return undefined
}
