/**
 * How many of a lot must be read, without a single bad one, before one decision may cover all of it. Everything here is exact:
 * whole numbers of any size, no float, no approximation by the binomial or Poisson law.
 */

/** What a reviewer asks for. Both are decimals below 1, as text: `maxBadShare` "0.01" is one percent. */
export type Plan = {
  population: number
  maxBadShare: string
  confidence: string
  /** 1 for the first lot; each further try at the same campaign may err half as often (`riskOf`). */
  attempt: number
}

type Fraction = { over: bigint; under: bigint }

/** A decimal such as "0.05" as a fraction of whole numbers. */
function fractionOf(decimal: string): Fraction {
  const [, digits] = /^0\.(\d{1,9})$/.exec(decimal) ?? []
  if (digits === undefined) throw new Error(`${decimal} is no decimal between 0 and 1`)
  return { over: BigInt(digits), under: 10n ** BigInt(digits.length) }
}

/**
 * How often, at most, a lot that is worse than wanted may be accepted: 1 − confidence, and half of that with each further try,
 * so that trying until luck has it stays below 2 (1 − confidence) however often it is tried.
 */
export function riskOf({ confidence, attempt }: Pick<Plan, 'confidence' | 'attempt'>): Fraction {
  const { over, under } = fractionOf(confidence)
  return { over: under - over, under: under * 2n ** BigInt(attempt - 1) }
}

/** The smallest number of bad ones with which a lot is worse than wanted: more than `maxBadShare` of it. */
export function fewestTooMany({ population, maxBadShare }: Pick<Plan, 'population' | 'maxBadShare'>): number {
  const { over, under } = fractionOf(maxBadShare)
  return Number((BigInt(population) * over) / under) + 1
}

/**
 * The chance that a random sample holds none of the `bad` ones: C(N − bad, n) / C(N, n), the hypergeometric law at 0. Equal to
 * C(N − n, bad) / C(N, bad), whichever has fewer factors. Not reduced.
 */
export function chanceOfNone(population: number, bad: number, sample: number): Fraction {
  let chance: Fraction = { over: 1n, under: 1n }
  for (const factor of factorsOf(population, bad, sample)) chance = times(chance, factor)
  return chance
}

const times = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.over, under: a.under * b.under })

function* factorsOf(population: number, bad: number, sample: number): Generator<Fraction> {
  if (sample + bad > population) yield { over: 0n, under: 1n }
  const gone = Math.max(bad, sample)
  for (let i = 0; i < Math.min(bad, sample); i++) {
    yield { over: BigInt(population - gone - i), under: BigInt(population - i) }
  }
}

/** Whether the chance above is at most `risk`. Each factor only makes it smaller, so the first one that is enough ends it. */
export function isWithin(risk: Fraction, population: number, bad: number, sample: number): boolean {
  // The chance, divided by the risk.
  let rest: Fraction = { over: risk.under, under: risk.over }
  for (const factor of factorsOf(population, bad, sample)) {
    rest = times(rest, factor)
    if (rest.over <= rest.under) return true
  }
  return false
}

/**
 * The zero-defect plan: the smallest number n of drafts, drawn at random, such that a lot of which more than `maxBadShare` is bad
 * gets through, that is shows no bad one among the n, with a chance of at most `riskOf(plan)`. With more bad ones the chance only
 * falls, so the fewest that are too many decide. Never more than the whole lot, where the chance is 0.
 */
export function sampleSize(plan: Plan): number {
  const { population } = plan
  const bad = fewestTooMany(plan)
  const risk = riskOf(plan)
  let [low, high] = [1, population]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (isWithin(risk, population, bad, middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** A fraction as a decimal with `digits` digits, rounded up: what is told of a risk is never less than it is. */
export function decimalOf({ over, under }: Fraction, digits = 6): string {
  const scaled = (over * 10n ** BigInt(digits) + under - 1n) / under
  const text = scaled.toString().padStart(digits + 1, '0')
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`
}
