import type { Phrases } from './phrases.ts'
import { GERMAN } from './phrases-de.ts'
import { ENGLISH } from './phrases-en.ts'
import { SPANISH } from './phrases-es.ts'

const LANGUAGES: Record<string, Phrases> = { en: ENGLISH, de: GERMAN, es: SPANISH }

/** The phrases of a BCP 47 locale's language; English for every language that has none here. */
export const phrasesFor = (locale: string | null): Phrases =>
  LANGUAGES[(locale ?? 'en').toLowerCase().split(/[-_]/)[0] ?? 'en'] ?? ENGLISH
