import type { Brief } from '../briefs/brief.ts'
import type { ChannelName, Content, Rendered } from '../channels/channel.ts'
import { findChannel } from '../channels/list.ts'
import type { Context } from '../context.ts'
import type { Claim, Finding } from '../guardrails/guardrail.ts'
import type { Prompt } from '../prompts/prompt.ts'
import { type BriefRequest, prepareBrief } from './prepare-brief.ts'
import { channelUnavailable } from './problems.ts'
import { renderAndCheck } from './write-revision.ts'

export type TextToCheck = Omit<BriefRequest, 'channel'> & {
  channel: ChannelName
  subject: string
  body: string
  claims: Claim[]
}
export type CheckedText = {
  content: Content
  rendered: Rendered
  findings: Finding[]
  brief: Brief
  prompt: Prompt
  promptReason: string
}

/** As long as a real one, which lengths depend on, and known to nobody: a text that is only checked has no recipient. */
const NO_TOKEN = '0'.repeat(32)

/**
 * Runs every check of a draft over somebody else's words, against what a message to this customer may say now. Nothing is
 * stored and no model is asked.
 * @throws channel-unavailable, customer-not-found, unknown-prompt, no-prompt-fits, offer-not-usable
 */
export async function checkText(
  deps: Context & { prompts: readonly Prompt[]; publicUrl: string },
  text: TextToCheck,
): Promise<CheckedText> {
  const channel = findChannel(text.channel)
  if (channel === undefined) throw channelUnavailable(`Nothing can be written for ${text.channel} here.`)
  const { brief, slots, prompt, promptReason, sources } = await prepareBrief(deps, { ...text, channel })
  const content: Content = channel.hasSubject ? { subject: text.subject, body: text.body } : { body: text.body }
  const { rendered, findings } = renderAndCheck({
    channel,
    content,
    claims: text.claims,
    brief,
    slots,
    brand: sources.brand,
    prompt,
    unsubscribeUrl: `${deps.publicUrl}/u/${NO_TOKEN}`,
  })
  return { content, rendered, findings, brief, prompt, promptReason }
}
