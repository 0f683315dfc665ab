export type Some<T> = readonly [T, ...T[]]
type About = Some<(name: string) => string>

/**
 * The reviewed phrases of one language. They state nothing about the customer, feel nothing, hold no digit and promise nothing; facts
 * come in word for word, after a colon, so that any noun phrase or sentence fits. Parameters called `name` are slots.
 */
export type Phrases = {
  /** BCP 47; how days are written. */
  language: string
  subject: {
    /** Facts about the product follow. */
    product: About
    /** Nothing is said about the product. */
    bare: About
    compare: Some<(first: string, second: string) => string>
    plain: Some<string>
    service: Some<string>
    /** Facts about a product that somebody has. */
    after: About
    'price-drop': About
    'back-in-stock': About
  }
  /** `chat` is the beginning of a paragraph. */
  greeting: { named: Some<(name: string) => string>; neutral: Some<string>; chat: Some<(name: string) => string> }
  opening: {
    /** Facts about the product follow. */
    facts: About
    /** The same, for somebody who has bought. */
    after: About
    /** For somebody of whom nothing was heard for long; they say nothing of it. */
    back: About
    compare: Some<(first: string, second: string) => string>
    /** There is a product, but nothing to say about it. */
    bare: About
    /** Facts, but no name for their product. */
    unnamed: Some<string>
    /** Neither product nor facts. The closing behind it offers to take questions. */
    nothing: Some<string>
  }
  fact: {
    one: Some<(fact: string) => string>
    two: Some<(first: string, second: string) => string>
    more: Some<(fact: string) => string>
    /** The one that counts most. */
    key: Some<(fact: string) => string>
    /** One line of a comparison. */
    line: (name: string, facts: string) => string
  }
  /** What became better; the shortest comes first. They promise nothing: no word of these makes an offer, and none says that it will not last. */
  news: {
    drop: Some<(name: string, price: string, earlier: string, until: string) => string>
    back: Some<(name: string, since: string) => string>
  }
  /** What the customer stated, as English words in the past tense ("asked support a question"): other languages leave it out. */
  signal: readonly ((text: string) => string)[]
  price: Some<(price: string) => string>
  link: Some<(link: string) => string>
  offer: Some<(code: string, terms: string) => string>
  /** Said when the facts do not touch the matter in question. */
  missing: Some<string>
  closing: {
    letter: Some<string>
    after: Some<string>
    back: Some<string>
    compare: Some<string>
    service: Some<string>
  }
  service: {
    open: Some<string>
    /** Names the product that the customer complained about. */
    about: About
    unsettled: Some<string>
    /** Names the matter as the customer stated it, where `signal` has frames. */
    quoted?: (text: string) => string
    ask: Some<string>
  }
  /** For text messages, some of them for chats. Every character of them is in the GSM alphabet, since one that is not doubles what they cost. */
  sms: {
    facts: Some<(name: string, fact: string) => string>
    after: Some<(name: string, fact: string) => string>
    /** A fact without a name for its product. */
    unnamed: (fact: string) => string
    also: (fact: string) => string
    bare: (name: string) => string
    nothing: Some<string>
    link: (link: string) => string
    offer: (code: string, terms: string) => string
    ask: { plain: Some<string>; after: Some<string>; back: Some<string> }
    service: { about: About; unsettled: Some<string>; ask: string }
  }
  /** With the punctuation that the language sets before names. */
  signOff: Some<string>
  call: {
    headings: { opening: string; point: string; questions: string; closing: string }
    hello: Some<(name: string | null) => string>
    caller: (agent: string | null, brand: string | null) => string | null
    suits: Some<string>
    /** `after` is for somebody who has bought: nothing is left to decide. */
    questions: {
      product: Some<string>
      after: Some<string>
      back: Some<string>
      compare: Some<string>
      service: Some<string>
    }
    thanks: Some<string>
    goodbye: (agent: string | null, brand: string | null) => string
  }
}
