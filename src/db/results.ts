/** How many rows came back from `execute`, whose result each driver shapes in its own way. */
export const countRows = (result: unknown): number =>
  Array.isArray(result) ? result.length : (result as { rows: unknown[] }).rows.length
