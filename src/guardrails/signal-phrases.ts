import { phrases } from '../patterns/phrases.ts'
import type { Brief, Fact } from '../briefs/brief.ts'
import { wordStartsOf } from './text-places.ts'
import type { Place, TextField } from './text-places.ts'

/** What a message says that a customer did. `words`: wrote, asked or told us something; `watched`: we saw you, whatever it was. */
export type Deed = 'view' | 'search' | 'compare' | 'read' | 'cart' | 'purchase' | 'words' | 'watched'
export type SignalPhrase = Place & { deed: Deed }

/** How the text of a signal fact tells which deed it is. */
const DEED_OF_FACT: Record<Exclude<Deed, 'watched'>, RegExp> = {
  view: /\b(?:view|look|visit|brows)/i,
  search: /search/i,
  compare: /compar/i,
  read: /\bread\b/i,
  cart: /cart|basket|bag\b/i,
  purchase: /purchas|bought|order/i,
  words:
    /review|rated|rating|stars?\b|posted|wrote|support|contact|question|ask|told|complain|ticket|request|said|feedback/i,
}

/** `if you compared` and `have you compared` say nothing about what happened. */
const NOT_HYPOTHETICAL = String.raw`(?<!\b(?:if|when|whenever|while|whether|once|until|before|after|have|had|did|should|case)\s)`
const YOU = String.raw`${NOT_HYPOTHETICAL}\byou(?:\s+have|['’]ve)?(?:\s+(?:recently|just|already|lately|also|previously|earlier|even|been))?`
const YOU_ARE = String.raw`${NOT_HYPOTHETICAL}\byou(?:['’]re|\s+are|\s+were|['’]ve\s+been|\s+have\s+been)(?:\s+(?:currently|still|recently|just|also))?`
const SOME_WORDS = String.raw`[^.!?\n]{0,60}?`

const english: [Deed, string][] = [
  [
    'watched',
    String.raw`\b(?:we|i)(?:\s+have|['’]ve|\s+just|\s+also|\s+recently|\s+can|\s+could)*\s+(?:saw|seen|noticed|observed|spotted|tracked|detected|see)\s+(?:that\s+)?you(?:r|['’]\w+)?\b`,
  ],
  [
    'watched',
    String.raw`\b(?:based on|judging by|from|according to)\s+your\s+(?:(?:recent|latest|browsing|online)\s+)?(?:activity|behaviou?r|browsing|history|searches|clicks|interests?|visits?)\b`,
  ],
  [
    'watched',
    String.raw`\byou(?:['’]ve|\s+have)?\s+(?:shown|showed|expressed)\s+(?:an?\s+|some\s+)?(?:strong\s+)?interest\b|\byour\s+recent\s+interest\b`,
  ],
  ['view', String.raw`${YOU}\s+(?:viewed|looked\s+at|browsed|visited|clicked|checked\s+out)\b`],
  ['view', String.raw`${YOU_ARE}\s+(?:viewing|looking\s+at|browsing|eyeing|checking\s+out|visiting)\b`],
  [
    'view',
    String.raw`\byour\s+(?:(?:recent|latest|last|earlier)\s+)(?:visit|views?|browsing)\b|\byour\s+browsing\b|\bthank(?:s|\s+you)\s+for\s+(?:visiting|viewing|browsing|looking\s+at)\b`,
  ],
  [
    'search',
    String.raw`${YOU}\s+searched\b|${YOU_ARE}\s+(?:searching|researching)\b|\byou\s+were\s+looking\s+for\b|\byour\s+search(?:es)?\s+for\b|\byour\s+(?:recent|latest|last)\s+search(?:es)?\b`,
  ],
  [
    'compare',
    String.raw`${YOU}\s+compared\b|${YOU_ARE}\s+comparing\b|\byour\s+(?:(?:recent|latest|last)\s+comparison\b|comparison\s+of\b)|\b(?:since|because|as)\s+you\s+compare\b`,
  ],
  [
    'read',
    String.raw`\b(?:since|because|as|after)\s+you(?:['’]ve|\s+have)?\s+read\b|\byou(?:['’]ve|\s+have|\s+recently|\s+just)+\s+read\b|${YOU_ARE}\s+reading\b|\b(?:reviews?|guides?|articles?|pages?)\s+(?:that\s+)?you\s+read\b`,
  ],
  [
    'cart',
    String.raw`\b(?:left|forgot|forgotten|waiting|still|put|added|placed)\b${SOME_WORDS}\b(?:in|inside|to)\s+your\s+(?:shopping\s+)?(?:cart|basket|bag)\b|\byour\s+(?:abandoned\s+)?(?:shopping\s+)?(?:cart|basket)\b`,
  ],
  [
    'purchase',
    String.raw`\b(?<!(?:if|when|once|have|had|did|should|after)\s)you(?:['’]ve|\s+have)?(?:\s+(?:recently|just|already))?\s+(?:bought|purchased|ordered)\b|\byour\s+(?:recent|latest|last|previous)\s+(?:order|purchase)\b|\bthank(?:s|\s+you)\s+for\s+(?:your\s+(?:order|purchase)|buying|ordering|purchasing)\b`,
  ],
  [
    'words',
    String.raw`\byou(?:['’]ve|\s+have)?(?:\s+(?:recently|just|already|also))?\s+(?:told|asked|mentioned|contacted|wrote\s+to|written\s+to|complained)\b|\byou\s+wrote\b|\byour\s+(?:(?:recent|latest|last|kind|honest)\s+)?(?:review\s+of|review\b|complaint\b|question\s+about|enquiry|inquiry)|\bthank(?:s|\s+you)\s+for\s+(?:your\s+(?:feedback|message|question)|telling|contacting|getting\s+in\s+touch)\b`,
  ],
]

