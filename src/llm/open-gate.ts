import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { openBudget } from './budget.ts'
import type { Gate } from './gate.ts'
import type { Judge } from './judge.ts'
import { openLane } from './lane.ts'
import { openLaneStore } from './lane-store.ts'
import type { Model } from './model.ts'
import { costUsd, isOffline, type Writer } from './price.ts'

type Settings = Pick<Config, 'modelRequestsPerMinute' | 'modelTokensPerMinute' | 'dailyBudget' | 'campaignConcurrency'>
type Gated = { model: Model; judge: Judge | null; close(): Promise<void> }

/** @throws Error with one sentence when a daily budget is in money and nobody knows what a model costs */
export function checkDailyBudget(
  { dailyBudget }: Pick<Config, 'dailyBudget'>,
  model: Model,
  judge: Judge | null,
): void {
  const unpriced = dailyBudget.usd === null ? null : unpricedModel(model, judge, new Date())
  if (unpriced === null) return
  throw new Error(`DAILY_BUDGET_USD: nobody knows what the model ${unpriced} costs. Set DAILY_BUDGET_TOKENS instead.`)
}

/** The first of the models whose price nobody knows; null: the prices of all are known. */
export function unpricedModel(model: Model, judge: Judge | null, at: Date): string | null {
  const writers: Writer[] = [writerOf(model.primary, model.baseUrl)]
  if (judge !== null) writers.push(writerOf(judge.model, judge.baseUrl))
  const tokens = { inputTokens: 1000, outputTokens: 1000, cachedTokens: 0 }
  return writers.find((writer) => costUsd(writer, tokens, at) === null)?.modelId ?? null
}

const writerOf = ({ provider, modelId }: Model['primary'], baseUrl: string | undefined): Writer => ({
  provider,
  modelId,
  baseUrl,
})

/**
 * Puts what stands before every call before those of the models: one account for all of them, and a lane for each. The limits of
 * the configuration are those of the writer. The offline writer needs nothing of it: it is always there and costs nothing.
 */
export function putGates(context: Context, settings: Settings, model: Model, judge: Judge | null): Gated {
  const budget = openBudget(context, settings.dailyBudget)
  const lanes = new Map<string, Gate>()
  const gateOf = (id: string, callsPerMinute: number | undefined, tokensPerMinute: number | undefined): Gate => {
    const limits = { callsPerMinute, tokensPerMinute, concurrency: settings.campaignConcurrency }
    const gate = lanes.get(id) ?? { lane: openLane(openLaneStore(context.db, id), limits, context.log), budget }
    lanes.set(id, gate)
    return gate
  }
  const { modelRequestsPerMinute, modelTokensPerMinute } = settings
  const gated: Gated = {
    model: isOffline(model.primary.provider)
      ? model
      : { ...model, gate: gateOf(model.id, modelRequestsPerMinute, modelTokensPerMinute) },
    judge: judge && { ...judge, gate: gateOf(judge.id, undefined, undefined) },
    close: async () => {
      for (const { lane } of lanes.values()) lane.close()
      await budget.close()
    },
  }
  return gated
}
