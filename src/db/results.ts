/** How many rows came back from `execute`, whose result each driver shapes in its own way. */
export const countRows = (result: unknown): number =>
  Array.isArray(result) ? result.length : (result as { rows: unknown[] }).rows.length

/** How many rows a statement wrote, whether or not any came back. */
export const countChanged = (result: unknown): number => {
  const { count, affectedRows } = result as { count?: number; affectedRows?: number }
  return count ?? affectedRows ?? 0
}
