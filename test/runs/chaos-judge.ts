import { createHash } from 'node:crypto'
import { MAX_ATTEMPTS } from '../../src/delivery/delivery.ts'
import type { Letter, Listed } from './chaos-letters.ts'
import type { Received } from './chaos-sink.ts'

export type Verdict = {
  lost: number
  duplicates: number
  unapproved: number
  altered: number
  uncertain: number
  /** Of those: the mail server has them. */
  uncertainReceived: number
  sent: number
  skipped: number
  held: number
  /** The mail server said no for good. */
  failedRejected: number
  /** Certain each time that nothing went out, and as often as is tried. */
  failedUnreachable: number
  faults: string[]
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Compares what was approved with what the mail server has, and with what the API says. The mail server is right. */
export function judge(
  letters: readonly Letter[],
  received: readonly Received[],
  listed: readonly Listed[],
  listedUncertain: readonly Listed[],
): Verdict {
  const verdict: Verdict = {
    lost: 0,
    duplicates: 0,
    unapproved: 0,
    altered: 0,
    uncertain: 0,
    uncertainReceived: 0,
    sent: 0,
    skipped: 0,
    held: 0,
    failedRejected: 0,
    failedUnreachable: 0,
    faults: [],
  }
  const byRecipient = Map.groupBy(received, ({ recipients }) => recipients.join(','))
  const byDraft = new Map(listed.map((delivery) => [delivery.draftId, delivery]))
  const ofPerson = new Set(listedUncertain.map(({ id }) => id))
  if (byDraft.size !== listed.length) verdict.faults.push('a draft has two deliveries')
  for (const letter of letters) {
    const mails = byRecipient.get(letter.recipient) ?? []
    byRecipient.delete(letter.recipient)
    const delivery = byDraft.get(letter.draftId)
    if (letter.fate !== 'approved') verdict.unapproved += mails.length
    if (letter.fate === 'undecided') {
      if (delivery !== undefined) verdict.faults.push(`${letter.draftId} was never approved and has a delivery`)
      continue
    }
    verdict.duplicates += Math.max(0, mails.length - 1)
    for (const mail of mails) {
      if (digestOf(mail.text) === digestOf(letter.text) && mail.subject === letter.subject) continue
      verdict.altered++
      verdict.faults.push(`${letter.recipient} got something else`)
    }
    if (mails.some(({ deliveryId }) => deliveryId !== letter.deliveryId)) {
      verdict.faults.push(`${letter.recipient} got it under another delivery's id`)
    }
    if (delivery === undefined || delivery.id !== letter.deliveryId) {
      verdict.lost++
      verdict.faults.push(`${letter.draftId}: an approval that was acknowledged is gone`)
      continue
    }
    count(verdict, letter, delivery, mails.length > 0, ofPerson.has(delivery.id))
  }
  for (const mails of byRecipient.values()) verdict.unapproved += mails.length
  return verdict
}

function count(verdict: Verdict, letter: Letter, delivery: Listed, isReceived: boolean, isListed: boolean): void {
  const { state, reason, attempts, id } = delivery
  const fault = (what: string): void => void verdict.faults.push(`${id}, ${state} (${reason}): ${what}`)
  if (isListed !== (state === 'uncertain')) fault('wrongly listed as uncertain, or not')
  if ((state === 'skipped') !== (letter.fate === 'suppressed')) fault(`was to be ${letter.fate}`)
  if (state === 'sent') {
    verdict.sent++
    if (isReceived) return
    verdict.lost++
    return fault('nobody received it')
  }
  if (state === 'uncertain') {
    verdict.uncertain++
    if (isReceived) verdict.uncertainReceived++
    return
  }
  if (isReceived) fault('was received all the same')
  if (state === 'skipped') verdict.skipped++
  else if (state === 'held') verdict.held++
  else if (state === 'failed' && / 5\d\d$/.test(reason ?? '')) verdict.failedRejected++
  else if (state === 'failed' && attempts === MAX_ATTEMPTS) verdict.failedUnreachable++
  else {
    verdict.lost++
    fault('is no end')
  }
}
