import type { Brief, SlotValues } from '../briefs/brief.ts'
import { type BriefSources, briefOf, loadBriefSources, slotsOf } from '../briefs/load-brief.ts'
import { hasUsedOffer } from '../briefs/offer-used.ts'
import { readSignals } from '../briefs/reading.ts'
import { whyOfferUnusable } from '../catalog/offer.ts'
import type { Channel, Purpose } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import { customerNotFound } from '../customers/problems.ts'
import { choosePrompt, type Prompt } from '../prompts/prompt.ts'
import { noPromptFits, offerNotUsable, unknownPrompt } from './problems.ts'

export type BriefRequest = {
  customerId: string
  channel: Channel
  promptName: string | null
  purpose: Purpose | null
  offerId: string | null
  agentName: string | null
  note: string | null
  /** True for the generic arm of a campaign: what the customer did shapes nothing. */
  withoutSignals?: boolean
}

export type PreparedBrief = {
  brief: Brief
  slots: SlotValues
  prompt: Prompt
  promptReason: string
  sources: BriefSources
}

/**
 * Reads the customer's world, composes the brief, and chooses the prompt unless one is named.
 * @throws customer-not-found, unknown-prompt, no-prompt-fits, offer-not-usable
 */
export async function prepareBrief(
  context: Context & { prompts: readonly Prompt[] },
  request: BriefRequest,
): Promise<PreparedBrief> {
  mustKnowPrompt(context.prompts, request)
  const sources = await loadBriefSources(context, request)
  if (sources === null) throw customerNotFound()
  return prepareFrom(sources, request, context.prompts, context.now())
}

/** The same from what was read before. Pure. @throws unknown-prompt, no-prompt-fits, offer-not-usable */
export function prepareFrom(
  sources: BriefSources,
  request: BriefRequest,
  prompts: readonly Prompt[],
  now: Date,
): PreparedBrief {
  const named = mustKnowPrompt(prompts, request)
  const compose = (purpose: Purpose): Brief => briefOf(sources, { ...request, purpose }, now)

  const supposed = request.purpose ?? named?.purpose ?? 'marketing'
  const first = compose(supposed)
  const choice = named === null ? choose(prompts, first, request) : { prompt: named, reason: 'The caller named it.' }
  const purpose = request.purpose ?? choice.prompt.purpose
  const brief = purpose === supposed ? first : compose(purpose)

  if (request.offerId !== null && brief.offer === null) throw offerNotUsable(whyNoOffer(sources, brief, now))
  const slots = slotsOf(sources, brief, request.agentName)
  return { brief, slots, prompt: choice.prompt, promptReason: choice.reason, sources }
}

function whyNoOffer(sources: BriefSources, brief: Brief, now: Date): string {
  if (sources.offer === null) return 'There is no offer of that id.'
  if (brief.complaint) return 'A complaint is not settled: nothing is offered until it is.'
  const productIds = brief.products.map((product) => product.id)
  if (hasUsedOffer(sources.offer, readSignals(sources.signals)))
    return 'This customer has used this offer, which its terms give to everybody once.'
  return whyOfferUnusable(sources.offer, now, productIds) ?? 'A service message carries no offer.'
}

/** The prompt that is asked for by name, if any. @throws unknown-prompt */
function mustKnowPrompt(
  prompts: readonly Prompt[],
  { promptName: name, channel }: Pick<BriefRequest, 'promptName' | 'channel'>,
): Prompt | null {
  if (name === null) return null
  const found = prompts.find((prompt) => prompt.name === name)
  if (found === undefined) throw unknownPrompt('There is no prompt of that name: GET /v1/prompts lists them.')
  if (!found.channels.includes(channel.name)) throw unknownPrompt(`This prompt is for ${found.channels.join(', ')}.`)
  return found
}

function choose(
  prompts: readonly Prompt[],
  brief: Brief,
  { channel, purpose, offerId }: BriefRequest,
): { prompt: Prompt; reason: string } {
  const choice = choosePrompt(prompts, {
    stage: brief.stage,
    complaint: brief.complaint,
    hasConcerns: brief.facts.some((fact) => fact.kind === 'concern'),
    news: (['price-drop', 'back-in-stock'] as const).filter((kind) => brief.facts.some((fact) => fact.kind === kind)),
    absence: brief.absence,
    // An offer is marketing, whatever else is said.
    purpose: purpose ?? (offerId === null ? null : 'marketing'),
    channel: channel.name,
  })
  if (choice === null) throw noPromptFits()
  return choice
}
