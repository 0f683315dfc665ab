/** What a page says of itself. */
export type Page = { path?: unknown; url?: unknown; title?: unknown; name?: unknown }

/** Where it says that reviews are read there, and of which product where its address names one. */
export type ReviewPage = { found: 'path' | 'fragment' | 'title' | 'name'; productId: string | null }

/** Longer is no address and no title, but something that wants to cost time. */
const MAX_LENGTH = 2000

/** Words for reviews, without accents, in the languages of most European shops. */
const REVIEWS =
  /(?<![a-z])(reviews?|ratings?|testimonials?|bewertung(en)?|kundenbewertung(en)?|rezension(en)?|kundenrezension(en)?|erfahrungen|erfahrungsberichte?|opinion(es|i|ie)?|resen(a|as|ha|has)|valoracion(es)?|avaliac(ao|oes)|avis(-clients)?|recension[ei]|recensies?|beoordeling(en)?|omdomen|anmeldelser|arvostelut)(?![a-z])/
/** The same words about something else. */
const NO_REVIEWS = /(?<![a-z])(age|content|credit|energy)[\s_-]ratings?(?![a-z])/g
/** Somebody who writes a review does not read one. */
const WRITING =
  /(?<![a-z])(write|writing|new|submit|leave|create|edit|schreiben|abgeben|verfassen|escribir|ecrire|scrivi)(?![a-z])/
/** Where a look over something is a step or a notice: the order before it is placed, an account, the law. */
const ELSEWHERE =
  /(?<![a-z])(checkout|cart|basket|orders?|payment|kasse|warenkorb|bestell(ung|ungen|en)|pedidos?|commandes?|carrito|panier|legal|mentions|privacy|confidentialite|terms|admin|account)(?![a-z])/
const OF_PRODUCT =
  /\/(?:p|dp|products?|produkte?|productos?|produits?|prodott[oi]|items?|artikel)\/([^/]+)\/(?:[^/]+\/)?[^/]*$/
const AFTER_REVIEWS = /\/(?:product-)?reviews?\/([^/]+)\/?$/

/**
 * Reading reviews has no event of its own in most shops, but pages of its own in many. A path counts before a title: titles
 * are written for people who search.
 */
export function reviewPageOf(page: Page): ReviewPage | null {
  const path = pathOf(page)
  const segments = plain(path).split('/')
  if (segments.some((segment) => ELSEWHERE.test(segment))) return null
  const at = segments.findIndex(speaksOfReviews)
  if (at >= 0) {
    const writes = segments.slice(at, at + 2).some((segment) => WRITING.test(segment))
    return writes ? null : { found: 'path', productId: productOf(path) }
  }
  // A tab of the product's own page, to which the address jumps.
  if (isAboutReading(fragmentOf(page))) return { found: 'fragment', productId: productOf(`${path}/`) }
  for (const found of ['title', 'name'] as const) {
    if (isAboutReading(plain(textOf(page[found]) ?? ''))) return { found, productId: productOf(`${path}/`) }
  }
  return null
}

const speaksOfReviews = (text: string): boolean => REVIEWS.test(text.replace(NO_REVIEWS, ''))
const isAboutReading = (text: string): boolean => speaksOfReviews(text) && !WRITING.test(text) && !ELSEWHERE.test(text)

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= MAX_LENGTH ? value : undefined

const fragmentOf = ({ url }: Page): string => {
  const text = textOf(url) ?? ''
  return text.includes('#') ? plain(text.slice(text.indexOf('#') + 1)) : ''
}

/** The path, without query: `?sort=rating` is a list of products. */
function pathOf({ path, url }: Page): string {
  const given = textOf(path) ?? textOf(url)?.replace(/^[a-z]+:\/\/[^/?#]*/i, '') ?? ''
  return decoded(given.split(/[?#]/, 1)[0]!)
}

function productOf(path: string): string | null {
  const id = (OF_PRODUCT.exec(path) ?? AFTER_REVIEWS.exec(path))?.[1]
  return id === undefined || id.trim() === '' || id.length > 200 ? null : id
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const plain = (text: string): string => decoded(text).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
