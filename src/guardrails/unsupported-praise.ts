import { isSaid } from './said-phrase.ts'
import { factWords } from './fact-words.ts'
import type { Guardrail } from './guardrail.ts'
import type { Place, TextField } from './text-places.ts'
import { phrases } from '../patterns/phrases.ts'
import { fieldsOf, foundAt, joinPlaces, placesOf, quoted, wordStartsOf } from './text-places.ts'

const RULE = 'unsupported-praise'

/** "Not to be beaten", in words that need a proof. */
const SUPERLATIVE = [
  // English.
  String.raw`(?:the|its|our|their|this|a)\s+(?:very\s+|simply\s+)?(?:best|finest|greatest|fastest|lightest|quietest|strongest|safest|cheapest|lowest|highest|smallest|thinnest|largest|biggest|longest|toughest|smartest|hottest|coolest|softest|easiest|newest|richest|warmest|brightest|clearest|cleanest|slimmest)(?!\s+(?:way|time|wishes|regards|moment|possible|thing|of\s+luck))`,
  String.raw`(?:the|our|its)\s+(?:most|least)\s+(?!important|useful|relevant|common|recent|of)\p{L}{3,20}`,
  String.raw`(?:nothing|nobody|no\s+one|none|no\s+other)\s+(?:(?:else|other|on\s+the\s+market|in\s+its\s+class|like|better|that)\s+)?(?:comes?|builds?|makes?|offers?|does|can|beats?|gets?|matches|compares?|else)(?:\s+close)?`,
  String.raw`(?:will\s+not|won['’]t|cannot|can['’]t|never)\s+find\s+(?:a\s+|an\s+|any(?:thing)?\s+)?(?:better|finer|cheaper|other|one\s+like)`,
  String.raw`(?:number|no\.?)\s?(?:one|1)(?=\s+(?:in|for|on|of|among|choice|brand))|(?:number\s+one|#\s?1)`,
  String.raw`top[\s-](?:choices?|rated|selling|notch|class|of\s+the\s+(?:range|line)|brands?|models?|quality|performance)|best[\s-]?(?:sell(?:er|ers|ing)|rated|in[\s-]class)|second\s+to\s+none|like\s+no\s+other|one\s+of\s+a\s+kind|(?:award|prize)[\s-]winning|world(?:['’]s|[\s-]class|[\s-]leading|[\s-]famous|[\s-]renowned)|(?:market|industry|class|category)[\s-]leading|leader\s+in|state[\s-]of[\s-]the[\s-]art`,
  'unrival?led|unmatched|unbeat(?:able|en)|unparalleled|unequal?led|unsurpassed|incomparable|matchless|peerless|legendary|revolutionary|groundbreaking|unsurpassable|flawless|iconic|the\\s+only\\s+(?:one|model|product|brand)',
  String.raw`(?:customers?|everyone|everybody|people)(?:['’]s?)?\s+(?:favou?rite|loves?\s+(?:it|this|them))|all[\s-]time\s+favou?rite|a\s+must[\s-]have`,
  // German.
  String.raw`(?:der|die|das|dem|den|des|unser\p{L}{0,2}|ihr\p{L}{0,2}|sein\p{L}{0,2}|ein)\s+(?:absolut\s+)?(?:beste[nrs]?|Beste[ns]?|beliebteste[nrs]?|schnellste[nrs]?|leiseste[nrs]?|leichteste[nrs]?|günstigste[nrs]?|billigste[nrs]?|sicherste[nrs]?|stärkste[nrs]?|feinste[nrs]?|größte[nrs]?|kleinste[nrs]?|modernste[nrs]?|zuverlässigste[nrs]?|meistverkaufte[nrs]?|einzige[nrs]?|schönste[nrs]?|hochwertigste[nrs]?|robusteste[nrs]?|sparsamste[nrs]?)`,
  String.raw`(?:nichts|niemand|kein(?:e[nrs]?)?\s+andere[nrs]?)\s+(?:\p{L}+\s+){0,4}(?:heran|mithalten|so\s+gut|besser|sonst)|niemand\s+sonst|(?:besseres|etwas\s+besseres)\s+(?:\p{L}+\s+){0,3}(?:nirgends|nirgendwo|nicht)|nummer\s+(?:eins|1)|unübertroffen\p{L}{0,2}|unschlagbar\p{L}{0,2}|unerreicht\p{L}{0,2}|einzigartig\p{L}{0,2}|konkurrenzlos\p{L}{0,2}|beispiellos\p{L}{0,2}|legendär\p{L}{0,2}|preisgekrönt\p{L}{0,2}|weltbeste[nrs]?|marktführend\p{L}{0,2}|führende[nrs]?|bestseller|revolutionär\p{L}{0,2}|erstklassig\p{L}{0,2}|testsieger`,
  // Spanish.
  String.raw`(?:el|la|los|las|lo|su|nuestr[oa])\s+(?:mejor(?:es)?(?!\s+(?:momento|forma|manera))|más\s+(?!importante|útil|relevante|pronto|reciente)\p{L}{4,20}|únic[oa]s?)|(?:n[úu]mero|nº)\s?(?:uno|1)|insuperables?|inigualables?|incomparables?|imbatibles?|sin\s+igual|inmejorables?|líder(?:es)?|galardonad[oa]s?|premiad[oa]s?|legendari[oa]s?|revolucionari[oa]s?|(?:nada|nadie|ningún\s+otro)\s+(?:\p{L}+\s+){0,3}(?:igual\p{L}*|compara\p{L}*|supera|más)|(?:el|la)\s+\p{L}+\s+más\s+(?:vendid|popular|fiable|segur|rápid|silencios|barat)\p{L}*`,
  // French.
  String.raw`(?:le|la|les|son|notre)\s+(?:meilleure?s?(?!\s+(?:moment|façon|manière))|plus\s+(?!important|utile|récent|souvent|tôt|proche)\p{L}{4,20}|seule?)\s?|num[ée]ro\s?(?:un|1)|inégal[ée]e?s?|inégalables?|incomparables?|imbattables?|sans\s+égale?|leaders?|prim[ée]e?s?|légendaires?|révolutionnaires?|(?:rien|personne|aucun\s+autre)\s+(?:\p{L}+\s+){0,3}(?:égale|mieux|rivalise)`,
]

