/** What every mark, blank and end of text counts as, and what every figure does. */
export const GAP = ' '
export const FIGURE = '0'

const WORD = /[\p{L}\p{N}]/u
const NUMBER = /\p{N}/u
const WHITE = /\s/u

/** A character as phrases are looked up by it: a small letter, `FIGURE` or `GAP`. */
export function letterOf(character: string): string {
  if (!WORD.test(character)) return GAP
  if (NUMBER.test(character)) return FIGURE
  return character === 'ſ' ? 's' : (character.toLowerCase()[0] ?? GAP)
}

/** Of the letters of European languages, which are most; the rest is asked one by one. */
const IS_LETTER = Array.from({ length: 0x250 }, (_, unit) => WORD.test(String.fromCharCode(unit)))

const isLetterAt = (text: string, at: number): boolean => IS_LETTER[text.charCodeAt(at)] ?? WORD.test(text.charAt(at))

/** Where the words and marks of a text begin, in order. */
export type WordStarts = { text: string; at: readonly number[] }

export function wordStarts(text: string): WordStarts {
  const at: number[] = []
  let isInWord = false
  for (let index = 0; index < text.length; index += 1) {
    const isLetter = isLetterAt(text, index)
    if (isLetter ? !isInWord : isMark(text, index)) at.push(index)
    isInWord = isLetter
  }
  return { text, at }
}

/** A mark may begin a phrase: "#1", "€ 20". Blanks do not, nor the second half of a character, nor what stands for a slot twice. */
function isMark(text: string, index: number): boolean {
  const unit = text.charCodeAt(index)
  if (unit === 32 || unit === 10) return false
  if (unit === 0) return text.charCodeAt(index - 1) !== 0
  if (unit < 128) return unit > 32
  return !(unit >= 0xdc00 && unit <= 0xdfff) && !WHITE.test(text.charAt(index))
}
