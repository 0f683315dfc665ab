/** How many rows a statement wrote, which each driver says in its own way. */
export const countChanged = (result: unknown): number => {
  const { count, affectedRows } = result as { count?: number; affectedRows?: number }
  return count ?? affectedRows ?? 0
}
