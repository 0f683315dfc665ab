import { whyOf } from '../briefs/why.ts'
import { ChannelName } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import { addConsents, loadCustomer, lockCustomer } from '../customers/store.ts'
import { findRevisionByToken } from '../drafts/store.ts'
import { emit } from '../events.ts'
import { insertObjection, loadObjections } from '../signals/store.ts'
import { hashAddress } from './address.ts'
import type { Choice, Preferences } from './preference-page.ts'
import { isSuppressed, loadAddressSecret } from './suppression-store.ts'
import { suppressAddress } from './suppress-address.ts'

/** What the page behind a link shows; null when the link is not one of ours. */
export async function loadPreferences(context: Context, input: { token: string }): Promise<Preferences | null> {
  const found = await findRevisionByToken(context.db, input.token)
  if (found === null) return null
  const { revision, draft } = found
  const { recipient, erasedAt } = revision
  if (recipient === null && erasedAt === null) return null
  const { channel, purpose } = draft
  const hash = recipient === null ? null : hashAddress(await loadAddressSecret(context.db), channel, recipient)
  const [customer, objections, isStopped] = await Promise.all([
    loadCustomer(context.db, draft.customerId),
    loadObjections(context.db, draft.customerId),
    // Whoever was erased is written to no more.
    hash === null || isSuppressed(context.db, hash, channel),
  ])
  const held = customer?.consents.find((consent) => consent.channel === channel && consent.purpose === purpose)
  const marketing = customer?.consents.filter((consent) => consent.purpose === 'marketing') ?? []
  return {
    channel,
    locale: customer?.locale ?? null,
    timeZone: customer?.timeZone ?? null,
    isStopped,
    hasNoMarketing: marketing.every(({ state }) => state !== 'granted'),
    why: erasedAt === null ? whyOf(revision.brief).map(({ kind }) => kind) : [],
    consent: held?.state === 'granted' ? { source: held.source, at: held.at } : null,
    objections: objections.map(({ source }) => source),
  }
}

/** Where the customer's own word on our page is noted to come from. */
const PAGE = 'unsubscribe page'

/**
 * Does what somebody asks for who has the link of a message: no more of this channel at this address, no more advertising,
 * or no more use of one source of signals. Holds from the moment this returns; said again it changes nothing.
 * @returns what the answer is about, or null when the link is not one of ours
 */
export async function unsubscribe(
  context: Context,
  input: { token: string; choice: Choice },
): Promise<Pick<Preferences, 'channel' | 'locale'> | null> {
  const { token, choice } = input
  const found = await findRevisionByToken(context.db, token)
  if (found === null) return null
  // Of somebody who was erased no address is left here, and none of them is written to.
  const { channel, customerId } = found.draft
  if (found.revision.recipient === null) return found.revision.erasedAt === null ? null : { channel, locale: null }
  if (choice.what === 'channel') {
    await suppressAddress(context, { channel, address: found.revision.recipient, reason: 'unsubscribe', by: null })
  } else {
    await object(context, customerId, choice)
  }
  return { channel, locale: (await loadCustomer(context.db, customerId))?.locale ?? null }
}

async function object(
  context: Context,
  customerId: string,
  choice: Exclude<Choice, { what: 'channel' }>,
): Promise<void> {
  const now = context.now()
  await context.db.transaction(async (tx) => {
    // Whoever was erased is written to no more.
    if (!(await lockCustomer(tx, customerId))) return
    if (choice.what === 'source') {
      await insertObjection(tx, { customerId, source: choice.source, createdAt: now })
      return
    }
    const withdrawn = { purpose: 'marketing', state: 'withdrawn', source: PAGE, at: now.toISOString() } as const
    const everywhere = ChannelName.options.map((channel) => ({ ...withdrawn, channel }))
    await addConsents(tx, customerId, everywhere, { by: null, at: now, newId: context.newId })
  })
  emit(context.log, { event: 'customer-objected', what: choice.what === 'source' ? choice.source : choice.what })
}
