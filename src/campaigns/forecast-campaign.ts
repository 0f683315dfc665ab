import { loadManyBriefSources } from '../briefs/load-brief.ts'
import { loadStages } from '../briefs/load-stages.ts'
import { findChannel } from '../channels/list.ts'
import type { Context } from '../context.ts'
import { prepareFrom } from '../drafts/prepare-brief.ts'
import type { Model } from '../llm/model.ts'
import { costUsd } from '../llm/price.ts'
import { Problem } from '../problem.ts'
import type { Prompt } from '../prompts/prompt.ts'
import { asksForStage } from './audience-filter.ts'
import { countMembers, type Forecast, type Source } from './audience-store.ts'
import { type CampaignForecast, estimateTokens, type Preview, sampleSizeOf } from './forecast.ts'
import { drawCandidates, findMatching } from './selection-store.ts'
import type { Campaign } from './store.ts'

export type ForecastDeps = Context & { prompts: readonly Prompt[]; model: Model }

/** Prompts that are really made, and that tokens and costs are reckoned from. */
const PREVIEWS = 10
/** People whose stage is worked out while somebody waits for the answer: a second or so. */
const STAGE_SAMPLE = 2000
const STAGE_PAGE = 200

/** What a campaign would do if it were started now. Stores nothing and asks no model. */
export async function forecastCampaign(deps: ForecastDeps, campaign: Campaign): Promise<CampaignForecast> {
  const { id: campaignId, channel, purpose, arms: shares, expectedEffect } = campaign
  const now = deps.now()
  const { source, scale, estimatedFrom } = await sourceOf(deps, campaign, now)
  const terms = { campaignId, channel, purpose, arms: shares, source, now }
  const { counts, first } = await countMembers(deps.db, terms, PREVIEWS)
  const sum = (isCounted: (group: Forecast['counts'][number]) => boolean): number =>
    Math.round(scale * counts.filter(isCounted).reduce((total, { count }) => total + count, 0))

  const reasons = [...new Set(counts.flatMap(({ reason }) => reason ?? []))].toSorted()
  const inArm = (name: string): number => sum(({ arm, reason }) => reason === null && arm === name)
  const arms = { personalized: inArm('personalized'), generic: inArm('generic'), holdout: inArm('holdout') }
  const drafts = arms.personalized + arms.generic
  const previews = await preview(deps, campaign, first)
  return {
    audience: sum(() => true),
    estimatedFrom,
    excluded: reasons.map((reason) => ({ reason, count: sum((group) => group.reason === reason) })),
    shares,
    arms,
    drafts,
    sampleSize: expectedEffect === null ? null : sampleSizeOf(expectedEffect, arms),
    ...expectedUse(deps, previews, drafts, now),
    model: deps.model.id,
    previews: previews.map(({ maxOutputTokens: _limit, ...shown }) => shown),
  }
}

/** Where the ids come from; of a filter by stage, those of a random sample that it is true of, and how many people each stands for. */
async function sourceOf(
  deps: ForecastDeps,
  campaign: Campaign,
  now: Date,
): Promise<{ source: Source; scale: number; estimatedFrom: number | null }> {
  const whole = (source: Source) => ({ source, scale: 1, estimatedFrom: null })
  const { customerIds, filter } = campaign.audience
  if (customerIds !== undefined) return whole({ ids: customerIds })
  if (filter === undefined) return whole({ selected: campaign.id })
  if (!asksForStage(filter)) return whole({ filter })
  const { count, drawn } = await drawCandidates(deps.db, filter, { seed: campaign.id, limit: STAGE_SAMPLE, now })
  const channel = findChannel(campaign.channel)!
  const ids: string[] = []
  for (let from = 0; from < drawn.length; from += STAGE_PAGE) {
    const customerIds = drawn.slice(from, from + STAGE_PAGE)
    const stages = await loadStages(deps, { customerIds, channel, purpose: campaign.purpose })
    ids.push(...(await findMatching(deps.db, filter, stages, now)))
  }
  if (drawn.length === count) return whole({ ids })
  return { source: { ids }, scale: count / drawn.length, estimatedFrom: drawn.length }
}

type Made = Preview & { maxOutputTokens: number }

/** The prompts of some members, as their drafts will be asked for. */
async function preview(deps: ForecastDeps, campaign: Campaign, members: Forecast['first']): Promise<Made[]> {
  const customerIds = members.map(({ customerId }) => customerId)
  const { promptName, purpose, offerId, agentName, note } = campaign
  const found = await loadManyBriefSources(deps, { customerIds, offerId })
  const channel = findChannel(campaign.channel)!
  return members.flatMap(({ customerId, arm }): Made[] => {
    const sources = found.get(customerId)
    // Erased since they were counted.
    if (sources === undefined) return []
    const wish = {
      customerId,
      channel,
      promptName,
      purpose,
      offerId,
      agentName,
      note,
      withoutSignals: arm === 'generic',
    }
    const none = { customerId, arm, prompt: null, system: null, user: null, maxOutputTokens: 0 }
    try {
      const { brief, prompt } = prepareFrom(sources, wish, deps.prompts, deps.now())
      const { maxOutputTokens } = prompt.parameters
      return [{ ...none, prompt: prompt.name, ...prompt.render(brief), problem: null, maxOutputTokens }]
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      return [{ ...none, problem: error.type }]
    }
  })
}

/** The mean of the previews for every draft; null when there is nothing to go by. */
function expectedUse(
  { model }: ForecastDeps,
  previews: readonly Made[],
  drafts: number,
  now: Date,
): Pick<CampaignForecast, 'tokens' | 'costUsd'> {
  if (drafts === 0) return { tokens: { input: 0, output: 0 }, costUsd: 0 }
  const made = previews.filter(({ problem }) => problem === null)
  if (made.length === 0) return { tokens: { input: null, output: null }, costUsd: null }
  const mean = (of: (one: Made) => number): number => made.reduce((sum, one) => sum + of(one), 0) / made.length
  const inputTokens = Math.ceil(mean(({ system, user }) => estimateTokens(`${system}${user}`)))
  const outputTokens = Math.ceil(mean(({ maxOutputTokens }) => maxOutputTokens))
  const { provider, modelId } = model.primary
  const writer = { provider, modelId, baseUrl: model.baseUrl }
  const each = costUsd(writer, { inputTokens, outputTokens, cachedTokens: undefined }, now)
  return {
    tokens: { input: inputTokens * drafts, output: outputTokens * drafts },
    costUsd: each === null ? null : each * drafts,
  }
}
