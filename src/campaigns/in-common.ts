import { z } from 'zod'
import type { RevisionRow } from '../drafts/store.ts'
import { sentencesOf } from '../guardrails/message-sentences.ts'
import { fieldsOf } from '../guardrails/text-places.ts'

/** What may be behind a bad draft. `sentence`: one of its sentences, word for word, slots unfilled. */
export const Trait = z.enum(['sentence', 'product', 'offer', 'prompt', 'segment', 'arm']).meta({ id: 'LotTrait' })
type Trait = z.infer<typeof Trait>

export const Shared = z
  .strictObject({
    what: Trait,
    value: z.string(),
    drafts: z.int().meta({ description: 'How many of the others have it too' }),
    judgedGood: z.int().meta({ description: 'How many of those were read and judged good' }),
  })
  .meta({ id: 'SharedTrait' })
export type Shared = z.output<typeof Shared>

export type Traceable = Pick<RevisionRow, 'subject' | 'body' | 'promptName' | 'promptVersion' | 'offerId'> & {
  products: { ref: string; id: string }[]
  arm: string
  segment: string
  judgedGood: boolean
}

const MAX_SENTENCES = 10
/** Shorter ones are greetings and the like. */
const MIN_WORDS = 4

/**
 * What a bad draft shares with others, by kind. First comes what fewest of those have that were judged good: there the fault may
 * be. What nobody shares is left out.
 */
export function sharedTraits(bad: Traceable, others: readonly Traceable[]): Shared[] {
  const traits = traitsOf(bad)
  const counts = new Map(traits.map((trait) => [keyOf(trait), { drafts: 0, judgedGood: 0 }]))
  for (const other of others) {
    for (const trait of traitsOf(other)) {
      const count = counts.get(keyOf(trait))
      if (count === undefined) continue
      count.drafts += 1
      if (other.judgedGood) count.judgedGood += 1
    }
  }
  const shared = traits
    .map((trait) => ({ ...trait, ...counts.get(keyOf(trait))! }))
    .filter(({ drafts }) => drafts > 0)
    .toSorted((a, b) => ORDER[a.what] - ORDER[b.what] || a.judgedGood - b.judgedGood || b.drafts - a.drafts)
  const sentences = shared.filter(({ what }) => what === 'sentence').slice(0, MAX_SENTENCES)
  return [...sentences, ...shared.filter(({ what }) => what !== 'sentence')]
}

const ORDER = Object.fromEntries(Trait.options.map((what, index) => [what, index])) as Record<Trait, number>
const keyOf = ({ what, value }: { what: Trait; value: string }): string => `${what} ${value}`

/** Each once, however often it stands there. */
function traitsOf(draft: Traceable): { what: Trait; value: string }[] {
  const { subject, body, promptName, promptVersion, offerId, arm, segment } = draft
  const sentences = fieldsOf(subject === null ? { body } : { subject, body }).flatMap((field) =>
    sentencesOf(field)
      .map(({ start, end }) => field.text.slice(start, end).trim())
      .filter((sentence) => sentence.split(/\s+/).length >= MIN_WORDS),
  )
  const text = `${subject ?? ''}\n${body}`
  // A brief holds more products than a message speaks of.
  const products = draft.products.filter(({ ref }) => text.includes(`{{${ref}.`)).map(({ id }) => id)
  return [
    ...[...new Set(sentences)].map((value) => ({ what: 'sentence' as const, value })),
    ...[...new Set(products)].map((value) => ({ what: 'product' as const, value })),
    ...(offerId === null ? [] : [{ what: 'offer' as const, value: offerId }]),
    { what: 'prompt', value: `${promptName}@${promptVersion}` },
    { what: 'segment', value: segment },
    { what: 'arm', value: arm },
  ]
}
