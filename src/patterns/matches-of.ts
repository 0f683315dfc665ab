/**
 * Every match of a global pattern, in text order. Several times faster than `matchAll`, which makes a new
 * pattern at each call: the checks ask a hundred patterns for each message.
 */
export function matchesOf(pattern: RegExp, text: string): RegExpExecArray[] {
  const matches: RegExpExecArray[] = []
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    matches.push(match)
    if (match[0] === '') pattern.lastIndex += 1
  }
  return matches
}
