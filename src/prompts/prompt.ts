import { z } from 'zod'
import { type Absence, Brief, Stage } from '../briefs/brief.ts'
import { ChannelName, Purpose } from '../channels/channel.ts'

/** The head of a prompt file. `name` is the file's name; a changed text needs a higher `version`. */
export const PromptHead = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be lower-case words joined by "-"'),
    version: z.int().positive(),
    description: z.string().min(1).max(500),
    purpose: Purpose,
    channels: z.array(ChannelName).min(1),
    /** Stages of the journey that it is written for. */
    stages: z.array(Stage).min(1),
    /** True when it answers an open complaint. */
    complaint: z.boolean(),
    parameters: z.strictObject({
      maxOutputTokens: z.int().min(1).max(8000),
      temperature: z.number().min(0).max(2).exactOptional(),
    }),
  })
  .refine((head) => !head.complaint || head.purpose === 'service', {
    path: ['purpose'],
    message: 'must be service, because nothing is sold to somebody who complains',
  })
export type PromptHead = z.infer<typeof PromptHead>

/** A prompt file, checked and ready to render. */
export type Prompt = PromptHead & {
  /** SHA-256 of the house rules and the file's text with CRLF as LF, in full hex. */
  hash: string
  /** What the file itself tells the model, without house rules and data. */
  orders: string
  /** What a model is sent. `instruction` is what a reviewer asks to change. Pure. */
  render(brief: Brief, instruction?: string): { system: string; user: string }
}

/** What the choice looks at; a brief and a word on its concerns. */
export type Situation = {
  stage: Stage
  complaint: boolean
  hasConcerns: boolean
  channel: ChannelName
  news?: readonly News[]
  absence?: Absence | null
  /** What the caller wants it to be, or null: then each prompt says so of itself. */
  purpose?: Purpose | null
}
/** What became better of a product since the customer looked at it. */
export type News = 'price-drop' | 'back-in-stock'

type Choosable = Pick<PromptHead, 'name' | 'channels' | 'stages' | 'complaint'>

const CONCERN_STAGES: readonly Stage[] = ['research', 'compare', 'decide']

const NEWS = [
  { name: 'price-drop', reason: 'The price is lower than when the customer last looked.' },
  { name: 'back-in-stock', reason: 'The product can be had again since the customer last looked.' },
] as const satisfies { name: News; reason: string }[]

const WELCOME_BACK = {
  quiet: { name: 'welcome-back', reason: 'The customer has given no sign for 90 days or more.' },
  'came-back': { name: 'welcome-back', reason: 'The customer is back after 90 days or more without a sign.' },
} as const satisfies Record<Absence, { name: string; reason: string }>
const CARE = {
  name: 'post-purchase-care',
  reason: 'The customer looks for nothing new, so the message helps with what is there and sells nothing.',
}

/**
 * The prompt that fits best, with one plain sentence why; null when none serves the channel.
 * An open complaint rules out every prompt that is not made for complaints.
 */
export function choosePrompt<P extends Choosable>(
  prompts: readonly P[],
  { stage, complaint, hasConcerns, channel, news = [], absence = null, purpose = null }: Situation,
): { prompt: P; reason: string } | null {
  const wishes = complaint
    ? [{ name: 'service-recovery', reason: 'A complaint is not settled, so service comes before everything else.' }]
    : [
        ...NEWS.filter(({ name }) => news.includes(name)),
        // What somebody weighed who has been quiet since is weighed no more; who came back weighs it now.
        ...(absence === 'quiet' && purpose !== 'service' ? [WELCOME_BACK.quiet] : []),
        ...(hasConcerns && CONCERN_STAGES.includes(stage)
          ? [{ name: 'review-concern', reason: 'The reviews that count in this choice raise a concern.' }]
          : []),
        { name: 'comparison-help', reason: 'The customer weighs several products against each other.' },
        ...(absence === 'came-back' && purpose !== 'service' ? [WELCOME_BACK['came-back']] : []),
        ...(purpose === 'marketing' ? [] : [CARE]),
        { name: 'research-follow-up', reason: `The customer is at the stage "${stage}".` },
      ]
  for (const { name, reason } of wishes) {
    const prompt = prompts.find(
      (one) =>
        one.name === name &&
        one.complaint === complaint &&
        one.channels.includes(channel) &&
        one.stages.includes(stage),
    )
    if (prompt !== undefined) return { prompt, reason }
  }
  return null
}
