import type { Brief } from '../../../src/briefs/brief.ts'
import { type Chance, pick, shuffled } from './chance.ts'
import { quantitiesIn, respelled } from './figures.ts'
import type { Language, Sentence } from './clean-message.ts'

type Clause = { text: string; fact: string }

const PLAIN = /^[\p{L}\p{N}][\p{L}\p{N} .,'’()/%&+"°:*×–-]*$/u
/** What a good message would leave out for other reasons than truth. */
const UNFIT =
  /www|\.com|@|please|contact|call us|whats ?app|customer care|e-?mail|review|hurry|limited|offer|discount|gift|free\b|lowest|guarantee|toll|http|kindly|helpline|note:/i
const SHOUTED = /(?:\b[A-Z]{4,}\b[^a-z]*){2,}/

/** The sentences and parts of sentences that the brief's catalogue facts hold and that a message can take over. */
export function clausesOf(brief: Brief): Clause[] {
  return brief.facts
    .filter(
      ({ kind, use, text }) =>
        kind === 'product' && use === 'mention' && !/^(?:Price |In stock|Rating|Age group)/.test(text),
    )
    .flatMap(({ id, text }) =>
      text
        .replace(/^\[([^\]]+)\]\s*:?\s*/, '$1: ')
        .replace(/[★✔✅•➤►]/gu, '')
        .split(/(?<=[\p{L}\d)][.!?])\s+(?=\p{Lu})|\s*[|;•]\s*/u)
        .map((part) => ({ text: part.trim().replace(/[\s.,:!-]+$/, ''), fact: id })),
    )
    .filter(
      ({ text }) =>
        text.length >= 18 &&
        text.length <= 150 &&
        PLAIN.test(text) &&
        !UNFIT.test(text) &&
        !SHOUTED.test(text) &&
        text.split('(').length === text.split(')').length &&
        text.split('"').length % 2 === 1,
    )
}

const NEGATION = /\b(?:not|no|without|never|cannot)\b|n['’]t\b/i

/** A few clauses, those first that negate or measure something: there is most to get wrong in them. */
export function chooseClauses(chance: Chance, brief: Brief, count: number): Clause[] {
  const mixed = shuffled(chance, clausesOf(brief))
  const weight = ({ text }: Clause): number => (NEGATION.test(text) ? 2 : 0) + (quantitiesIn(text).length > 0 ? 1 : 0)
  return mixed.toSorted((a, b) => weight(b) - weight(a)).slice(0, count)
}

const VERB = /^(?:Supports|Comes|Features|Offers|Provides|Includes|Allows|Delivers|Gives|Has|Works|Uses|Keeps|Helps)\b/
const LABELLED = /^([A-Z][a-z]+(?: [A-Za-z]+){0,2}) ?[:–] ?([\p{L}\p{N}].*)$/u
const WHOLE = /^(?:The|It|This|Its|These|You|Each|With|All)\b/

type Frame = (clause: string, maker: string) => string
const FRAMES: Record<Language, readonly Frame[]> = {
  en: [
    (clause) => `Good to know: ${clause}.`,
    (clause) => `In the maker's words: ${clause}.`,
    (clause) => `From the description: ${clause}.`,
    (clause) => `One point of the product page: ${clause}.`,
    (clause) => `What the data sheet says: ${clause}.`,
    (clause, maker) => `${maker} puts it like this: ${clause}.`,
    (clause, maker) => `According to ${maker}: ${clause}.`,
    (clause) => `And one more thing: ${clause}.`,
  ],
  de: [
    (clause) => `In der Beschreibung steht: ${clause}.`,
    (clause) => `Der Hersteller schreibt: „${clause}“.`,
    (clause) => `Gut zu wissen: ${clause}.`,
    (clause, maker) => `${maker} sagt dazu: „${clause}“.`,
    (clause) => `Aus dem Datenblatt: ${clause}.`,
  ],
}

const FIGURE_FRAMES: Record<Language, readonly ((figure: string) => string)[]> = {
  en: [
    (figure) => `Among the figures of the {{p1.name}}: ${figure}.`,
    (figure) => `The description names ${figure}.`,
    (figure) => `One of its figures is ${figure}.`,
    (figure) => `The data sheet speaks of ${figure}.`,
  ],
  de: [
    (figure) => `In den Angaben steht: ${figure}.`,
    (figure) => `Der Hersteller nennt ${figure}.`,
    (figure) => `Zu den Angaben von {{p1.name}} gehört: ${figure}.`,
  ],
}

/** One clause as a sentence of a message; its figures are sometimes spelled as somebody else would spell them. */
export function tell(chance: Chance, { text, fact }: Clause, maker: string, language: Language): Sentence {
  const quantities = quantitiesIn(text)
  const figure = quantities[0]
  if (figure !== undefined && chance() < (language === 'de' ? 0.5 : 0.2)) {
    const said = pick(chance, FIGURE_FRAMES[language])(respelled(figure, language, chance()))
    return { text: said, facts: [fact], about: 'figure' }
  }
  const clause =
    figure !== undefined && language === 'en' && chance() < 0.3
      ? text.slice(0, figure.start) + respelled(figure, 'en', 0.7 + chance() * 0.3) + text.slice(figure.end)
      : text
  return { text: framed(chance, clause, maker, language), facts: [fact], about: 'quote' }
}

function framed(chance: Chance, clause: string, maker: string, language: Language): string {
  if (language === 'en') {
    if (VERB.test(clause)) {
      const rest = clause.charAt(0).toLowerCase() + clause.slice(1)
      return chance() < 0.5 ? `The {{p1.name}} ${rest}.` : `It ${rest}.`
    }
    const [, label = '', value = ''] = LABELLED.exec(clause) ?? []
    if (label !== '' && value.length < 60 && chance() < 0.7) {
      const name = label.toLowerCase()
      return pick(chance, [
        `${label}: ${value}.`,
        `As for the ${name}: ${value}.`,
        `Under "${name}" it says: ${value}.`,
      ])
    }
    if (WHOLE.test(clause) && chance() < 0.6) return `${clause}.`
  }
  return pick(chance, FRAMES[language])(clause, maker)
}
