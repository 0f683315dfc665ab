/** The first letters of a word in one number, 7 bits a letter; see `letterOf`. */
export type Key = number

/** How many letters a key holds: as many as fit into a small integer. */
export const KEY_LENGTH = 4
const BITS = 7
/** Where the first letter stands in a key. */
const FIRST = BITS * (KEY_LENGTH - 1)

/** What every mark, blank and end of text counts as, and what every figure does. */
export const GAP = ' '
export const FIGURE = '0'

const WORD = /[\p{L}\p{N}]/u
const NUMBER = /\p{N}/u
const WHITE = /\s/u

/** A character as keys hold it: a small letter, `FIGURE` or `GAP`. */
export function letterOf(character: string): string {
  if (!WORD.test(character)) return GAP
  if (NUMBER.test(character)) return FIGURE
  return character === 'ſ' ? 's' : (character.toLowerCase()[0] ?? GAP)
}

/** A letter in 7 bits: those of English as they are, all others share what is left. */
function bitsOf(letter: string): number {
  const unit = letter.charCodeAt(0)
  return unit < 128 ? unit : unit % 32
}
const GAP_CODE = bitsOf(GAP)
/** Of the letters of European languages, which are most; the rest is asked one by one. */
const CODES = Uint8Array.from({ length: 0x250 }, (_, unit) => bitsOf(letterOf(String.fromCharCode(unit))))
const codeOf = (unit: number): number => CODES[unit] ?? bitsOf(letterOf(String.fromCharCode(unit)))

/** The key of so many letters. Letters share bits, so equal keys prove nothing. */
export const keyOf = (letters: string): Key =>
  Array.from(letters).reduce((key, letter) => (key << BITS) | bitsOf(letter), 0)

/** The key of the same word with a letter less. */
export const shorter = (key: Key): Key => key >> BITS

/** Where the words and marks of a text begin, in order, and the key of each: a run of marks and blanks is one `GAP`. */
export type WordStarts = { text: string; at: number[]; keys: Key[] }

export function wordStarts(text: string): WordStarts {
  const at: number[] = []
  const keys: Key[] = []
  // From the end, so that each key is made from the next one.
  let next = keyOf(GAP.repeat(KEY_LENGTH))
  let code = text === '' ? GAP_CODE : codeOf(text.charCodeAt(text.length - 1))
  for (let index = text.length - 1; index >= 0; index -= 1) {
    const before = index === 0 ? GAP_CODE : codeOf(text.charCodeAt(index - 1))
    const isGap = code === GAP_CODE
    if (!isGap || next >> FIRST !== GAP_CODE) next = (code << FIRST) | shorter(next)
    if (isGap ? isMark(text, index, text.charCodeAt(index)) : before === GAP_CODE) {
      at.push(index)
      keys.push(next)
    }
    code = before
  }
  return { text, at: at.toReversed(), keys: keys.toReversed() }
}

/** A mark may begin a phrase: "#1", "€ 20". Blanks do not, nor the second half of a character, nor what stands for a slot twice. */
function isMark(text: string, index: number, unit: number): boolean {
  if (unit === 32 || unit === 10) return false
  if (unit === 0) return text.charCodeAt(index - 1) !== 0
  return !(unit >= 0xdc00 && unit <= 0xdfff) && !WHITE.test(text.charAt(index))
}
