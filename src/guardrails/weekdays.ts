const DAYS: Record<string, number> = {}
for (const names of [
  'sunday monday tuesday wednesday thursday friday saturday',
  'sonntag montag dienstag mittwoch donnerstag freitag samstag',
  'domingo lunes martes miércoles jueves viernes sábado',
  'dimanche lundi mardi mercredi jeudi vendredi samedi',
]) {
  for (const [index, name] of names.split(' ').entries()) DAYS[name] = index
}
DAYS['sonnabend'] = 6

const ANY = new RegExp(Object.keys(DAYS).join('|'), 'iu')

/** False when a text does not name a day of the week, in English, German, Spanish or French. */
export const weekdayIn = (text: string): boolean => ANY.test(text)

/** The number of a day of the week, Sunday is 0; null for any other word. */
export function weekdayOf(word: string): number | null {
  const name = word.toLowerCase()
  return Object.hasOwn(DAYS, name) ? (DAYS[name] ?? null) : null
}
