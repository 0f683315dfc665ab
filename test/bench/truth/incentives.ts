import { readFileSync } from 'node:fs'
import { anOffer, blocksOf, claimsOnAll, worldOf } from './brief-of.ts'
import { isHeldOut } from './chance.ts'
import { product, signal } from '../../briefs/inputs.ts'

/** A passage of a message. `forbidden`: it ties something of worth to a review, what it says, or its removal. */
type Phrasing = { text: string; forbidden: boolean; why: string; language: 'en' | 'de' | 'es' }

export type IncentiveResult = {
  figures: { recall: number; falseBlocks: number; n: number }
  /** Forbidden ones that any rule at all blocks, for whatever reason. */
  blockedByAnyRule: number
  byLanguage: { language: string; n: number; missed: number; blockedWrongly: number }[]
  misses: { kind: 'missed' | 'blocked wrongly'; language: string; text: string; why: string; rules: string[] }[]
}

/** The customer wrote to us and asked something, so that thanks and answers are no false familiarity. */
const SAID = [
  signal('support-contacted', 3, { productId: 'a', topic: 'question' }),
  signal('question-asked', 2, { productId: 'a' }),
]

const LEAST = 150
/** A forbidden text counts as found only when a rule on incentives or reviews finds it. */
const RULES = /incentive|review/

const LOCALES = { en: 'en-GB', de: 'de-DE', es: 'es-ES' }
const FORM = {
  en: ['Hello {{customer.first_name}},', 'Kind regards,'],
  de: ['Guten Tag {{customer.first_name}},', 'Freundliche Grüße'],
  es: ['Hola, {{customer.first_name}}:', 'Un saludo,'],
} as const

/** @throws Error when there are too few phrasings, or not half of them are legitimate */
export function readPhrasings(): Phrasing[] {
  const rows = readFileSync(new URL('incentive-phrasings.jsonl', import.meta.url), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Phrasing)
  const legitimate = rows.filter(({ forbidden }) => !forbidden).length
  if (new Set(rows.map(({ text }) => text)).size < LEAST) throw new Error(`There are only ${rows.length} phrasings.`)
  if (Math.abs(legitimate / rows.length - 0.5) > 0.05)
    throw new Error(`${legitimate} of ${rows.length} are legitimate.`)
  return rows
}

/** Checks each phrasing as the body of a message, in a world in which offer and rating are true. */
export function runIncentives(heldOut: boolean): IncentiveResult {
  const results = readPhrasings()
    .filter(({ text }) => isHeldOut(text) === heldOut)
    .map((row) => ({ ...row, rules: rulesOf(row) }))
  const found = (rules: readonly string[]): boolean => rules.some((rule) => RULES.test(rule.split(':')[0] ?? ''))
  const forbidden = results.filter((each) => each.forbidden)
  const legitimate = results.filter((each) => !each.forbidden)
  const missed = forbidden.filter(({ rules }) => !found(rules))
  const wrongly = legitimate.filter(({ rules }) => rules.length > 0)
  const share = (part: number, whole: number): number => Math.round((part / Math.max(1, whole)) * 10_000) / 10_000
  return {
    figures: {
      recall: share(forbidden.length - missed.length, forbidden.length),
      falseBlocks: share(wrongly.length, legitimate.length),
      n: results.length,
    },
    blockedByAnyRule: share(forbidden.filter(({ rules }) => rules.length > 0).length, forbidden.length),
    byLanguage: (['en', 'de', 'es'] as const).map((language) => ({
      language,
      n: results.filter((each) => each.language === language).length,
      missed: missed.filter((each) => each.language === language).length,
      blockedWrongly: wrongly.filter((each) => each.language === language).length,
    })),
    misses: [
      ...missed.map(({ language, text, why, rules }) => ({ kind: 'missed' as const, language, text, why, rules })),
      ...wrongly.map(({ language, text, why, rules }) => ({
        kind: 'blocked wrongly' as const,
        language,
        text,
        why,
        rules,
      })),
    ],
  }
}

function rulesOf({ text, language }: Phrasing): string[] {
  // Every second message has an offer at hand, and whoever names its code always: an offer in the brief tells nothing.
  const offer = text.includes('{{o1') || /10 ?%/.test(text) || text.length % 2 === 0 ? anOffer(10) : null
  const thing = product('a', { attributes: { rating: '4.3 out of 5', rating_count: 812 } })
  const world = worldOf(thing, { locale: LOCALES[language], offer, signals: SAID })
  const [greeting, end] = FORM[language]
  const body = `${greeting}\n\n${text}\n\n${end}\n{{brand.name}}`
  const found = blocksOf(world, { subject: '{{p1.name}}', body }, claimsOnAll(text, world.brief))
  return found.map(({ rule, message }) => `${rule}: ${message}`)
}
