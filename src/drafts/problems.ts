import { defineProblem } from '../problem.ts'

export const draftNotFound = defineProblem('draft-not-found', 404, 'There is no such draft')
export const fourEyes = defineProblem('four-eyes', 403, 'The requester cannot approve')
export const onlyHumansDecide = defineProblem('only-humans-decide', 403, 'Only a human reviewer decides')
export const staleRevision = defineProblem('stale-revision', 409, 'There is a newer revision')
export const draftBlocked = defineProblem('draft-blocked', 422, 'Its checks found something that blocks it')
export const staleFact = defineProblem('stale-fact', 409, 'What the message says is no longer so')
export const notDecidable = defineProblem('draft-not-decidable', 409, 'This draft cannot be decided now')
export const notEditable = defineProblem('draft-not-editable', 409, 'This draft cannot be changed now')
export const notWithdrawable = defineProblem('draft-not-withdrawable', 409, 'This approval cannot be taken back')
export const channelUnavailable = defineProblem('channel-unavailable', 422, 'This channel cannot be used')
export const brandIncomplete = defineProblem('brand-incomplete', 422, 'The brand has no sender, name or postal address')
export const unknownPrompt = defineProblem('unknown-prompt', 422, 'There is no such prompt for this channel')
export const offerNotUsable = defineProblem('offer-not-usable', 422, 'This offer cannot be used')
export const campaignCancelled = defineProblem('campaign-cancelled', 409, 'The campaign of this draft is cancelled')
export const noPromptFits = defineProblem('no-prompt-fits', 422, 'No prompt fits this customer and channel')
export const generationFailed = defineProblem('generation-failed', 503, 'The model could not write this draft', {
  retryable: true,
})
/** Never answered, since nobody is there: it is what such a draft says of itself. */
export const clientGone = defineProblem('client-gone', 499, 'Who asked for it went away before it was written', {
  retryable: true,
})
