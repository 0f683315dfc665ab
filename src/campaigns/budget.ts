import { z } from 'zod'

const Usd = z.string().regex(/^\d{1,12}(\.\d{1,9})?$/, 'must be a decimal such as "25.00"')

/** What the calls of a model for one campaign may cost. What is left out has no limit. */
export const CampaignBudget = z
  .strictObject({
    usd: Usd.optional().meta({ description: 'US dollars' }),
    tokens: z.int().min(0).optional().meta({ description: 'Tokens of prompts and answers together' }),
  })
  .meta({ id: 'CampaignBudget', examples: [{ usd: '25.00', tokens: 5_000_000 }] })
export type CampaignBudget = z.infer<typeof CampaignBudget>

const spendOf = <Sum extends z.ZodType>(sum: Sum, id: string) =>
  z
    .strictObject({
      limit: sum.nullable().meta({ description: 'null: there is none' }),
      spent: sum,
      reserved: sum.meta({ description: 'Set aside for calls under way: the most that they can cost' }),
    })
    .meta({ id })

export const BudgetView = z
  .strictObject({
    usd: spendOf(z.string(), 'SpendInUsd')
      .nullable()
      .meta({ description: 'US dollars; null: nobody knows what the model costs' }),
    tokens: spendOf(z.int(), 'SpendInTokens'),
  })
  .meta({
    id: 'Spend',
    examples: [
      {
        usd: { limit: '25.00', spent: '3.1872', reserved: '0.0412' },
        tokens: { limit: null, spent: 2_214_300, reserved: 40_960 },
      },
    ],
  })
export type BudgetView = z.infer<typeof BudgetView>
