import type { Catalogue, CleanProduct } from './catalogue.ts'
import { measureInterest } from './interest.ts'
import type { Journey } from './journey.ts'
import type { Reading } from './reading.ts'
import type { StageFinding } from './stage.ts'

/** A second product is only named when it is at least half as interesting as the first. */
const CLOSE_SECOND = 0.5
const MAX_COMPARED = 3
const MAX_OTHERWISE = 2

/** Why a product is in the brief: only what is `offered` may be sold. */
export type Chosen = { product: CleanProduct; ref: string; role: 'offered' | 'owned' | 'complained-about' }

/**
 * The products a message is about: the one complained about and no other; else what the customer looks for, the most
 * interesting first, without what was bought, ever complained about or is no longer made; else the newest thing owned.
 */
export function chooseProducts(
  complaint: Reading | null,
  complainedAbout: ReadonlySet<string>,
  journey: Journey,
  finding: StageFinding,
  catalogue: Catalogue,
  now: Date,
): Chosen[] {
  if (complaint !== null) {
    return numbered(known(complaint.productIds, catalogue).slice(0, 1), 'complained-about')
  }
  if (finding.stage === 'after-purchase') {
    const owned = journey.owned.filter((id) => !complainedAbout.has(id))
    return numbered(known(owned, catalogue).slice(0, 1), 'owned')
  }
  const owned = new Set(journey.owned)
  const ranked = measureInterest(journey.open, catalogue, now).products.filter(({ id }) => {
    const discontinued = catalogue.get(id)?.stored.availability === 'discontinued'
    return !owned.has(id) && !complainedAbout.has(id) && !discontinued
  })
  const telling = new Set(finding.productIds)
  const preferred = ranked.filter(({ id }) => telling.has(id))
  const best = preferred[0]?.weight ?? ranked[0]?.weight ?? 0
  const ids =
    finding.stage === 'compare' && preferred.length > 1
      ? preferred.slice(0, MAX_COMPARED)
      : (preferred.length > 0 ? preferred : ranked)
          .filter(({ weight }) => weight >= best * CLOSE_SECOND)
          .slice(0, MAX_OTHERWISE)
  return numbered(
    known(
      ids.map(({ id }) => id),
      catalogue,
    ),
    'offered',
  )
}

const known = (ids: readonly string[], catalogue: Catalogue): CleanProduct[] =>
  ids.map((id) => catalogue.get(id)).filter((product) => product !== undefined)

const numbered = (products: readonly CleanProduct[], role: Chosen['role']): Chosen[] =>
  products.map((product, index) => ({ product, ref: `p${index + 1}`, role }))
