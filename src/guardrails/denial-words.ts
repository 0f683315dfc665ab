/** Words that deny what stands after them, in English, German, Spanish and French. */
const DENIALS = new Set(
  "not no without never cannot none neither nor don't doesn't isn't aren't can't won't didn't wasn't hasn't haven't wouldn't shouldn't couldn't weren't mustn't needn't non nicht kein keine keinen keinem keiner keines ohne nie niemals sin nunca jamás ningún ninguna ninguno sans jamais aucun aucune pas".split(
    ' ',
  ),
)
/** Words that deny what they speak of without a word for "not". */
const AVOIDING = new Set(
  'avoid avoids avoiding prevent prevents preventing lack lacks lacking instead rather unlike hardly barely eliminates eliminate stops free vermeiden vermeidet verhindert statt anstatt kaum frei evita evitar impide falta évite éviter empêche'.split(
    ' ',
  ),
)

/** True for a word that can deny, whatever stands beside it. */
export const isDenying = (low: string): boolean => DENIALS.has(low)

/** True for a word that says "not" or "instead" in any way at all. */
export const isTurningAway = (low: string): boolean => DENIALS.has(low) || AVOIDING.has(low)