/** Acquaintance that nobody has: only words that the customer wrote to us make some of it true. */
const familiarity: [Deed, string][] = [
  [
    'words',
    String.raw`(?<!\p{L})as\s+(?:we\s+|you\s+)?(?:discussed|agreed|promised|requested|said)(?!\p{L})|(?<!\p{L})(?:per|at)\s+your\s+request|(?<!\p{L})(?:since|when)\s+we\s+(?:last\s+)?(?:spoke|talked|met)|(?<!\p{L})(?:our|your)\s+(?:(?:last|recent|earlier)\s+)?(?:conversation|chat|phone\s+call|meeting)(?!\s+(?:room|table|point)|\p{L})|(?:nice|good|great|lovely)\s+(?:meeting|talking\s+(?:to|with)|speaking\s+(?:to|with)|chatting\s+with)\s+you|\byou\s+(?:said|requested|let\s+us\s+know)\s+(?:that|earlier|to\s+us|last)`,
  ],
  [
    'watched',
    String.raw`(?:good|nice|great|lovely|happy)\s+to\s+(?:see|have)\s+you\s+(?:again|back)|(?<!\p{L})welcome\s+back|(?<!\p{L})(?:we|I)(?:['’]ve|\s+have)?\s+(?:really\s+)?miss(?:ed)?\s+you(?!r)|(?<!\p{L})mutual\s+(?:friend|contact|acquaintance)|(?:haven['’]t|have\s+not)\s+(?:seen|heard\s+from)\s+you|long\s+time\s+no\s+see|been\s+a\s+while\s+since\s+(?:you|your|we)|(?<!\p{L})(?:we|I)\s+(?:already\s+)?know\s+(?:that\s+)?(?:you(?:['’]re|\s+(?:are|love|like|want|need|have|live))|how\s+much\s+you)|(?<!\p{L})we\s+remember\s+you`,
  ],
  [
    'words',
    String.raw`(?<!\p{L})wie\s+(?:(?:Sie|du)\s+(?:uns\s+|mir\s+)?(?:sagten|erwähnten|schrieben|wünschten|gesagt|erwähnt|mitgeteilt|geschrieben|berichtet)|besprochen|vereinbart|gewünscht|abgesprochen|versprochen)(?!\p{L})|(?<!\p{L})unser(?:e[mnrs]?)?\s+(?:letzte[smnr]?\s+)?(?:Gespräch|Telefonat|Unterhaltung)(?!s)|(?<!\p{L})Sie\s+haben\s+(?:uns|mir)\s${SOME_WORDS}(?:erzählt|gesagt|geschrieben|mitgeteilt|gefragt)(?!\p{L})`,
  ],
  [
    'watched',
    String.raw`(?<!\p{L})(?:schön|freut\s+uns),?\s+(?:dass\s+)?(?:Sie|dich|du)\s+wieder|(?:Sie|dich)\s+vermisst|(?:haben\s+)?lange\s+nichts\s+(?:mehr\s+)?von\s+(?:Ihnen|dir)|willkommen\s+zurück|gemeinsame[rn]?\s+(?:Freund|Bekannte)|(?<!\p{L})wir\s+(?:kennen\s+(?:Sie|dich)|wissen,?\s+dass\s+(?:Sie|du))(?!\p{L})`,
  ],
  [
    'words',
    String.raw`(?<!\p{L})(?:como|según)\s+(?:ya\s+)?(?:(?:nos|me)\s+)?(?:dijo|comentó|mencionó|contó|indicó|pidió|dijiste|comentaste|mencionaste|hablamos|acordamos|lo\s+(?:hablado|acordado)|habíamos\s+(?:hablado|acordado))(?!\p{L})|(?<!\p{L})nuestra\s+(?:última\s+)?(?:conversación|charla|llamada)`,
  ],
  [
    'watched',
    String.raw`(?<!\p{L})(?:le|te|lo|la)\s+(?:hemos\s+echado|echamos|echábamos)\s+de\s+menos|(?:alegría|gusto)\s+(?:de\s+)?(?:volver\s+a\s+)?ver(?:le|lo|la|te)\s+(?:de\s+nuevo|otra\s+vez)|bienvenid[oa]\s+de\s+(?:nuevo|vuelta)|amig[oa]\s+en\s+común|(?<!\p{L})sabemos\s+que\s+(?:le|te|usted)(?!\p{L})`,
  ],
  [
    'words',
    String.raw`(?<!\p{L})comme\s+(?:vous\s+(?:nous\s+)?(?:l['’]avez|le\s+disiez|avez)\s*(?:dit|mentionné|demandé|écrit|indiqué)?|convenu|discuté|promis|nous\s+en\s+avons)(?!\p{L})|(?<!\p{L})notre\s+(?:dernière?\s+)?(?:conversation|échange|appel)(?!\p{L})`,
  ],
  [
    'watched',
    String.raw`vous\s+nous\s+avez\s+manqué|(?:ravis?|heureux)\s+de\s+vous\s+revoir|ami\s+commun|(?<!\p{L})nous\s+savons\s+que\s+vous`,
  ],
]

