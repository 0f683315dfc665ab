const POSSESSIVE = /['’]s?$/

/**
 * What is compared of a word in small letters: a light stem, enough to make "charges" and "charging" one word, in English;
 * other languages lose an `s` or an `e` alike on both sides.
 */
export function keyOf(low: string): string {
  let key = low.replace(POSSESSIVE, '')
  if (key.length > 4 && key.endsWith('ies')) return key.slice(0, -3) + 'y'
  if (key.length > 5 && key.endsWith('ing')) key = key.slice(0, -3)
  else if (key.length > 4 && (key.endsWith('ed') || key.endsWith('es') || key.endsWith('ly'))) key = key.slice(0, -2)
  else if (key.length > 3 && key.endsWith('s') && !key.endsWith('ss')) key = key.slice(0, -1)
  return key.length > 3 && key.endsWith('e') ? key.slice(0, -1) : key
}
