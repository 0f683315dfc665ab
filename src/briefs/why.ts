import { z } from 'zod'
import type { Brief, Fact } from './brief.ts'

export const WhyKind = z
  .enum([
    'consent',
    'service',
    'complaint',
    'site',
    'purchase',
    'contact',
    'review',
    'coupon',
    'elsewhere',
    'reviews-read',
  ])
  .meta({ id: 'WhyKind' })

export type WhyKind = z.infer<typeof WhyKind>

/** One kind of reason for which a message is written, as its reader may be told. Holds no product and no words of the customer. */
export const Why = z
  .strictObject({
    kind: WhyKind,
    text: z.string(),
    source: z.string().optional().meta({ description: 'For a consent: where it was given' }),
    at: z.iso.datetime().optional().meta({ description: 'For a consent: when it was given' }),
  })
  .meta({ id: 'Why' })
export type Why = z.infer<typeof Why>

const CHANNEL: Record<Brief['channel'], string> = {
  email: 'e-mail',
  sms: 'SMS',
  chat: 'chat',
  call: 'telephone',
  webhook: 'our partner',
}

/** How the text of a signal fact tells its kind; the first that fits counts. */
const KINDS: { says: RegExp; why: Why }[] = [
  { says: /\bcoupon\b/, why: { kind: 'coupon', text: 'You used or entered a code in our shop.' } },
  { says: /^read a review/, why: { kind: 'reviews-read', text: 'You read reviews.' } },
  { says: /^posted /, why: { kind: 'review', text: 'You posted a review.' } },
  { says: /^(?:bought|placed an order)/, why: { kind: 'purchase', text: 'You bought from us.' } },
  { says: /support|^asked a question|^asked to be told/, why: { kind: 'contact', text: 'You asked us something.' } },
]
const ON_SITE: Why = { kind: 'site', text: 'You looked at products in our shop.' }
const ELSEWHERE: Why = { kind: 'elsewhere', text: 'You read or wrote about such products in public.' }

/**
 * Answers "Why am I getting this?" with the kinds of signals behind a brief and never with the signals themselves: every
 * kind once, permission first, with where and when it was given.
 */
export function whyOf(brief: Brief): Why[] {
  const told = [...permission(brief), ...brief.facts.filter(isSignal).map(kindOf)]
  return [...new Map(told.map((why) => [why.kind, why])).values()]
}

/** Whether a message made of this brief rests on one of these kinds of signals. */
export const restsOn = (brief: Brief, kinds: readonly WhyKind[]): boolean =>
  kinds.length > 0 && whyOf(brief).some(({ kind }) => kinds.includes(kind))

function permission({ purpose, consent, givenConsent, channel, complaint }: Brief): Why[] {
  const open: Why[] = complaint
    ? [{ kind: 'complaint', text: 'You told us of a problem that is not settled yet.' }]
    : []
  const agreed: Why = { kind: 'consent', text: `You agreed to hear from us by ${CHANNEL[channel]}.`, ...givenConsent }
  if (purpose === 'marketing') return consent ? [...open, agreed] : open
  const service: Why = { kind: 'service', text: 'We serve you as our customer.' }
  return [...open, service, ...(givenConsent === undefined ? [] : [agreed])]
}

const isSignal = ({ kind }: Fact): boolean => kind === 'signal' || kind === 'concern'

function kindOf({ kind, text, party }: Fact): Why {
  if (kind === 'concern') return { kind: 'reviews-read', text: 'You read reviews.' }
  return party === 'third' ? ELSEWHERE : (KINDS.find(({ says }) => says.test(text))?.why ?? ON_SITE)
}
