import { FIGURE, GAP, letterOf } from './word-starts.ts'

/** More letters lead to fewer phrases, and take longer to be made at boot. */
const MOST = 6

/**
 * What a pattern's matches can begin with: up to six letters as `letterOf` writes them. Fewer letters mean that
 * anything may follow, none that it may begin with anything.
 */
export function firstLetters(source: string): Set<string> {
  const { starts, next } = readAlternatives(source, 0)
  if (next < source.length) throw new Error(`A bracket is closed that nobody opened: ${source}`)
  return withoutLonger(new Set([...starts].map(({ letters }) => letters)))
}

/** The alternatives of a pattern, those inside brackets not told apart. */
export function alternativesOf(source: string): string[] {
  const parts: string[] = []
  let start = 0
  for (let at = 0; at < source.length; at = skipOne(source, at)) {
    if (source[at] !== '|') continue
    parts.push(source.slice(start, at))
    start = at + 1
  }
  return [...parts, source.slice(start)]
}

/** `open`: the pattern says what follows. */
type Start = { letters: string; open: boolean }
type Read = { starts: Start[]; next: number }

const NOTHING: Start[] = [{ letters: '', open: true }]
const ANYTHING: Start[] = [{ letters: '', open: false }]

const unique = (starts: Start[]): Start[] => [
  ...new Map(starts.map((start) => [`${start.letters}${start.open ? '' : '…'}`, start])).values(),
]

/** A shorter one holds all that begin with it. */
const withoutLonger = (letters: Set<string>): Set<string> =>
  new Set([...letters].filter((one) => !Array.from(one).some((_, length) => letters.has(one.slice(0, length)))))

function join(before: Start[], after: Start[]): Start[] {
  return unique(
    before.flatMap((start) => {
      if (!start.open || start.letters.length >= MOST) return [start]
      return after.map(({ letters, open }) => {
        const joined = start.letters.endsWith(GAP) && letters.startsWith(GAP) ? letters.slice(1) : letters
        return { letters: (start.letters + joined).slice(0, MOST), open }
      })
    }),
  )
}

function readAlternatives(source: string, from: number): Read {
  const all: Start[] = []
  let sequence = NOTHING
  let at = from
  while (at < source.length && source[at] !== ')') {
    if (source[at] === '|') {
      all.push(...sequence)
      sequence = NOTHING
      at += 1
      continue
    }
    if (sequence.every(({ letters, open }) => !open || letters.length >= MOST)) {
      at = skipOne(source, at)
      continue
    }
    const { starts, next } = readQuantifier(source, readElement(source, at))
    sequence = join(sequence, starts)
    at = next
  }
  return { starts: unique([...all, ...sequence]), next: at }
}

function readQuantifier(source: string, { starts, next }: Read): Read {
  const [mark = ''] = /^(?:[?*+]|\{\d+(?:,\d*)?\})\??/.exec(source.slice(next)) ?? []
  if (mark === '') return { starts, next }
  const isOptional = /^(?:[?*]|\{0)/.test(mark)
  const isOnce = mark.startsWith('?') || starts.every(({ letters }) => letters === GAP || letters === '')
  const once = isOnce ? starts : starts.map(({ letters }) => ({ letters, open: false }))
  return { starts: isOptional ? [...NOTHING, ...once] : once, next: next + mark.length }
}

/** One character, class, group or look-around. */
function readElement(source: string, at: number): Read {
  const next = skipOne(source, at)
  const element = source.slice(at, next)
  if (/^(?:\(\?(?:[!=]|<[!=])|\\b|\^|\$)/.test(element)) return { starts: NOTHING, next }
  if (element.startsWith('(')) {
    return { starts: readAlternatives(source, at + (element.startsWith('(?:') ? 3 : 1)).starts, next }
  }
  if (element.startsWith('[')) return { starts: startsOfClass(element), next }
  if (element === '.') return { starts: ANYTHING, next }
  return { starts: startsOfCharacter(element), next }
}

function startsOfCharacter(element: string): Start[] {
  if (element.startsWith('\\')) {
    if (element === '\\s' || element === '\\0') return [{ letters: GAP, open: true }]
    if (element === '\\d' || element === '\\p{N}' || element === '\\p{Nd}') return [{ letters: FIGURE, open: true }]
    if (/^\\[\p{L}\p{N}]/u.test(element)) return ANYTHING
    return [{ letters: letterOf(element.slice(1)), open: true }]
  }
  return [{ letters: letterOf(element), open: true }]
}

function startsOfClass(element: string): Start[] {
  const inner = element.slice(1, -1)
  if (inner.startsWith('^') || /\p{L}-\p{L}/u.test(inner)) return ANYTHING
  const parts = inner.match(/\\p\{\w+\}|\\.|\d-\d|./gu) ?? []
  return unique(parts.flatMap((part) => (/^\d-\d$/.test(part) ? startsOfCharacter('0') : startsOfCharacter(part))))
}

/** The place after one character, class or group. */
function skipOne(source: string, at: number): number {
  const character = source[at]
  if (character === '\\') return at + (/^\\[pP]\{\w+\}/.exec(source.slice(at, at + 40))?.[0].length ?? 2)
  if (character === '[') {
    let end = at + 1
    while (end < source.length && source[end] !== ']') end += source[end] === '\\' ? 2 : 1
    return end + 1
  }
  if (character !== '(') return at + 1
  let end = at + 1
  while (end < source.length && source[end] !== ')') end = skipOne(source, end)
  return end + 1
}