const spanish: [Deed, string][] = [
  [
    'watched',
    String.raw`(?:hemos|he)\s+(?:visto|notado|observado|detectado)\s+que|(?<!\p{L})(?:vimos|notamos|observamos)\s+que`,
  ],
  [
    'view',
    String.raw`(?<!\p{L})(?<!¿)(?:has|ha)\s+(?:estado\s+)?(?:visto|mirado|visitado|consultado|mirando|viendo)(?!\p{L})|(?<!\p{L})(?:estabas|estaba|estuviste)\s+(?:mirando|viendo)|(?<!\p{L})tu(?:s)?\s+visita`,
  ],
  [
    'search',
    String.raw`(?<!\p{L})(?<!¿)(?:has|ha)\s+(?:estado\s+)?busca(?:do|ndo)|(?<!\p{L})(?:estabas|estaba)\s+buscando|(?<!\p{L})(?:tu|su)s?\s+búsquedas?`,
  ],
  [
    'compare',
    String.raw`(?<!\p{L})(?<!¿)(?:has|ha)\s+(?:estado\s+)?compara(?:do|ndo)|(?<!\p{L})(?:estabas|estaba)\s+comparando|(?<!\p{L})comparaste`,
  ],
  ['read', String.raw`(?<!\p{L})(?<!¿)(?:has|ha)\s+(?:estado\s+)?le(?:ído|yendo)|(?<!\p{L})leíste`],
  ['cart', String.raw`(?<!\p{L})(?:en|a)\s+(?:tu|su)\s+(?:carrito|cesta)(?!\p{L})`],
]

