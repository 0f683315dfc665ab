import type { Paragraph, Sentence } from './letter.ts'
import { say } from './letter.ts'
import type { Material } from './material.ts'
import { newsSentence } from './news-sentence.ts'
import type { Plan } from './plan.ts'
import type { Quote } from './quotable.ts'

/** The middle of a message that answers a complaint. Names no review, no price, no offer. */
export function servicePoint({ plan, phrases, pick, records }: Material): Paragraph[] {
  const { quote, name, basis } = plan.kind === 'service' ? plan : { quote: null, name: null, basis: [] }
  const { quoted, about, unsettled } = phrases.service
  const matter =
    quote !== null && quoted !== undefined
      ? say(1, quoted(quote.text), [quote.id])
      : say(1, name === null ? pick('unsettled', unsettled) : pick('about', about)(name), basis)
  return [
    { sentences: [matter, say(2, pick('open', phrases.service.open))] },
    // On the telephone the questions have a part of their own.
    { sentences: records.task.channel === 'call' ? [] : [say(1, pick('ask', phrases.service.ask))] },
  ]
}

/** The middle of every other message: what can be said about one product, or about several side by side. */
export function productPoint(material: Material): Paragraph[] {
  const { plan } = material
  if (plan.kind === 'compare') return comparison(material, plan)
  if (plan.kind === 'product') return oneProduct(material, plan)
  return []
}

function oneProduct(material: Material, plan: Extract<Plan, { kind: 'product' }>): Paragraph[] {
  const { phrases, pick, occasion } = material
  const { name, quotes, news } = plan
  const [firstFrame] = phrases.signal
  const signal = firstFrame === undefined ? null : plan.signal
  // A name is said once: where the signal says it, the opening needs it no more.
  const isNamed = name !== null && signal?.text.includes(name) === true
  const opening =
    quotes.length > 0
      ? name === null || isNamed
        ? pick('opening', phrases.opening.unnamed)
        : pick('opening', phrases.opening[occasion === 'plain' ? 'facts' : occasion])(name)
      : name === null
        ? pick('opening', phrases.opening.nothing)
        : pick('opening', phrases.opening.bare)(name)
  // Facts hang on the sentence that names their product.
  const rankOfNaming = quotes.length > 0 && name !== null ? 0 : 1
  const thanks =
    signal === null || firstFrame === undefined
      ? []
      : [
          say(isNamed ? rankOfNaming : 5, pick('signal', [firstFrame, ...phrases.signal.slice(1)])(signal.text), [
            signal.id,
          ]),
        ]
  if (news !== null) {
    // The price stands in the news already.
    const isPriced = news.kind === 'price-drop'
    return [
      { sentences: [newsSentence(material, news)] },
      { sentences: factSentences(material, quotes, false) },
      {
        sentences: [...(isPriced ? [] : price(material, plan.ref)), ...link(material, plan.ref, 3)],
      },
      { sentences: offer(material) },
    ]
  }
  return [
    {
      sentences: [...thanks, ...(isNamed && quotes.length === 0 ? [] : [say(isNamed ? 2 : rankOfNaming, opening)])],
    },
    { sentences: [...factSentences(material, quotes, plan.concern === 'met'), ...missing(material, plan)] },
    { sentences: [...price(material, plan.ref), ...link(material, plan.ref, 3)] },
    { sentences: offer(material) },
  ]
}

function comparison(material: Material, plan: Extract<Plan, { kind: 'compare' }>): Paragraph[] {
  const { phrases, pick } = material
  const [first, second] = plan.products
  const lines = plan.products.map(({ ref, name, quotes }, index): Paragraph => ({
    sentences: [
      say(
        index < 2 ? 1 : 3,
        phrases.fact.line(name, quotes.map(({ text }) => text).join('; ')),
        quotes.map(({ id }) => id),
      ),
      ...(index < 2 ? price(material, ref) : []),
      ...(index < 2 ? link(material, ref, 4) : []),
    ],
  }))
  const opening = say(3, pick('opening', phrases.opening.compare)(first.name, second.name))
  return [{ sentences: [opening] }, ...lines, { sentences: offer(material) }]
}

/** One to three facts as sentences; each quotes its facts word for word. */
function factSentences({ phrases, pick }: Material, quotes: readonly Quote[], isKeyFirst: boolean): Sentence[] {
  const [first, second, third] = quotes
  const { one, two, more, key } = phrases.fact
  if (first === undefined) return []
  const alone = say(1, framed(first, pick('fact', isKeyFirst ? key : one)), [first.id])
  if (second === undefined) return [alone]
  if (isKeyFirst || isLabelled(first) || isLabelled(second) || pick('pairing', ['apart', 'together']) === 'apart') {
    return [alone, say(3, framed(second, pick('more', more)), [second.id])]
  }
  const pair = say(1, pick('pair', two)(first.text, second.text), [first.id, second.id])
  return third === undefined ? [pair] : [pair, say(4, framed(third, pick('more', more)), [third.id])]
}

/** `Noise level: 39 dB` has its own colon and needs no frame with another. */
export const isLabelled = ({ text }: Quote): boolean => /: /.test(text)
const framed = (quote: Quote, frame: (fact: string) => string): string =>
  isLabelled(quote) ? `${quote.text}.` : frame(quote.text)

function missing({ phrases, pick }: Material, { concern, quotes }: Extract<Plan, { kind: 'product' }>): Sentence[] {
  return concern === 'open' && quotes.length > 0 ? [say(3, pick('missing', phrases.missing))] : []
}

export function price({ slot, phrases, pick, occasion }: Material, ref: string | null): Sentence[] {
  const price = ref === null || occasion === 'after' ? null : slot(`${ref}.price`)
  return price === null ? [] : [say(2, pick('price', phrases.price)(price))]
}

/** An address cannot be read out on the telephone. */
function link({ slot, phrases, pick, records, sells }: Material, ref: string | null, rank: number): Sentence[] {
  const link = ref === null || !sells || records.task.channel === 'call' ? null : slot(`${ref}.link`)
  return link === null ? [] : [say(rank, pick('link', phrases.link)(link))]
}

function offer({ slot, phrases, pick, records, sells }: Material): Sentence[] {
  const code = slot('o1.code')
  const terms = slot('o1.terms')
  return sells && records.hasOffer && code !== null && terms !== null
    ? [say(2, pick('offer', phrases.offer)(code, terms))]
    : []
}
