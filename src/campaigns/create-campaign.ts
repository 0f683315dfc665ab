import { loadOffer } from '../catalog/offer-store.ts'
import type { ChannelName } from '../channels/channel.ts'
import { channelUnavailable, offerNotUsable, unknownPrompt } from '../drafts/problems.ts'
import type { Prompt } from '../prompts/prompt.ts'
import { DEFAULT_ARMS } from './arms.ts'
import type { NewCampaign } from './new-campaign.ts'
import { type BudgetDeps, checkBudget, storeBudget } from './set-budget.ts'
import { type Campaign, findCampaign, insertCampaign } from './store.ts'

export type CreateDeps = BudgetDeps & {
  prompts: readonly Prompt[]
  /** What can be sent by. */
  transports: Readonly<Partial<Record<ChannelName, unknown>>>
}

/**
 * Stores a campaign in the state `draft`. One of that id which is there already is answered as made.
 * @throws as `planCampaign`
 */
export async function createCampaign(
  deps: CreateDeps,
  input: { id?: string | undefined; definition: NewCampaign; by: string },
): Promise<Campaign> {
  const known = input.id === undefined ? null : await findCampaign(deps.db, input.id)
  if (known !== null) return known
  const row = await planCampaign(deps, input)
  await deps.db.transaction(async (tx) => {
    await insertCampaign(tx, row)
    if (input.definition.budget !== undefined) await storeBudget(tx, row.id, input.definition.budget)
  })
  await deps.failpoint('campaign.made')
  return row
}

/**
 * What would be stored. Whoever reviews would otherwise find out of each draft alone what is wrong with all of them.
 * @throws unknown-prompt, offer-not-usable, channel-unavailable, budget-without-price
 */
export async function planCampaign(
  deps: CreateDeps,
  { id, definition, by }: { id?: string | undefined; definition: NewCampaign; by: string },
): Promise<Campaign> {
  const { channel, prompt: promptName, offerId } = definition
  if (definition.budget !== undefined) checkBudget(deps, definition.budget)
  const prompt = promptName === undefined ? undefined : deps.prompts.find(({ name }) => name === promptName)
  if (promptName !== undefined && prompt === undefined)
    throw unknownPrompt('There is no prompt of that name: GET /v1/prompts lists them.')
  if (prompt !== undefined && !prompt.channels.includes(channel))
    throw unknownPrompt(`This prompt is for ${prompt.channels.join(', ')}.`)
  if (deps.transports[channel] === undefined) throw channelUnavailable(`Nothing can be sent by ${channel} here.`)
  const purpose = definition.purpose ?? prompt?.purpose ?? 'marketing'
  if (offerId !== undefined) {
    if (purpose === 'service') throw offerNotUsable('A service message carries no offer.')
    if ((await loadOffer(deps.db, offerId)) === null) throw offerNotUsable('There is no offer of that id.')
  }
  const now = deps.now()
  const { startAt, endAt, perHour } = definition.sendingWindow ?? {}
  const inUtc = (time: string | undefined): string | null => (time === undefined ? null : new Date(time).toISOString())
  return {
    id: id ?? deps.newId(),
    name: definition.name,
    status: 'draft',
    pauseReason: null,
    channel,
    purpose,
    promptName: promptName ?? null,
    offerId: offerId ?? null,
    agentName: definition.agentName ?? null,
    note: definition.note ?? null,
    audience: definition.audience,
    arms: definition.arms ?? DEFAULT_ARMS,
    sendingWindow: { startAt: inUtc(startAt), endAt: inUtc(endAt), perHour: perHour ?? null },
    expectedEffect: definition.expectedEffect ?? null,
    memberCount: null,
    leaseUntil: null,
    createdBy: by,
    startedBy: null,
    startedAt: null,
    endedAt: null,
    createdAt: now,
    updatedAt: now,
  }
}
