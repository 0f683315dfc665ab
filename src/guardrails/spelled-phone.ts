import { matchesOf } from '../patterns/matches-of.ts'
import type { Place } from './text-places.ts'
import { placesOf } from './text-places.ts'

const DIGIT_WORDS =
  'zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|' +
  'null|eins|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun|' +
  'cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|' +
  'zéro|un|deux|trois|quatre|cinq|sept|huit|neuf|plus'
const GAP = String.raw`[\s,.·-]{1,3}`
/** Six digits or more in words, figures among them or not. Nobody counts like that in a message. */
const SPELLED = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:${DIGIT_WORDS})(?:${GAP}(?:${DIGIT_WORDS}|\p{Nd}{1,3})){5,20}(?![\p{L}\p{N}])`,
  'giu',
)
/** Figures with signs between them that stand in no amount: keycaps, stars, dots in the middle. */
const SIGNED = /(?<![\p{L}\p{N}])\+?\p{Nd}(?:(?:[ ·•_*~]|\uFE0F|\u20E3){1,3}\p{Nd}){6,20}/gu
/** A word that asks to call, and at least five figures right behind it. */
const CALL =
  /(?<!\p{L})(?:call|ring|dial|whatsapp|tel|phone|ruf|anrufen|llama|llame|llámanos|appelez|appelle|téléphonez)(?:[^\p{L}\p{N}\n\0]{1,3}(?:us|me|now|on|at|an|uns|unter|al|nos|au|le)){0,3}[^\p{L}\p{N}\n\0]{1,3}((?!\p{Nd}{1,3}\.\p{Nd}{3}(?!\p{Nd}))\p{Nd}(?:[ ().-]{0,2}\p{Nd}){4,6})(?![\p{L}\p{N}%€$£]|[.,:]\p{Nd}| ?[€$£%])/giu

/** Telephone numbers in words, in disguise, or too short to be known by themselves. */
export function spelledPhonePlaces(plain: string): Place[] {
  const called = matchesOf(CALL, plain).map((match) => {
    const end = match.index + match[0].length
    return { start: end - (match[1] ?? '').length, end }
  })
  return [...placesOf(SPELLED, plain), ...placesOf(SIGNED, plain), ...called]
}
