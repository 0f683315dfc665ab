import type { Origin, Party } from '../signals/signal.ts'
import type { z } from 'zod'

/** `mention`: may be said; `steer`: may choose the topic and is never said; `never`: enters no brief at all. */
export type SignalUse = { use: 'mention' | 'steer' | 'never'; reason: string }
type Source = { origin: z.infer<typeof Origin>; party: z.infer<typeof Party> }

const ORDINARY: Record<Source['origin'], Record<Source['party'], SignalUse>> = {
  stated: {
    first: { use: 'mention', reason: 'The customer told us, so hearing it from us is no surprise.' },
    third: { use: 'steer', reason: 'It was said in public or elsewhere, and not to us.' },
  },
  observed: {
    first: { use: 'steer', reason: 'Customers who are told that they were watched trust less.' },
    third: { use: 'steer', reason: 'It was seen outside our shop, which nobody expects us to know.' },
  },
  inferred: {
    first: { use: 'steer', reason: 'It is a conclusion and may be wrong; nobody said it.' },
    third: { use: 'steer', reason: 'It is a conclusion from what others wrote; nobody said it to us.' },
  },
}

const SENSITIVE: SignalUse = {
  use: 'never',
  reason: 'It speaks of a matter that a shop has no business with, whoever said it and wherever.',
}

/**
 * What a brief may do with a signal: the one place that decides it. What was not said to us by the customer is never
 * said to him or her (disclosing observed or third-party data lowers trust: Kim, Barasz & John, JCR 2019); sensitive
 * matters are left out whoever told us (GDPR, Article 9).
 */
export const useOfSignal = ({ origin, party }: Source, isSensitive: boolean): SignalUse =>
  isSensitive ? SENSITIVE : ORDINARY[origin][party]
