import type { Brief } from '../briefs/brief.ts'
import type { Finding, Guardrail } from './guardrail.ts'
import { saidTexts } from './said-texts.ts'
import { countStopWords, isTextLanguage, type TextLanguage } from './stop-words.ts'
import { fieldsOf } from './text-places.ts'

const RULE = 'language'
/** A shorter text shows no language. */
const LEAST_WORDS = 15
const LEAST_STOP_WORDS = 5
/** A text with this share of its stop-words in the customer's language is at most mixed. */
const MIXED = 0.2

const NAMES: Record<TextLanguage, string> = {
  en: 'English',
  de: 'German',
  es: 'Spanish',
  fr: 'French',
  it: 'Italian',
  pt: 'Portuguese',
  nl: 'Dutch',
}
/** Languages of which the service has words of its own. Everybody else gets English where nobody can write theirs. */
const HOUSE_LANGUAGES: readonly string[] = ['en', 'de', 'es']

/** What stands in quotation marks is somebody else's. */
const LINK_OR_QUOTE = /https?:\S+|[„“"«»][^„“”"«»]{1,400}[”“"«»]/gu

/** Facts are quoted in the language of the catalogue: they say nothing about who writes. */
function ownWords(text: string, brief: Brief): string {
  let own = text
  for (const said of saidTexts(brief)) if (own.includes(said)) own = own.replaceAll(said, ' ')
  return own.replace(LINK_OR_QUOTE, ' ')
}

/** The message is in the customer's language, where that is known. Told by stop-words; mixed and short texts pass. */
export const language: Guardrail = {
  rule: RULE,
  check({ content }, brief): Finding[] {
    const wanted = brief.locale?.split('-')[0]?.toLowerCase() ?? ''
    if (!isTextLanguage(wanted)) return []
    const text = fieldsOf(content)
      .map(({ plain }) => plain)
      .join('\n')
    const { words, byLanguage } = countStopWords(ownWords(text, brief))
    if (words < LEAST_WORDS) return []
    const [found, count] = [...byLanguage].toSorted((a, b) => b[1] - a[1])[0] ?? [wanted, 0]
    const all = [...byLanguage.values()].reduce((sum, each) => sum + each, 0)
    if (found === wanted || count < LEAST_STOP_WORDS || (byLanguage.get(wanted) ?? 0) >= all * MIXED) return []
    const isFallback = found === 'en' && !HOUSE_LANGUAGES.includes(wanted)
    const message = `This is ${NAMES[found]}, and the customer's language is ${NAMES[wanted]}: write it in that language.`
    return [{ rule: RULE, severity: isFallback ? 'warn' : 'block', message, span: null, facts: [] }]
  },
}
