import type { Claim } from '../../../src/guardrails/guardrail.ts'
import { anOffer, reduction, type World, worldOf } from './brief-of.ts'
import type { Item } from './catalogue.ts'
import { type Chance, chanceOf, pick } from './chance.ts'
import { chooseClauses, tell } from './clauses.ts'
import { localNumber } from './figures.ts'
import { DISCOUNT, FORM, moneyText, OFFER, PRICE, RATING, SAVING, SINCE, STOCK } from './phrases.ts'

export type Language = 'en' | 'de'
/** What a sentence states; `frame` states nothing. */
export type About =
  | 'frame'
  | 'quote'
  | 'figure'
  | 'price'
  | 'discount'
  | 'saving'
  | 'rating'
  | 'stock'
  | 'offer'
  | 'since'
  | 'link'
export type Sentence = { text: string; facts: string[]; about: About }
/** A true message, sentence by sentence, and the brief that it rests on. */
export type Message = World & { item: Item; subject: string; sentences: Sentence[] }

/** A short e-mail out of the catalogue's own statements; null when the catalogue says too little. */
export function cleanMessage(item: Item): Message | null {
  const { product, language, locale } = item
  const chance = chanceOf(`message ${product.id}`)
  const offer = chance() < 0.25 ? anOffer(pick(chance, [10, 15, 20])) : null
  const changes = chance() < 0.6 ? reduction(product) : []
  const world = worldOf(product, { locale, offer, changes })
  const clauses = chooseClauses(chance, world.brief, 2 + Math.floor(chance() * 3))
  if (clauses.length < 2) return null
  const form = FORM[language]
  const frame = (text: string): Sentence => ({ text, facts: [], about: 'frame' })
  const quotes = clauses.map((clause) => tell(chance, clause, product.brand ?? '', language))
  return {
    ...world,
    item,
    subject: subjectOf(chance, form, world),
    sentences: [
      frame(pick(chance, form.greetings)),
      frame(opener(chance, item)),
      ...quotes,
      ...colourOf(chance, item, world),
      ...ratingOf(chance, item, world),
      ...priceOf(chance, item, world),
      ...stockOf(chance, item, world),
      ...offerOf(chance, item, world),
      { text: pick(chance, form.links), facts: [], about: 'link' },
      frame(pick(chance, form.ends)),
    ],
  }
}

/** Names of these catalogues can be longer than a subject may be. */
function subjectOf(chance: Chance, { subjects, plain }: (typeof FORM)[Language], { slots }: World): string {
  return (slots['p1.name'] ?? '').length > LONGEST_NAME ? plain : pick(chance, subjects)
}
const LONGEST_NAME = 40

/** The beginning of a name that people would say, cut between two words. */
export function shortName(name: string): string {
  const start = /^[^,(|[:;]{6,60}/.exec(name)?.[0] ?? ''
  return (start.length < 60 ? start : start.replace(/ [^ ]*$/, '')).trim()
}

/** The name stands in letters in a fifth of the messages, otherwise it is a slot. */
function opener(chance: Chance, { product, language }: Item): string {
  const text = pick(chance, FORM[language].openers)
  const name = shortName(product.name)
  return chance() < 0.2 && name.includes(' ') ? text.replace('{{p1.name}}', name) : text
}

const idsOf = ({ brief }: World, isIt: (text: string) => boolean): string[] =>
  brief.facts.filter(({ use, text }) => use === 'mention' && isIt(text)).map(({ id }) => id)

function ratingOf(chance: Chance, { product, language }: Item, world: World): Sentence[] {
  const { rating, rating_count: count } = product.attributes ?? {}
  const facts = idsOf(world, (text) => /^Rating(?: count)?: /.test(text))
  if (typeof rating !== 'string' || typeof count !== 'number' || facts.length < 2 || chance() < 0.3) return []
  const text = pick(chance, RATING[language])(
    localNumber(Number.parseFloat(rating), language),
    localNumber(count, language),
  )
  return [{ text, facts, about: 'rating' }]
}

function colourOf(chance: Chance, { product, language }: Item, world: World): Sentence[] {
  const { colour } = product.attributes ?? {}
  const facts = idsOf(world, (text) => text.startsWith('Colour: '))
  if (language === 'de' || typeof colour !== 'string' || facts.length === 0) return []
  return [{ text: pick(chance, [`Its colour is ${colour}.`, `It is ${colour}.`]), facts, about: 'quote' }]
}

function priceOf(chance: Chance, { product, language }: Item, world: World): Sentence[] {
  const { price, listPrice } = product
  if (price === undefined) return []
  const now = idsOf(world, (text) => text.startsWith('Price ') && text.includes(price.amount))
  const isSlot = chance() < 0.4
  const said = isSlot ? '{{p1.price}}' : moneyText(chance, price, language)
  const sentences: Sentence[] = [{ text: pick(chance, PRICE[language])(said), facts: now, about: 'price' }]
  const both = listPrice === undefined ? [] : idsOf(world, (text) => text.includes(listPrice.amount))
  if (listPrice === undefined || both.length === 0) return sentences
  const list = moneyText(chance, listPrice, language)
  const saved = Number(listPrice.amount) - Number(price.amount)
  const facts = [...new Set([...now, ...both])]
  if (chance() < 0.6) {
    const percent = Math.round((saved / Number(listPrice.amount)) * 100)
    sentences.push({ text: pick(chance, DISCOUNT[language])(percent, list), facts, about: 'discount' })
  } else {
    const amount = moneyText(chance, { amount: saved.toFixed(2), currency: price.currency }, language)
    sentences.push({ text: pick(chance, SAVING[language])(amount, list), facts, about: 'saving' })
  }
  const dated = idsOf(world, (text) => text.includes('2026-11-10'))
  if (dated.length > 0 && chance() < 0.4) {
    sentences.push({ text: pick(chance, SINCE[language]), facts: dated, about: 'since' })
  }
  return sentences
}

function stockOf(chance: Chance, { language }: Item, world: World): Sentence[] {
  const facts = idsOf(world, (text) => text === 'In stock')
  return facts.length === 0 || chance() < 0.5 ? [] : [{ text: pick(chance, STOCK[language]), facts, about: 'stock' }]
}

function offerOf(chance: Chance, { language }: Item, world: World): Sentence[] {
  const { offer } = world.brief
  if (offer === null) return []
  const facts = world.brief.facts.filter(({ kind }) => kind === 'offer').map(({ id }) => id)
  return [{ text: pick(chance, OFFER[language])(offer.value), facts, about: 'offer' }]
}

/** Body and claims of a message; `starts` are the places of its sentences in the body. */
export function assemble(sentences: readonly Sentence[], signature = '{{brand.name}}') {
  const starts: number[] = []
  let body = ''
  sentences.forEach(({ text, about }, index) => {
    const before = sentences[index - 1]?.about
    if (index > 0)
      body +=
        about === 'quote' && before === 'quote'
          ? ' '
          : index === 1 || about === 'link' || index === sentences.length - 1 || before !== about
            ? '\n\n'
            : ' '
    starts.push(body.length)
    body += text
  })
  const claims: Claim[] = sentences.filter(({ facts }) => facts.length > 0).map(({ text, facts }) => ({ text, facts }))
  return { body: `${body}\n${signature}`, claims, starts }
}
