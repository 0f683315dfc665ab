import type { Brief } from '../briefs/brief.ts'
import type { CheckedMessage, Finding, Guardrail } from './guardrail.ts'
import { saidTexts } from './said-texts.ts'
import { fieldsOf, foundAt, type Place, placesOf, quoted } from './text-places.ts'

const RULE = 'shouting'
/** Two words in capitals with nothing but blanks and marks between them: most texts have none, and no more is done. */
const CAPITALS = /(?<![\p{L}\p{N}])\p{Lu}[\p{Lu}'’]*[^\p{L}\p{N}\u0000]+\p{Lu}[\p{Lu}'’]+(?![\p{L}\p{N}])/u
const TOKEN = /[\p{L}\p{N}][\p{L}\p{N}'’]*/gu
const IN_CAPITALS = /^\p{Lu}[\p{Lu}'’]*$/u
const MARKS = /[!！]{2,}|[!！][?？][!？！?]*|[?？]+[!！][!？！?]*/gu
const JOINS = /^[^\p{L}\p{N}\u0000.:;\n]*$/u
/** From so many words on it is certain. */
const SHOUTED = 3
const LONG = 4

const ACRONYMS = new Set(
  'AC AI API BBQ CD CEO CPU CRM CV DAB DIN DIY DNA DSL DVD ECO EU EUR FAQ FHD FM FSC GB GBP GMBH GPS GPU GSM HD HDMI HDR HEPA HIFI HP INC IPS ISO KG LAN LCD LED LLC LTD MB MDF MP NASA NFC NHS OK OLED PC PDF PLC PVC PS QLED QR RAM RGB ROM SIM SLR SMS SPF SSD SUV SWR TB TFT TV UHD UK UPS USA USB USD UV VAT VPN VR WC WLAN XL XS XXL'.split(
    ' ',
  ),
)

/** Words in capitals that are written so: in facts, product names, names that slots stand for. */
function knownCapitals(message: CheckedMessage, brief: Brief): Set<string> {
  const texts = [...saidTexts(brief), ...Object.values(message.slots)]
  return new Set(texts.flatMap((text) => text.match(TOKEN) ?? []).filter((word) => IN_CAPITALS.test(word)))
}

/** Runs of two and more words in capitals. A single letter belongs to a run and counts for nothing. */
function runsIn(plain: string, isKnown: (word: string) => boolean): { place: Place; words: string[] }[] {
  const runs: { place: Place; words: string[] }[] = []
  let last: Place | null = null
  for (const place of placesOf(TOKEN, plain)) {
    const word = plain.slice(place.start, place.end)
    if (!IN_CAPITALS.test(word)) {
      last = null
      continue
    }
    const run = runs.at(-1)
    const counted = word.length > 1 && !isKnown(word) ? [word] : []
    if (run !== undefined && last !== null && JOINS.test(plain.slice(last.end, place.start))) {
      run.place.end = place.end
      run.words.push(...counted)
    } else {
      runs.push({ place: { ...place }, words: counted })
    }
    last = place
  }
  return runs
}

/** Capitals and rows of exclamation marks are read as shouting. Acronyms, product names and the brand's own name are none. */
export const shouting: Guardrail = {
  rule: RULE,
  check(message, brief) {
    let known: Set<string> | null = null
    const isKnown = (word: string) => ACRONYMS.has(word) || (known ??= knownCapitals(message, brief)).has(word)
    return fieldsOf(message.content).flatMap(({ field, text, plain }) => {
      const found: Finding[] = []
      for (const { place, words } of CAPITALS.test(plain) ? runsIn(plain, isKnown) : []) {
        const isCertain = words.length >= SHOUTED
        if (!isCertain && words.filter((word) => word.length >= LONG).length < 2) continue
        const sentence = `${quoted(text, place)} shouts: write it in small letters.`
        found.push(foundAt(RULE, isCertain ? 'block' : 'warn', sentence, field, place))
      }
      for (const place of placesOf(MARKS, plain)) {
        found.push(foundAt(RULE, 'warn', `${quoted(text, place)} shouts: one mark is enough.`, field, place))
      }
      return found
    })
  },
}
