import { z } from 'zod'
import { ExclusionReason } from './audience.ts'
import { Arm, Arms } from './campaign.ts'
import { type ExpectedEffect, POWER, sampleSizes, SIGNIFICANCE } from './sample-size.ts'

/** The query of routes that can be tried. */
export const DryRun = z.strictObject({
  dryRun: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: '`true`: nothing is stored; the answer says what would come of it' }),
})

const ArmSizes = z.strictObject({ personalized: z.int(), generic: z.int(), holdout: z.int() }).meta({ id: 'ArmSizes' })
export type ArmSizes = z.infer<typeof ArmSizes>

const Comparison = z
  .strictObject({
    arm: Arm,
    against: Arm,
    needed: z.int().meta({ description: 'People that the first arm needs' }),
    neededAgainst: z.int().meta({ description: 'People that the other arm needs' }),
    isEnough: z.boolean().meta({ description: 'Both arms are large enough' }),
  })
  .meta({ id: 'ArmComparison' })

export const SampleSize = z
  .strictObject({
    baseline: z.number(),
    lift: z.number(),
    significance: z.number().meta({ description: 'Two-sided' }),
    power: z.number(),
    comparisons: z.array(Comparison),
  })
  .meta({
    id: 'CampaignSampleSize',
    description:
      'How many people it takes to see the expected effect: two independent proportions, normal approximation without continuity correction (Fleiss, Levin and Paik 2003, chapter 4)',
  })
export type SampleSize = z.infer<typeof SampleSize>

const Preview = z
  .strictObject({
    customerId: z.string(),
    arm: Arm,
    prompt: z.string().nullable(),
    system: z.string().nullable(),
    user: z.string().nullable(),
    problem: z.string().nullable().meta({ description: 'Why no prompt can be made for this one: a problem type' }),
  })
  .meta({ id: 'CampaignPreview' })
export type Preview = z.infer<typeof Preview>

/** What a campaign would do, if it were started now. */
export const CampaignForecast = z
  .strictObject({
    audience: z.int().meta({ description: 'Everybody whom the definition names' }),
    estimatedFrom: z.int().nullable().meta({
      description:
        'null: everybody was looked at. Otherwise the size of the random sample that the counts are scaled up from, as a stage takes half a millisecond to work out',
    }),
    excluded: z
      .array(z.strictObject({ reason: ExclusionReason, count: z.int() }).meta({ id: 'ExclusionCount' }))
      .meta({ description: 'People who cannot be written to, by the first reason' }),
    shares: Arms.meta({ description: 'Percent of those who are left' }),
    arms: ArmSizes.meta({ description: 'People in each arm. The holdout is not written to' }),
    drafts: z.int().meta({ description: 'Calls of the model that this takes, at least' }),
    sampleSize: SampleSize.nullable().meta({ description: 'null without `expectedEffect`' }),
    tokens: z.strictObject({ input: z.int().nullable(), output: z.int().nullable() }).meta({
      id: 'ExpectedTokens',
      description:
        'For all drafts, from the prompts below: four bytes to a token, and each answer as long as its prompt allows, which is more than most are',
    }),
    costUsd: z.number().nullable().meta({ description: 'For those tokens; null: nobody knows the price' }),
    model: z.string(),
    previews: z.array(Preview).meta({ description: 'What the model would be sent for the first of them' }),
  })
  .meta({ id: 'CampaignForecast' })
export type CampaignForecast = z.infer<typeof CampaignForecast>

const PAIRS = [
  ['personalized', 'holdout'],
  ['personalized', 'generic'],
  ['generic', 'holdout'],
] as const

/** Whether the arms are large enough to tell the expected effect from chance. Each pair of arms that both hold people is compared. */
export function sampleSizeOf(effect: ExpectedEffect, arms: ArmSizes): SampleSize {
  const comparisons = PAIRS.filter(([arm, against]) => arms[arm] > 0 && arms[against] > 0).map(([arm, against]) => {
    const { first, second } = sampleSizes(effect, arms[against] / arms[arm])
    const isEnough = arms[arm] >= first && arms[against] >= second
    return { arm, against, needed: first, neededAgainst: second, isEnough }
  })
  return { ...effect, significance: SIGNIFICANCE, power: POWER, comparisons }
}

/** Good enough to plan with: what was really used is counted by the provider. */
export const estimateTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4)
