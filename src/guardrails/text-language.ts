export type Language = 'en' | 'de' | 'es' | 'fr'

/** Short words that only one of these languages has, or has far more often than the others. */
const MARKS: Record<Language, string> = {
  en: 'the and of with for is it its that this your you are can from without will has have by to in on not be or at an as which while any every each all more so they them their',
  de: 'der die das und mit für ist es sie ihr ihre ein eine einen einem einer den dem des von zu zum zur im am auf nicht auch bei aus wird werden wir sich noch nur oder kann haben hat sind alle dazu bis',
  es: 'el la los las y con para es un una del que por se su sus en lo está son tiene puede más sin como al este esta muy ya no hay',
  fr: 'le la les et avec pour est un une des du que par se sa ses en ce cette dans sur au aux il elle sont plus sans qui vous votre ne pas nous ou',
}
const LANGUAGES: readonly Language[] = ['en', 'de', 'es', 'fr']
const BY_WORD = new Map<string, Language[]>()
for (const language of LANGUAGES) {
  for (const word of MARKS[language].split(' ')) BY_WORD.set(word, [...(BY_WORD.get(word) ?? []), language])
}
const WORD = /\p{L}+/gu
/** So much of a text is looked at, in UTF-16 units. */
const READ_LENGTH = 600

/** The language of a text by its small words; null when none of the four stands out. */
export function languageOf(text: string): Language | null {
  const counts: Record<Language, number> = { en: 0, de: 0, es: 0, fr: 0 }
  for (const [word] of text.slice(0, READ_LENGTH).matchAll(WORD)) {
    const languages = BY_WORD.get(word.toLowerCase())
    if (languages !== undefined) for (const language of languages) counts[language] += 1 / languages.length
  }
  const [first, second] = LANGUAGES.toSorted((a, b) => counts[b] - counts[a])
  return first !== undefined && second !== undefined && counts[first] > counts[second] ? first : null
}
