import { createHash } from 'node:crypto'
import { canonicalText, type DigestInput } from './draft.ts'
import type { RevisionRow } from './store.ts'

/** `sha256:` and 64 hex digits over everything that an approval binds. */
export const digestOf = (input: DigestInput): string =>
  `sha256:${createHash('sha256').update(canonicalText(input)).digest('hex')}`

/** The digest of a stored revision, computed anew from what is stored: what is sent must still have the approved one. */
export const digestOfRevision = (channel: string, revision: RevisionRow): string =>
  digestOf({
    channel,
    recipient: revision.recipient,
    rendered: { text: revision.renderedText, html: revision.renderedHtml, headers: revision.headers },
    offer:
      revision.offerId === null || revision.offerVersion === null
        ? null
        : { id: revision.offerId, version: revision.offerVersion },
    brandVersion: revision.brandVersion,
    prompt: { name: revision.promptName, version: revision.promptVersion, hash: revision.promptHash },
  })
