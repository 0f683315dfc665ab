import type { VersionedBrand } from '../brand/brand.ts'
import type { Brief, SlotValues } from '../briefs/brief.ts'
import type { Channel, Content, Rendered, Sender } from '../channels/channel.ts'
import { check } from '../guardrails/check.ts'
import type { Claim, Finding } from '../guardrails/guardrail.ts'
import { digestOf } from './digest.ts'
import type { ModelUse } from './draft.ts'
import { merge } from './merge.ts'
import type { RevisionRow } from './store.ts'

/** What a revision is made of. Everything but content and claims comes from the database. */
export type RevisionParts = {
  draftId: string
  number: number
  origin: 'model' | 'person'
  authorId: string
  instruction: string | null
  channel: Channel
  content: Content
  claims: Claim[]
  brief: Brief
  slots: SlotValues
  recipient: string | null
  brand: VersionedBrand | null
  /** `orders` is missing when the prompt of an older revision is no longer there. */
  prompt: { name: string; version: number; hash: string; orders?: string | undefined }
  model: ModelUse | null
  unsubscribeToken: string
  publicUrl: string
  createdAt: Date
}

/** Fills the slots, renders and runs every check: what a model's words, a person's edit and a text to be checked go through. */
export function renderAndCheck({
  channel,
  content,
  claims,
  brief,
  slots,
  brand,
  prompt,
  unsubscribeUrl,
}: Pick<RevisionParts, 'channel' | 'content' | 'claims' | 'brief' | 'slots' | 'brand' | 'prompt'> & {
  unsubscribeUrl: string
}): {
  rendered: Rendered
  findings: Finding[]
} {
  const rendered = channel.render(merge(content, slots).content, {
    sender: senderOf(brand),
    unsubscribeUrl,
    links: Object.entries(slots)
      .filter(([name]) => name.endsWith('.link'))
      .map(([, link]) => link),
    locale: brief.locale,
    disclosures: (brief.brand.disclosures ?? []).map((disclosure) => disclosure.text),
  })
  const message = { content, claims, slots, rendered: rendered.text, orders: prompt.orders ?? '' }
  return { rendered, findings: check(message, brief) }
}

/** Merges, checks, renders and digests: what every revision goes through, a model's or a person's. */
export function writeRevision(parts: RevisionParts): RevisionRow {
  const { channel, content, slots, brief, brand, prompt } = parts
  const unsubscribeUrl = `${parts.publicUrl}/u/${parts.unsubscribeToken}`
  const { rendered, findings } = renderAndCheck({ ...parts, unsubscribeUrl })
  const offer = brief.offer === null ? null : { id: brief.offer.id, version: brief.offer.version }
  const brandVersion = brand?.version ?? 0
  return {
    draftId: parts.draftId,
    number: parts.number,
    origin: parts.origin,
    authorId: parts.authorId,
    instruction: parts.instruction,
    subject: content.subject ?? null,
    body: content.body,
    brief,
    slots,
    claims: parts.claims,
    findings,
    blockingCount: findings.filter((finding) => finding.severity === 'block').length,
    recipient: parts.recipient,
    renderedText: rendered.text,
    renderedHtml: rendered.html,
    headers: rendered.headers,
    unsubscribeToken: parts.unsubscribeToken,
    digest: digestOf({
      channel: channel.name,
      recipient: parts.recipient,
      rendered,
      offer,
      brandVersion,
      prompt: { name: prompt.name, version: prompt.version, hash: prompt.hash },
    }),
    promptName: prompt.name,
    promptVersion: prompt.version,
    promptHash: prompt.hash,
    offerId: offer?.id ?? null,
    offerVersion: offer?.version ?? null,
    brandVersion,
    model: parts.model,
    createdAt: parts.createdAt,
    erasedAt: null,
  }
}

/** The brand as a sender; null until the brand policy is set. */
export const senderOf = (brand: VersionedBrand | null): Sender | null =>
  brand === null
    ? null
    : {
        name: brand.policy.sender.name,
        email: brand.policy.sender.email,
        replyTo: brand.policy.replyTo ?? null,
        postalAddress: brand.policy.postalAddress,
      }
