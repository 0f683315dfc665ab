/** Of so many people, so many did it. */
export type Share = { people: number; did: number }

export type Lift = {
  rate: number
  againstRate: number
  /** The first rate less the second, in shares of 1. */
  difference: number
  /** Between these the true difference lies, with the confidence asked for. */
  low: number
  high: number
  /** How much larger the first rate is, such as 0.25 for a quarter; null where nobody did it without. */
  relative: number | null
}

/** Of the normal distribution, for 95 % on two sides. */
const Z_95 = 1.959963984540054

const rateOf = ({ people, did }: Share): number => did / people

/** The bounds of a share (E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212): they hold for small numbers and near 0 and 1 too. */
export function wilson({ people, did }: Share, z = Z_95): { low: number; high: number } {
  const rate = did / people
  const spread = z * Math.sqrt((rate * (1 - rate)) / people + (z * z) / (4 * people * people))
  const middle = rate + (z * z) / (2 * people)
  const whole = 1 + (z * z) / people
  return { low: Math.max(0, (middle - spread) / whole), high: Math.min(1, (middle + spread) / whole) }
}

/**
 * How much more often one group does something than another, with the 95 % interval of the difference: the hybrid score
 * interval, method 10 of R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890. Null when a group is empty.
 */
export function liftOf(group: Share, against: Share): Lift | null {
  if (group.people === 0 || against.people === 0) return null
  const [rate, againstRate] = [rateOf(group), rateOf(against)]
  const [one, other] = [wilson(group), wilson(against)]
  const difference = rate - againstRate
  return {
    rate,
    againstRate,
    difference,
    low: difference - Math.hypot(rate - one.low, other.high - againstRate),
    high: difference + Math.hypot(one.high - rate, againstRate - other.low),
    relative: againstRate === 0 ? null : rate / againstRate - 1,
  }
}
