import { z } from 'zod'

/** What a campaign is hoped to bring about. */
export const ExpectedEffect = z
  .strictObject({
    baseline: z.number().gt(0).lt(1).meta({ description: 'Share of people who do it anyway' }),
    lift: z.number().gt(0).max(100).meta({ description: 'How much more of them: 0.2 is a fifth more' }),
  })
  .refine(({ baseline, lift }) => baseline * (1 + lift) < 1, { message: 'must not be more than everybody' })
  .meta({ id: 'ExpectedEffect', examples: [{ baseline: 0.02, lift: 0.2 }] })
export type ExpectedEffect = z.infer<typeof ExpectedEffect>

/** Two-sided error of 5 %, and four chances in five to see an effect that is there. */
export const SIGNIFICANCE = 0.05
export const POWER = 0.8
/** The standard normal distribution's quantiles at 1 - 0.05 / 2 and at 0.8. */
const Z_SIGNIFICANCE = 1.959963984540054
const Z_POWER = 0.8416212335729143

/**
 * People that each of two groups needs, so that a difference between their shares is seen: the normal approximation for two
 * independent proportions with groups of unequal size, without continuity correction (Fleiss, Levin and Paik, Statistical
 * Methods for Rates and Proportions, 3rd edition, 2003, chapter 4).
 * @param ratio size of the second group by the size of the first
 */
export function sampleSizes({ baseline, lift }: ExpectedEffect, ratio: number): { first: number; second: number } {
  const changed = baseline * (1 + lift)
  const pooled = (changed + ratio * baseline) / (1 + ratio)
  const underNone = Math.sqrt((1 + 1 / ratio) * pooled * (1 - pooled))
  const underEffect = Math.sqrt(changed * (1 - changed) + (baseline * (1 - baseline)) / ratio)
  const first = ((Z_SIGNIFICANCE * underNone + Z_POWER * underEffect) / (changed - baseline)) ** 2
  return { first: Math.ceil(first), second: Math.ceil(first * ratio) }
}
