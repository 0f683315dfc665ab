import type { Records } from './records.ts'

/** `rank` 0 always stays; when a text is too long, the highest rank goes first. `facts` is what the sentence rests on. */
export type Sentence = { text: string; facts: string[]; rank: number }
/** Sentences set apart by a blank or, in lists, by a line break. Without sentences it is left out, its heading too. */
export type Paragraph = { heading?: string; sentences: Sentence[]; lines?: boolean }
export type Written = { subject: string; body: string; claims: { text: string; facts: string[] }[] }

export const say = (rank: number, text: string, facts: string[] = []): Sentence => ({ text, facts, rank })

/** Drops the sentences of the highest rank until the text fits, and none of a rank below `least`. */
export function shorten(
  paragraphs: readonly Paragraph[],
  least: number,
  fits: (text: string) => boolean,
): readonly Paragraph[] {
  let kept = paragraphs
  while (!fits(joined(kept))) {
    const worst = Math.max(...kept.flatMap(({ sentences }) => sentences.map(({ rank }) => rank)))
    if (!(worst >= least)) break
    const victim = kept.flatMap(({ sentences }) => sentences).findLast(({ rank }) => rank === worst)
    kept = without(kept, (sentence) => sentence === victim)
  }
  return kept
}

/** Sets the paragraphs as one text. */
export function setText(paragraphs: readonly Paragraph[]): Omit<Written, 'subject'> {
  return {
    body: joined(paragraphs),
    claims: paragraphs
      .flatMap(({ sentences }) => sentences)
      .flatMap(({ text, facts }) => (facts.length > 0 ? [{ text, facts }] : [])),
  }
}

export const without = (paragraphs: readonly Paragraph[], drop: (sentence: Sentence) => boolean): Paragraph[] =>
  paragraphs.map((paragraph) => ({ ...paragraph, sentences: paragraph.sentences.filter((one) => !drop(one)) }))

const joined = (paragraphs: readonly Paragraph[]): string =>
  paragraphs
    .filter(({ sentences }) => sentences.length > 0)
    .map(({ heading, sentences, lines }) => {
      const text = sentences.map((one) => one.text).join(lines ? '\n' : ' ')
      return heading === undefined ? text : `${heading}\n${text}`
    })
    .join('\n\n')

// What a slot is likely to become, in characters; names of products are known.
const SLOT_LENGTHS: Record<string, number> = { price: 20, link: 200, terms: 1000 }

/** Length once the slots are filled, as far as it can be known beforehand; never below the length as written. */
export function lengthOf(text: string, { products }: Records): number {
  const filled = text.replace(/\{\{([^}.]+)\.([^}]+)\}\}/g, (slot, owner: string, field: string) => {
    const name = field === 'name' ? products.find(({ ref }) => ref === owner)?.name : undefined
    return 'x'.repeat(name?.length ?? SLOT_LENGTHS[field] ?? Math.max(slot.length, 40))
  })
  return Math.max(text.length, filled.length)
}
