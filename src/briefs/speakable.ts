import type { Catalogue } from './catalogue.ts'
import { is } from './reading.ts'
import type { Reading } from './reading.ts'
import { isSensitive } from './sensitive-topics.ts'
import { useOfSignal } from './use-of-signal.ts'

/** What a signal says in words of its own. Of a review that was read only these: its text is somebody else's. */
const OF_ANYBODY = ['query', 'category', 'topic'] as const
const OWN_WORDS = [...OF_ANYBODY, 'text', 'body', 'title', 'question', 'message', 'subject', 'comment'] as const
/** So much of a text is looked at, in UTF-16 units. */
const READ_LENGTH = 4000

/**
 * A test for what a brief may rest on: gives the reading without products whose name or category is a sensitive matter, or
 * null when nothing of it may be used.
 */
export function speakable(catalogue: Catalogue): (reading: Reading) => Reading | null {
  const known = new Map<string, boolean>()
  const isSensitiveProduct = (id: string): boolean => {
    const product = catalogue.get(id)
    const found = known.get(id) ?? (product !== undefined && isSensitive(`${product.name}\n${product.category ?? ''}`))
    known.set(id, found)
    return found
  }
  return (reading) => {
    const fields = is(reading, 'review-read') ? OF_ANYBODY : OWN_WORDS
    const words = fields.map((field) => reading.properties[field]).filter((value) => typeof value === 'string')
    const productIds = reading.productIds.filter((id) => !isSensitiveProduct(id))
    const sensitive =
      (productIds.length === 0 && reading.productIds.length > 0) ||
      (words.length > 0 && isSensitive(words.join('\n').slice(0, READ_LENGTH)))
    if (useOfSignal(reading.signal, sensitive).use === 'never') return null
    return productIds.length === reading.productIds.length ? reading : { ...reading, productIds }
  }
}
