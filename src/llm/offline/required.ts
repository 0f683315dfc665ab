import { type Paragraph, say } from './letter.ts'
import type { Records } from './records.ts'

const ENDS_A_SENTENCE = /[.!?…]["”’)]?$/u

/**
 * The message with what the brand always says: in a letter or a chat above the last paragraph, in a call where the matter
 * is told, in a text message below it.
 */
export function withRequired(
  paragraphs: Paragraph[],
  { task: { requiredPhrases = [], channel } }: Records,
): Paragraph[] {
  if (requiredPhrases.length === 0) return paragraphs
  const sentences = requiredPhrases.map((phrase) => say(0, ENDS_A_SENTENCE.test(phrase) ? phrase : `${phrase}.`))
  if (channel !== 'call') return paragraphs.toSpliced(channel === 'sms' ? paragraphs.length : -1, 0, { sentences })
  const [opening, point, ...others] = paragraphs
  return [opening!, { ...point!, sentences: [...point!.sentences, ...sentences] }, ...others]
}
