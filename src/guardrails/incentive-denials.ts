import type { Place } from './text-places.ts'

/** Up to so many words in between. */
const words = (most: number): string => String.raw`(?:[\p{L}\p{N}'’%€$£-]+,?\s+){0,${most}}?`
/** Words that deny what stands after them. "No obligation", "not only", "don't miss" deny nothing that is given. */
const NEGATORS = [
  String.raw`no(?!\s+(?:obligation|pressure|rush|hurry|doubt|matter|wonder|problem|worries|less|more\s+than|later|se\s|olvide|olvides|pierda|pierdas|dude|dudes|lo\s|le\s|te\s|solo|sólo|review|rating|stars|feedback))|without|nor|neither|none|nothing(?!\s+(?:says|beats|better|easier|to\s+lose|like))|not(?!\s+(?:only|just|least|forget|miss|yet|regret|hesitate|be\s+shy|bad))|never(?!\s+(?:forget|regret|miss))|(?:do|does|did|ca|wo|would|should|could|is|are)n['’]t(?!\s+(?:forget|miss|regret|hesitate|wait|worry|be\s+shy|delay))|cannot|regardless|independent(?:ly)?|instead\s+of|rather\s+than`,
  String.raw`kein(?:e[nrms]?|erlei)?|ohne|weder|nichts|unabhängig|nicht(?!\s+(?:nur|vergessen|verpassen|bereuen|zögern|schaden))|nie|niemals|statt`,
  String.raw`sin|ning(?:ún|una)|ni|nada|nunca|jamás|tampoco|sans|aucune?|pas(?!\s+seulement)|rien|jamais`,
]
const DENIED_BEFORE = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${NEGATORS.join('|')})\s+${words(7)}$`, 'iu')
/** German and Spanish may deny at the end: "Rabatte gibt es dafür nicht". */
const DENIED_AFTER =
  /^\s+(?:[\p{L}'’]+\s+){0,8}?(?:nicht\s*(?:[.,;:!]|$)|nicht\s+(?:geben|vergeben|gewähren|vorgesehen|geknüpft|gebunden|erwünscht|möglich)|no\s+(?:hay|damos|ofrecemos|existen|se\s+(?:dan|compran|pagan|ofrecen))|(?:is|are|was|were|has|have|plays?)\s+(?:(?:not|n['’]t|never|nothing|no)\s+|nothing\s+to\s+do)(?:[\p{L}'’]+\s+){0,2}?(?:part|offered|given|tied|linked|attached|expected|possible|allowed|connected|related|available|depend\p{L}*|with|for|on)|(?:isn|aren)['’]t\s|an\s+kein|est[áa]n?\s+(?:prohibid|exclu)|(?:is|are)\s+(?:forbidden|banned|prohibited|excluded|against)|ausgeschlossen|verboten)/iu
/** What ends the reach of a denial: "no fee, and we add a gift". */
const TURN =
  /[.!?;:\n]|,\s+(?:but|aber|sondern|pero|sino|mais|and\s+(?:we|you)|und\s+(?:wir|Sie)|y\s+(?:le|te))(?!\p{L})|(?<!\p{L})(?:but|aber|sondern|pero|sino|mais)(?!\p{L})/giu

/** True when the words around a place say that it is not given: "no voucher", "we never pay", "Gegenleistung gibt es nicht". */
export function isDenied(plain: string, { start, end }: Place): boolean {
  const before = plain.slice(Math.max(0, start - 70), start)
  const turn = [...before.matchAll(TURN)].at(-1)
  const reach = turn === undefined ? before : before.slice(turn.index + turn[0].length)
  return DENIED_BEFORE.test(reach) || DENIED_AFTER.test(plain.slice(end, end + 80))
}
