/**
 * How long after a blow the next message arrives while messages are due, in milliseconds. Time during which the mail server takes
 * none does not count.
 */
export class Recovery {
  #open: number[] = []
  #livingSince = Infinity
  longestMs = 0
  measured = 0
  /** Nothing was due any more before the next message came. */
  notMeasured = 0

  struck(at: number): void {
    this.#open.push(at)
  }

  sinkIsLiving(isLiving: boolean, at: number): void {
    if (!isLiving) this.#livingSince = Infinity
    else if (this.#livingSince === Infinity) this.#livingSince = at
  }

  arrived(at: number): void {
    if (this.#livingSince === Infinity) return
    for (const since of this.#open) this.longestMs = Math.max(this.longestMs, at - Math.max(since, this.#livingSince))
    this.measured += this.#open.length
    this.#open = []
  }

  nothingDue(): void {
    this.notMeasured += this.#open.length
    this.#open = []
  }
}
