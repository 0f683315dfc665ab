import { LinkifyIt } from 'linkify-it'
import type { Place } from './text-places.ts'
import { joinPlaces, placesOf } from './text-places.ts'

/** Top-level domains of more than two letters that mail programs turn into links. Two-letter ones are all known. */
const TOP_LEVEL =
  'com net org edu gov mil int info biz name pro aero asia coop museum jobs mobi travel tel cat post xxx arpa example test local ' +
  'localhost internal invalid onion app dev page web site online store shop shopping buy sale deals discount promo coupons gift ' +
  'gifts market marketing blog news media press email mail link click live life world today now top win vip club fun games game ' +
  'xyz icu cyou bar cafe restaurant pizza beauty fashion style clothing shoes jewelry design art photo photos pics gallery video ' +
  'movie music audio tech technology digital software systems network cloud host hosting server zone space website webcam domains ' +
  'company business group global international agency services service solutions support help care health clinic doctor fit fitness ' +
  'finance money cash loan loans credit bank insure insurance tax trade trading capital fund academy education school college ' +
  'university house home homes kitchen garden furniture tools equipment supply supplies parts auto autos car cars taxi bike ' +
  'berlin hamburg koeln wien paris london nyc tokyo madrid barcelona eus gal cat quebec moscow africa eu-com download stream ' +
  'review reviews rest guru ninja rocks expert center city town land estate rent rentals holiday vacations tours flights hotel ' +
  'accountant science date racing party faith men work bid loan kim monster quest beer wine coffee eco green bio organic ' +
  'foundation charity church community social chat forum dating family kids baby pet dog horse farm energy solar plus one ooo zip mov'
const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyIP: true, fuzzyEmail: false }).tlds(TOP_LEVEL.split(' '), true)

const COMMON =
  '(?:com|net|org|shop|store|info|biz|app|dev|example|co|eu|xyz|online|site|top|club|link|click)(?![\\p{L}\\p{N}-])'
const HOST_WORD = String.raw`(?<![\p{L}\p{N}])[\p{L}\p{N}-]{2,63}`
const DOT_WORD = String.raw`(?:dot|punto|punkt|point)`
/** Endings of countries that are no word of the language beside its word for a dot. */
const COUNTRY_SPELLED = String.raw`(?:dot\s(?:de|es|fr|io|ly|ru|cn|tk|uk|nl|pt|ch|pl|se|ai|tv)|punkt\s(?:de|at|ch|io|ly|tv)|point\s(?:fr|ch|io)|punto\s(?:mx|ar|cl|io|es(?=[.,;!?\n]|$)))`

