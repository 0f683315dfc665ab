/**
 * A cell that a spreadsheet would run as a formula (OWASP, CSV Injection): one of = + - @ first, in ASCII or full width, or
 * after what is not seen. Apostrophes in front count in, so that the one that is added can be taken off again.
 */
const FORMULA = /^'*[\p{Cc}\p{Cf}\s]*[=+\-@＝＋－＠]/u
/** Tabulators and ends of lines in front move what follows to another cell in some programs. */
const MOVES = /^'*[\t\r\n]/
const PLAIN_NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/

const isDangerous = (cell: string): boolean => (FORMULA.test(cell) || MOVES.test(cell)) && !PLAIN_NUMBER.test(cell)

/** A cell as text that no spreadsheet runs: an apostrophe goes before what would be a formula. Plain numbers stay. */
export const disarmed = (cell: string): string => (isDangerous(cell) ? `'${cell}` : cell)

/** What was there before `disarmed`. */
export const rearmed = (cell: string): string => (cell.startsWith("'") && isDangerous(cell) ? cell.slice(1) : cell)

/** One record of a CSV file (RFC 4180), every cell disarmed and in quotation marks. */
export const csvRecord = (cells: readonly string[]): string =>
  `${cells.map((cell) => `"${disarmed(cell).replaceAll('"', '""')}"`).join(',')}\r\n`
