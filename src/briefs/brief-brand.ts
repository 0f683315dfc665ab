import type { BrandPolicy } from '../brand/brand.ts'
import { type Occasion, wordingsFor } from '../brand/wording.ts'
import type { Brief } from './brief.ts'
import { cleanText, cleanValue } from './clean-text.ts'

/** Of the brand policy what a message, its checks and its reviewer need. What the brand does not ask for is left out. */
export function briefBrand({ brand, ...on }: { brand: BrandPolicy | null } & Occasion): Brief['brand'] {
  const phrases = wordingsFor(brand?.requiredPhrases ?? [], on).map(({ text }) => cleanText(text, 300))
  const required = phrases.filter(Boolean)
  const disclosures = wordingsFor(brand?.disclosures ?? [], on)
    .map(({ text, reason }) => ({ text: cleanValue(text), reason }))
    .filter(({ text }) => text !== '')
  return {
    voice: brand?.voice === undefined ? null : cleanText(brand.voice, 8000) || null,
    bannedPhrases: (brand?.bannedPhrases ?? []).map((phrase) => cleanText(phrase, 200)).filter(Boolean),
    linkDomains: brand?.linkDomains ?? [],
    ...(required.length === 0 ? {} : { requiredPhrases: required }),
    ...(disclosures.length === 0 ? {} : { disclosures }),
    ...(brand?.readingLevel === undefined ? {} : { minReadingEase: brand.readingLevel.minEase }),
  }
}
