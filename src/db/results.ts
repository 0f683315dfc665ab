/** How many rows a statement wrote, which each driver says in its own way. */
export const countChanged = (result: unknown): number => {
  const { count, affectedRows } = result as { count?: number; affectedRows?: number }
  return count ?? affectedRows ?? 0
}

/** The rows of a statement that was written out, which each driver puts somewhere else. */
export const rowsOf = <Row>(result: unknown): Row[] =>
  Array.isArray(result) ? [...(result as Row[])] : (result as { rows: Row[] }).rows
