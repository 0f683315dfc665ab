import { GAP, letterOf } from './word-starts.ts'

/** Of the letters of European languages, which are most; the rest is asked one by one. */
const COMMON = 0x250
const BLANK = 1

/**
 * The first letters of many phrases as a tree, to go down along a text: one table with a row for each node and a column for
 * each letter, so that a step is one look. Node 0 has no letters.
 */
export class LetterTree {
  /** Letters that no phrase holds are column 0 and lead nowhere, `GAP` is column 1. */
  readonly #columns = new Map<string, number>([[GAP, BLANK]])
  readonly #common: Uint8Array
  readonly #width: number
  readonly #table: Uint16Array
  readonly #before: number[] = [0]

  /** @param beginnings each as `letterOf` writes it */
  constructor(beginnings: readonly string[]) {
    for (const letter of beginnings.join('')) {
      if (!this.#columns.has(letter)) this.#columns.set(letter, this.#columns.size + 1)
    }
    this.#common = Uint8Array.from({ length: COMMON }, (_, unit) => this.#slowColumn(String.fromCharCode(unit)))
    this.#width = this.#columns.size + 1
    const table: number[] = Array.from({ length: this.#width }, () => 0)
    for (const beginning of beginnings) {
      let node = 0
      for (const letter of beginning) {
        const at = node * this.#width + (this.#columns.get(letter) ?? 0)
        if (table[at] === 0) {
          table[at] = this.#before.push(node) - 1
          for (let column = 0; column < this.#width; column += 1) table.push(0)
        }
        node = table[at]!
      }
    }
    if (this.#before.length > 0xffff) throw new Error('The tree has more nodes than its table can name.')
    this.#table = Uint16Array.from(table)
  }

  /** The node of letters that the tree was made of. */
  nodeOf(letters: string): number {
    let node = 0
    for (const letter of letters) node = this.#table[node * this.#width + (this.#columns.get(letter) ?? 0)]!
    return node
  }

  /**
   * Down the letters of a text as far as they lead. A run of marks and blanks, and the end, is one `GAP`.
   * @param gap the last run that was seen in this text, so that a long one is not gone through from each of its marks
   */
  nodeAt(text: string, start: number, gap: { start: number; end: number }): number {
    let node = 0
    for (let at = start; at <= text.length; at += 1) {
      const column = this.#columnAt(text, at)
      const next = this.#table[node * this.#width + column]!
      if (next === 0) break
      node = next
      if (column !== BLANK) continue
      if (at < gap.start || at >= gap.end) {
        gap.start = at
        gap.end = at + 1
        while (gap.end < text.length && this.#columnAt(text, gap.end) === BLANK) gap.end += 1
        if (gap.end === text.length) gap.end += 1
      }
      at = gap.end - 1
    }
    return node
  }

  /** A node and those that lead to it. */
  nodesTo(node: number): number[] {
    const nodes = [node]
    for (let each = node; each !== 0; nodes.push(each)) each = this.#before[each]!
    return nodes
  }

  #columnAt(text: string, at: number): number {
    if (at >= text.length) return BLANK
    const unit = text.charCodeAt(at)
    return unit < COMMON ? this.#common[unit]! : this.#slowColumn(text.charAt(at))
  }

  #slowColumn(character: string): number {
    return this.#columns.get(letterOf(character)) ?? 0
  }
}
