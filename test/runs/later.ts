/**
 * Loaded before the service (`node --import`), it puts the clock of its process forward by CLOCK_AHEAD_MS. Leases of a
 * process that was killed are over when the next one starts, and no run has to wait for that.
 */
const RealDate = globalThis.Date
const realNow = RealDate.now
const now = (): number => realNow() + Number(process.env['CLOCK_AHEAD_MS'] ?? 0)

globalThis.Date = class extends RealDate {
  constructor(...given: []) {
    if (given.length === 0) super(now())
    else super(...given)
  }
  static override now = now
} as DateConstructor