/** "Better than" something. A number after "than" is a number's matter. */
const COMPARISON = [
  // English.
  String.raw`(?:more|less)\s+(?!than)\p{L}{3,18}\s+than(?!\s+(?:\p{N}|before|you|we))|(?:more|less|fewer|worse|better)\s+than\s+(?:other|others|any|all|most|comparable|competing|similar|its|the\s+(?:competition|rest|others?|average|predecessor|market|old))`,
  String.raw`(?:compared\s+(?:with|to)|unlike|than|versus|ahead\s+of)\s+(?:the\s+)?(?:all\s+|any\s+|most\s+|many\s+)?(?:others?|comparable|competing|competition|competitors?|similar|conventional|ordinary|predecessors?|rivals?|rest|market)(?:\s+(?:brands?|products?|models?|makers?|shops?|devices?))?|out(?:perform|class|shine|last)(?:s|ed|es)?|beats?\s+(?:the|all|any|every|others?)|(?:other|rival|competing)\s+(?:makers|brands|shops|stores|manufacturers|companies|sellers|suppliers)|the\s+competition|competitors?|superior\s+to|(?:twice|three\s+times|half)\s+as\s+\p{L}+|its\s+predecessor`,
  // German.
  String.raw`(?:mehr|weniger|besser)\s+als\s+(?:andere|vergleichbare|die\s+(?:Konkurrenz|meisten)|alle|sein|jede)\p{L}*|im\s+Vergleich\s+(?:mit|zu|zum|zur)\s+(?:anderen|vergleichbaren|der\s+Konkurrenz|herkömmlichen|Vorgänger\p{L}*)|(?:andere|anderer|anderen)\s+(?:Hersteller|Marken|Händler|Anbieter|Shops|Geschäfte)\p{L}{0,2}|(?:der|die)\s+Konkurrenz|(?:dem|den|der)\s+Wettbewerb|(?:sein|dem|der|den)\p{L}{0,2}\s+Vorgänger\p{L}{0,6}`,
  // Spanish.
  String.raw`(?:más|menos)\s+\p{L}{4,18}\s+que(?!\s+(?:\p{N}|antes|usted|tú|nunca))|mejor(?:es)?\s+que|(?:otras|demás)\s+(?:marcas|tiendas)|otros\s+(?:fabricantes|modelos)|la\s+competencia|su\s+predecesor|supera\s+a\s+(?:todos?|los|las)|en\s+comparación\s+con\s+otr[oa]s`,
  // French.
  String.raw`(?:plus|moins)\s+\p{L}{4,18}\s+que(?!\s+(?:\p{N}|vous|tu|jamais))|meilleure?s?\s+que|(?:d['’])?autres\s+(?:marques|magasins|fabricants|modèles)|la\s+concurrence|son\s+prédécesseur|par\s+rapport\s+aux?\s+autres`,
]

const PRAISE = phrases({ praise: SUPERLATIVE, 'a comparison': COMPARISON })

const MAY_COMPARE = /er\s+(?:than|als)\s/i
/** "Quieter than", "leiser als", of any adjective. */
const COMPARATIVE =
  /(?<![\p{L}\p{N}])(?:(?!rather|other|whether|either|later|earlier|sooner|longer\s+than\s+\d)\p{L}{3,14}er\s+than(?!\s+(?:\p{N}|a\s|an\s|before|expected|ever|one|two|three|you|we|usual|that\s+of\s+before))|(?!mehr|weniger|immer|oder|aber|wieder|später|früher|eher|anders|länger\s+als\s+\d)\p{L}{3,18}er\s+als(?!\s+(?:\p{N}|auch|wir|Sie|du|die\s+\p{N})))(?![\p{L}\p{N}])/giu

type Claimed = Place & { what: string }

function claimedIn(field: TextField): Claimed[] {
  const comparatives = MAY_COMPARE.test(field.plain) ? placesOf(COMPARATIVE, field.plain) : []
  return [
    ...PRAISE.findEach(wordStartsOf(field)).map(({ start, end, kind }) => ({ start, end, what: kind })),
    ...comparatives.map((place) => ({ ...place, what: 'a comparison' })),
  ]
}

/** "The best", "unrivalled", "cheaper than": praise and comparisons that no fact carries in these words. */
export const unsupportedPraise: Guardrail = {
  rule: RULE,
  check: (message, brief) =>
    fieldsOf(message.content).flatMap((textField) => {
      const { field, text, plain } = textField
      const facts = factWords(brief)
      const found = claimedIn(textField).filter(({ start, end }) => !isSaid(plain.slice(start, end), facts))
      return joinPlaces(found).map((place) => {
        const what = found.find(({ start }) => start === place.start)?.what ?? 'praise'
        const why = `${quoted(text, place)} is ${what} that no fact carries: say what the facts say, or take it out.`
        return foundAt(RULE, 'block', why, field, { start: place.start, end: place.end })
      })
    }),
}
