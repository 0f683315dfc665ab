import type { Finding, Guardrail } from './guardrail.ts'
import { reviewPlaces } from './review-words.ts'
import { sentenceNumber, sentencesBetween } from './message-sentences.ts'
import { fieldsOf, foundAt, joinPlaces, placesOf, quoted } from './text-places.ts'
import type { Place, TextField } from './text-places.ts'

const RULE = 'selective-review'
const near = (most: number): string => String.raw`[^.!?\n]{0,${most}}?`
const whole = (...parts: string[]) =>
  new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${parts.join('|')})(?![\p{L}\p{N}])`, 'giu')

const GLAD =
  'happy|satisfied|pleased|delighted|glad|content|convinced|impressed|thrilled|perfect|loved?|enjoy(?:ed|ing)?'
const FROH = 'zufrieden|glücklich|begeistert|überzeugt|gefällt|gefallen|gut\\s+gelaufen'
const CONTENTO =
  'content[oa]s?|satisfech[oa]s?|feliz|felices|gusta|gustó|gustado|encanta|encantad[oa]|perfecto|todo\\s+bien'
const CONTENT_FR = 'content(?:e|s)?|satisfaite?s?|ravie?s?|heureu(?:x|se)|aimé|plaît|plu'

/** Only who is pleased is meant. */
const PLEASED = whole(
  String.raw`(?:if|when|since|because|provided|assuming|only\s+if)\s+(?:you|it|everything|all|this|\0+)${near(30)}(?:${GLAD}|great|good|well|(?<!would\s)lik(?:ed?)\s+(?:it|the|your|our|what|this|\0+))`,
  String.raw`(?:only|our|most|all)\s+(?:our\s+)?(?:happy|satisfied|delighted|happiest|pleased|loyal|best)\s+(?:customers?|buyers?|clients?|users?|people|fans?)|(?:only|just)\s+(?:\p{L}+\s+){0,3}?(?:customers|people|those|buyers|fans|whoever)(?:\s+who)?|(?:biggest|true)\s+fans|since\s+you\s+(?:gave|rated|scored)|you\s+(?:told\s+us|said|wrote)\s+(?:that\s+)?(?:you|it)\s+(?:\p{L}+\s+){0,2}?(?:${GLAD}|like)|(?:glad|happy|delighted|pleased|great)\s+(?:that\s+|to\s+hear\s+(?:that\s+)?)?(?:you|it|everything)\s+(?:\p{L}+\s+){0,2}?(?:${GLAD}|like|good|well|works?)|(?:if\s+)?you\s+(?:seem|look|sound|appear|are\s+clearly|are\s+obviously)\s+(?:\p{L}+\s+){0,2}?(?:${GLAD})|as\s+an?\s+(?:\p{L}+\s+)?(?:happy|satisfied|delighted|pleased)\s+(?:customer|buyer|client|user)`,
  String.raw`(?:wenn|falls|sofern|sollten?|da)\s+(?:Sie|du|es|Ihnen|dir|alles)\s${near(40)}(?:${FROH})|(?:nur|unsere|alle)\s+(?:\p{L}+\s+)?(?:zufriedene|glückliche|begeisterte)n?\s+(?:Kund|Käufer)\p{L}*|(?:schön|freut\s+uns|freuen\s+uns|toll),?\s+dass\s+(?:es|Sie|er|sie|du)\s${near(40)}(?:${FROH})|als\s+(?:zufriedener?|glücklicher?)\s+Kund\p{L}*`,
  String.raw`(?:si|como)\s+(?:está|estás|le|te|ha|todo|quedó|se|usted)\s${near(40)}(?:${CONTENTO})|(?:solo|sólo|únicamente|nuestros)\s${near(20)}clientes\s+(?:contentos|satisfechos|felices)|(?:nos\s+alegra|qué\s+bien|celebramos)\s+que\s${near(30)}(?:guste|content[oa]|satisfech[oa]|encante)|como\s+cliente\s+(?:content|satisfech)[oa]`,
  String.raw`si\s+(?:vous|tu|cela|tout|le\s+produit)\s${near(40)}(?:${CONTENT_FR})|(?:seuls?|uniquement|nos)\s${near(20)}clients\s+(?:satisfaits|contents|heureux)|en\s+tant\s+que\s+clients?\s+(?:satisfait|content)`,
)
/** The same as a question at the start of a sentence: "Happy? Then rate us." */
const PLEASED_QUESTION = new RegExp(
  String.raw`(?<=(?:^|[.!?\n]\s{0,3}|¿))(?:(?:are|do|did)\s+you\s+|(?:sind|bist)\s+(?:Sie|du)\s+|está[s]?\s+|(?:le|te)\s+(?:ha\s+)?|êtes-vous\s+|vous\s+êtes\s+)?(?:${GLAD}|like\s+it|all\s+(?:good|fine|well)|everything\s+(?:fine|ok|okay|good|all\s+right)|alles\s+(?:gut|bestens|in\s+Ordnung)|a\s+fan|would\s+you\s+recommend|${FROH}|${CONTENTO}|${CONTENT_FR})(?![\p{L}\p{N}])[^.!?\n]{0,50}\?`,
  'giu',
)
/** Who is not pleased is led elsewhere. */
const DISPLEASED = whole(
  String.raw`not\s+(?:so\s+|quite\s+|fully\s+|completely\s+)?(?:happy|satisfied|pleased|perfect|good)|unhappy|dissatisfied|disappoint\p{L}*|less|thumbs\s+down|not\s+(?:really|so\s+much|a\s+fan|for\s+you)|no(?=\s*[:,]\s)|if\s+not|otherwise|lower|fewer|less\s+than|below|under\s+(?:four|five|[45])|(?:bad|negative|poor|critical|low)\s+(?:reviews?|ratings?|comments?|scores?|stars?)|anything\s+less|complaints?|any\s+problems?`,
  String.raw`unzufrieden|nicht\s+(?:ganz\s+|so\s+)?zufrieden|enttäuscht|falls\s+nicht|wenn\s+nicht|sonst|andernfalls|weniger|negative\p{L}*|schlecht\p{L}*|Kritik`,
  String.raw`descontent[oa]|insatisfech[oa]|decepcionad[oa]|si\s+no|no\s+(?:lo\s+)?está|menos|negativ[oa]s?|mal[oa]s?|quejas?|críticas?`,
  String.raw`mécontente?s?|insatisfaite?s?|déçue?s?|sinon|pas\s+(?:entièrement\s+|tout\s+à\s+fait\s+)?(?:satisfait|content)e?s?|moins|négatifs?`,
)
const ELSEWHERE = whole(
  String.raw`instead|private(?:ly)?|(?:only|directly|straight|first)\s+(?:to\s+)?us|us\s+(?:first|only|directly|privately|instead|before)|(?:contact|write(?:\s+to)?|tell|call|e-?mail|speak\s+to|talk\s+to|come\s+to)\s+us\s+(?:first|before|instead|privately|directly)|rather\s+than|before\s+(?:you\s+)?(?:leav|post|writ|rat|review|publish)\p{L}*|keep\s+it\s+between\s+us|(?:this|our)\s+(?:\p{L}+\s+)?form|before\s+you|only\s+we|us\s+alone|say\s+so\s+to\s+us|e?-?mail\s+us|our\s+(?:inbox|desk|support)|support\s+(?:team\s+)?instead`,
  String.raw`(?:nur|lieber|zuerst|erst|direkt|dann)\s+(?:bei\s+|an\s+|mit\s+)?uns|uns\s+(?:zuerst|direkt|lieber|erst)|stattdessen|statt|bevor|vertraulich|intern|unter\s+uns`,
  String.raw`(?:solo|sólo|primero|directamente|antes)\s+(?:a\s+|con\s+)?nosotros|en\s+privado|en\s+su\s+lugar|antes\s+de|en\s+lugar\s+de|entre\s+nosotros`,
  String.raw`(?:directement|d['’]abord|plutôt|seulement)|en\s+privé|avant\s+de|au\s+lieu\s+de|entre\s+nous`,
)
/** Everybody is asked, whatever they think. */
const WHATEVER =
  /good\s+or\s+bad|bad\s+or\s+good|or\s+(?:not|bad|negative|critical|unhappy|critic\w*)\b|positive\s+(?:or|and)\s+negative|negative\s+(?:or|and)\s+positive|whatever|whether|either\s+way|honest|ob\s+(?:gut|positiv|lob|zufrieden|sie)|oder\s+(?:nicht|schlecht|kritik|negativ|kritisch)|ehrlich|gleich\s+wie|bueno\s+o\s+malo|o\s+(?:no|malo|mala|negativ[oa]|crític\p{L}+)(?!\p{L})|tanto\s+si|sea\s+cual|bon\s+ou\s+mauvais|ou\s+(?:non|pas|négatif|mauvais)|honnête|quel\s+que/iu

/** A good word is asked for, not an honest one. */
const PRAISE = whole(
  String.raw`(?:collect|gather|look|need|want|seek|search)\p{L}*\s+(?:for\s+)?(?:\p{L}+\s+){0,2}?(?:positive|happy|good|enthusiastic|five[- ]star|5[- ]star)\s+(?:voices|stories|reviews|words|opinions|quotes)|(?:do\s+not|don['’]t|never|refrain\s+from|avoid|no)\s+(?:\p{L}+\s+)?(?:post|publish|writ|leav|rat|review)\p{L}*\s+(?:\p{L}+\s+){0,2}?(?:negative|bad|poor|critical|less|below|under)`,
  String.raw`(?:sammeln|suchen|brauchen|wünschen)\s+(?:\p{L}+\s+){0,2}?(?:positive|gute|begeisterte)\s+\p{L}+|kein[en]?\s+(?:(?:negative|schlechte)n?\s+)?(?:Bewertung|Rezension|Kommentar)(?:e|en)?\s+(?:unter|mit\s+weniger)`,
  String.raw`(?:leave|give|write|post|drop|award|send|need|want|appreciate|ask\s+(?:you\s+)?for|hope\s+for|share|submit|love)\s+(?:[\p{L}\0]+\s+){0,4}?(?:positive|good|great|nice|excellent|glowing|favou?rable|five[- ]star|5[- ]star|top|perfect|better|higher|raving|rave)\s+(?:\p{L}+\s+)?(?:reviews?|ratings?|feedback|scores?|marks)|(?:leave|give|award)\s+(?:us|it|\0+)?\s*(?:all\s+)?(?:five|5|full|more)\s+stars`,
  String.raw`(?:geben|gib|schreiben|hinterlassen|vergeben|wünschen)\s+(?:\p{L}+\s+){0,3}?(?:positive|gute|sehr\s+gute|beste|tolle|bessere)n?\s+(?:Bewertung|Rezension|Note)(?:en)?|(?:geben|gib|vergeben)\s+(?:\p{L}+\s+){0,2}?(?:fünf|5|volle)\s+Sterne`,
  String.raw`(?:deje|déjenos|dé|denos|escriba|ponga|pónganos|danos|dénos)\s+(?:\p{L}+\s+){0,3}?(?:(?:reseña|opinión|valoración)\s+(?:positiva|buena|excelente)|(?:buena|excelente|mejor)\s+(?:reseña|opinión|valoración)|(?:cinco|5)\s+estrellas)`,
  String.raw`(?:laissez|donnez|écrivez|mettez|attribuez)(?:-nous)?\s+(?:\p{L}+\s+){0,3}?(?:avis\s+(?:positif|favorable)|bonne?\s+(?:avis|note)|(?:cinq|5)\s+étoiles)`,
)
/** A review that stands is asked away, or up. Saying that one may change it is no wish. */
const CHANGE = whole(
  String.raw`(?:look\s+at|think\s+about|go\s+over)\s+(?:it|them|your\s+(?:review|rating|stars|comment))\s+(?:again|once\s+more)`,
  String.raw`(?:please|could\s+you|can\s+you|would\s+you|will\s+you|ask\s+you\s+to|(?:like|love)\s+you\s+to|kindly|consider|asking\s+you\s+to|beg\s+you\s+to|mind|if\s+you(?:\s+(?:would|could))?)\s+(?:\p{L}+\s+){0,3}?(?:remov|delet|tak(?:e|ing)\s+(?:down|back)|withdraw|rais|improv|upgrad|chang|edit|revis|updat|adjust|reconsider|rethink|increas)\p{L}*\s+(?:\p{L}+\s+){0,3}?(?:reviews?|ratings?|comments?|stars?|posts?|feedback|what\s+you\s+wrote)`,
  String.raw`(?:bitte|könnten\s+Sie|würden\s+Sie|bitten\s+(?:wir\s+)?Sie|dankbar,?\s+wenn)\s${near(40)}(?:Bewertung|Rezension|Kommentar|Sterne|Beitrag)\s${near(30)}(?:lösch|entfern|änder|anpass|verbesser|zurückzieh|zurücknehm|überdenk)\p{L}*|(?:löschen|entfernen|ändern|überdenken)\s+Sie\s+(?:bitte\s+)?(?:Ihre|die)\s+(?:Bewertung|Rezension)`,
  String.raw`(?:por\s+favor|podría|puede|le\s+pedimos\s+que|le\s+rogamos\s+que|le\s+importaría),?\s${near(30)}(?:borr|elimin|retir|quit|cambi|modific|mejor|sub)\p{L}+\s+(?:\p{L}+\s+){0,2}?(?:reseña|opinión|valoración|comentario|estrellas)`,
  String.raw`(?:pourriez-vous|pouvez-vous|veuillez|merci\s+de|nous\s+vous\s+prions\s+de)\s${near(30)}(?:supprim|retir|modifi|chang|amélior|effac)\p{L}+\s+(?:\p{L}+\s+){0,2}?(?:avis|note|commentaire)`,
)

/** Who writes what is not liked is threatened. */
const THREAT = whole(
  String.raw`lawyers?|attorneys?|solicitors?|legal\s+(?:action|steps|consequences)|sue|penalt(?:y|ies)|void(?:s|ed)?|forfeit\p{L}*|lose\s+(?:your|the|any)`,
  String.raw`Anw[aä]lt\p{L}*|rechtliche\s+Schritte|verlieren\s+Sie|abogad\p{L}+|acciones\s+legales|avocats?|poursuites`,
)

const SENTENCE_OF = {
  threat: 'threatens whoever writes a review: take it out.',
  pleased: 'asks only those who are pleased for a review: ask everybody alike, or take it out.',
  led: 'leads who is not pleased away from reviews: ask everybody alike, or take it out.',
  praise: 'asks for praise instead of an honest word: ask for any review, good or bad, or take it out.',
  change: 'asks to change or remove a review: take it out.',
}

function findingsOf(field: TextField): Finding[] {
  const reviews = reviewPlaces(field)
  if (reviews.length === 0) return []
  const { text, plain } = field
  const at = (place: Place) => sentenceNumber(field, place)
  const isNear = (a: Place, b: Place, most = 1) => Math.abs(at(a) - at(b)) <= most
  const around = (place: Place) => sentencesBetween(field, at(place) - 1, at(place) + 1)
  const found = (why: keyof typeof SENTENCE_OF, places: Place[]) =>
    joinPlaces(places).map((place) =>
      foundAt(RULE, 'block', `${quoted(text, place)} ${SENTENCE_OF[why]}`, field.field, place),
    )

  const pleased = [...placesOf(PLEASED, plain), ...placesOf(PLEASED_QUESTION, plain)].filter(
    (place) => reviews.some((review) => isNear(place, review)) && !WHATEVER.test(around(place)),
  )
  if (pleased.length > 0) return found('pleased', pleased)
  const elsewhere = placesOf(ELSEWHERE, plain)
  const led = placesOf(DISPLEASED, plain).filter(
    (place) =>
      elsewhere.some((other) => isNear(place, other)) &&
      reviews.some((review) => isNear(place, review, 2)) &&
      !WHATEVER.test(around(place)),
  )
  if (led.length > 0) return found('led', led.slice(0, 1))
  const praise = placesOf(PRAISE, plain).filter((place) => !WHATEVER.test(around(place)))
  const threat = placesOf(THREAT, plain).filter((place) => reviews.some((review) => isNear(place, review, 0)))
  return [...found('threat', threat), ...found('praise', praise), ...found('change', placesOf(CHANGE, plain))]
}

/**
 * Reviews are asked from everybody alike, for what they really think: no filter that shows the way to the pleased and
 * another to the rest, no wish for stars, none to change or remove a review (16 CFR 465.7; Google's and Trustpilot's
 * rules against selective invitations).
 */
export const selectiveReview: Guardrail = {
  rule: RULE,
  check: (message) => fieldsOf(message.content).flatMap(findingsOf),
}