const german: [Deed, string][] = [
  [
    'watched',
    String.raw`wir\s+haben\s+(?:gesehen|bemerkt|festgestellt|beobachtet)|uns\s+ist\s+aufgefallen|wir\s+sehen,?\s+dass\s+(?:sie|du)(?!\p{L})`,
  ],
  [
    'view',
    String.raw`(?<!\p{L})(?:(?:haben|hatten)\s+sie|sie\s+(?:haben|hatten)|du\s+hast|hast\s+du)\s${SOME_WORDS}(?:angesehen|angeschaut|besucht)(?![\p{L}?]| ?\?)|(?<!\p{L})(?:ihr|dein)\s+(?:letzter\s+)?besuch(?!\p{L})`,
  ],
  [
    'search',
    String.raw`(?<!\p{L})(?:sie\s+haben|du\s+hast)\s${SOME_WORDS}gesucht|(?<!\p{L})(?:ihre|ihrer|deine|deiner)\s+suche\s+nach`,
  ],
  [
    'compare',
    String.raw`(?<!\p{L})(?:sie\s+haben|du\s+hast)\s${SOME_WORDS}verglichen|(?<!\p{L})(?:ihr|dein)\s+vergleich`,
  ],
  ['read', String.raw`(?<!\p{L})(?:sie\s+haben|du\s+hast)\s${SOME_WORDS}gelesen`],
  ['cart', String.raw`(?<!\p{L})(?:in\s+)?(?:ihrem|ihren|deinem|deinen|im)\s+warenkorb`],
]

const french: [Deed, string][] = [
  ['watched', String.raw`nous\s+avons\s+(?:vu|remarqué|constaté|noté|observé)\s+que`],
  [
    'view',
    String.raw`(?<!\p{L})(?:vous\s+avez|tu\s+as)\s+(?:récemment\s+)?(?:consulté|regardé|visité|vu)(?!\p{L})|(?<!\p{L})(?:votre|ta)\s+visite(?!\p{L})`,
  ],
  [
    'search',
    String.raw`(?<!\p{L})(?:vous\s+avez|tu\s+as)\s+(?:récemment\s+)?(?:re)?cherché|(?<!\p{L})(?:votre|ta|vos|tes)\s+recherches?`,
  ],
  ['compare', String.raw`(?<!\p{L})(?:vous\s+avez|tu\s+as)\s+(?:récemment\s+)?comparé`],
  ['read', String.raw`(?<!\p{L})(?:vous\s+avez|tu\s+as)\s+(?:récemment\s+)?lu(?!\p{L})`],
  ['cart', String.raw`(?<!\p{L})(?:dans|de)\s+(?:votre|ton)\s+panier`],
]

const sources = (deed: Deed): string[] =>
  [...english, ...familiarity, ...spanish, ...german, ...french].flatMap(([of, source]) =>
    of === deed ? [source] : [],
  )
const PHRASES = phrases<Deed>(
  {
    view: sources('view'),
    search: sources('search'),
    compare: sources('compare'),
    read: sources('read'),
    cart: sources('cart'),
    purchase: sources('purchase'),
    words: sources('words'),
    watched: sources('watched'),
  },
  'anywhere',
)

const known = new WeakMap<TextField, SignalPhrase[]>()

/** Every phrase that says what the customer did, in text order; the longer one where two begin together. */
export function signalPhrases(field: TextField): SignalPhrase[] {
  // Two guardrails ask, and looking is dear.
  const phrases = known.get(field) ?? findPhrases(field)
  known.set(field, phrases)
  return phrases
}

function findPhrases(field: TextField): SignalPhrase[] {
  const found = PHRASES.findEach(wordStartsOf(field)).map(({ start, end, kind }) => ({ deed: kind, start, end }))
  return found.toSorted((a, b) => a.start - b.start || b.end - a.end)
}

/** Signal facts that may be said and are about this deed. */
export function factsOfDeed(brief: Brief, deed: Deed): Fact[] {
  if (deed === 'watched') return []
  return brief.facts.filter(
    (fact) => fact.kind === 'signal' && fact.use === 'mention' && DEED_OF_FACT[deed].test(fact.text),
  )
}