/** Shapes by a sign that each of them holds: most texts hold none of the signs, and are not searched. */
const OWN_SHAPES: { sign: RegExp; shapes: RegExp[] }[] = [
  {
    sign: /:(?:\S|\s{0,2}\/)|h(?:xx|tt|\*\*)p|script\s?:|www/i,
    shapes: [
      // Any scheme, the broken ones of obfuscated links and those that carry code included.
      /(?<![\p{L}\p{N}])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s\0]{0,300}/giu,
      /(?<![\p{L}\p{N}])h(?:xx|tt|\*\*)ps?\s?(?:\[:\]|:)[^\0\s]{0,300}/giu,
      /(?<![\p{L}\p{N}])h\s{0,2}(?:t\s{0,2}t|x\s{0,2}x)\s{0,2}p\s{0,2}s?\s{0,2}:\s{0,2}\/\s{0,2}\/[^\0\n]{0,60}/giu,
      /(?<![\p{L}\p{N}])(?:javascript|vbscript|livescript)\s?:[^\s\0]{0,300}/giu,
      /(?<![\p{L}\p{N}])(?:data:[\w.+-]{0,40}(?:\/[\w.+-]{1,60})?[;,]|blob:\S)[^\s\0]{0,300}/giu,
      /(?<![\p{L}\p{N}])(?:tel|sms|callto|facetime|skype|whatsapp|tg|intent|market):\+?[\w/][^\s\0]{0,300}/giu,
      /(?<![\p{L}\p{N}])www\d?\s?(?:\.|\[|\(|。)[^\s\0]{1,300}/giu,
      new RegExp(String.raw`(?<![\p{L}\p{N}])www\d?\s${DOT_WORD}\s[\p{L}\p{N}-]{2,63}`, 'giu'),
    ],
  },
  // Hosts with a path behind them.
  {
    sign: /\.\p{L}{2,24}\//u,
    shapes: [/(?<![\p{L}\p{N}@.-])(?:[\p{L}\p{N}-]{1,63}\.){1,6}\p{L}{2,24}\/[^\s\0]{1,300}/giu],
  },
  // Dots in brackets.
  {
    sign: /[[({](?:\.|dot)[\])}]/i,
    shapes: [
      /(?<![\p{L}\p{N}])[\p{L}\p{N}-]{1,63}\s?(?:\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\{dot\})\s?[\p{L}\p{N}][\p{L}\p{N}.-]{1,200}/giu,
    ],
  },
  // Dots in words.
  {
    sign: /(?:dot|punto|punkt|point)[\s\-_*>~](?:com|net|org|shop|store|info|biz|app|dev|example|co|eu|xyz|online|site|top|club|link|click|\p{L}\p{L}(?!\p{L}))/iu,
    shapes: [
      new RegExp(String.raw`${HOST_WORD}\s${DOT_WORD}\s${COMMON}`, 'giu'),
      new RegExp(String.raw`${HOST_WORD}\s${COUNTRY_SPELLED}(?![\p{L}\p{N}-])`, 'giu'),
      new RegExp(String.raw`(?<![\p{L}\p{N}])[\p{L}\p{N}]{2,63}[-_*<~]${DOT_WORD}[-_*>~]${COMMON}`, 'giu'),
    ],
  },
  // Dots that are none, or stand apart.
  {
    sign: /[。．｡·‧∙•․]| \.|\. [a-z]/,
    shapes: [
      new RegExp(String.raw`${HOST_WORD}(?:[。．｡]| \.|\. )${COMMON}(?=[/\s]|$)`, 'gu'),
      new RegExp(String.raw`${HOST_WORD}(?:[·‧∙•․]| \. )${COMMON}`, 'gu'),
    ],
  },
  // Hosts in the spelling of machines: domains in Punycode, addresses in hex and octal.
  { sign: /xn--/i, shapes: [/(?<![\p{L}\p{N}])xn--[a-z0-9-]{2,59}(?:\.[\p{L}\p{N}-]{1,63}){0,4}/giu] },
  {
    sign: /0x|0\d\d\./i,
    shapes: [
      /(?<![\p{L}\p{N}.])0x[0-9a-f]{1,8}(?:\.(?:0x)?[0-9a-f]{1,8}){1,3}(?![\p{L}\p{N}])/giu,
      /(?<![\p{L}\p{N}.])(?:0x[0-9a-f]{8}|(?:0\d{2,3}\.){3}0?\d{1,3})(?![\p{L}\p{N}.])/giu,
    ],
  },
  // Markdown by reference.
  {
    sign: /\]\s?[:[]/,
    shapes: [/^[ \t]{0,3}\[[^[\]\n]{1,80}\]:[ \t]*[^\s\0]{1,300}/gmu, /\[[^[\]\n]{1,80}\]\[[^[\]\n]{0,80}\]/gu],
  },
]

/** What ends the sentence around a link rather than the link. */
const SENTENCE_END = /[.,;:!?'"”’]{1,5}$/

/** Without one of these nothing is a link for `linkify`: a scheme, or a full stop inside a word. */
const MAY_LINK = /\.[^\s\0]|:\S|\/\//

/** Where a text that holds no slots has something that a person, a mail program or a browser takes for a link. */
export function linkPlaces(plain: string): Place[] {
  const found = ((MAY_LINK.test(plain) ? linkify.match(plain) : null) ?? [])
    .map((match) => ({ start: match.index, end: match.lastIndex }))
    .filter((place) => !/[@＠﹫]/.test(plain[place.start - 1] ?? ''))
  const shapes = OWN_SHAPES.flatMap((own) => (own.sign.test(plain) ? own.shapes : []))
  const own = shapes
    .flatMap((shape) => placesOf(shape, plain))
    .map(({ start, end }) => ({
      start,
      end: start + plain.slice(start, end).replace(SENTENCE_END, '').length,
    }))
  return joinPlaces([...found, ...own])
}
