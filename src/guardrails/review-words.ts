import { sentenceNumber, sentencesBetween } from './message-sentences.ts'
import type { Place, TextField } from './text-places.ts'

/** `asked`: the customer's own review, rating or public word; `mention`: reviews in general. */
export type ReviewPlace = Place & { kind: 'asked' | 'mention' }

const any = (parts: readonly string[]): string => parts.join('|')
/** Up to so many words of any length in between. */
const words = (most: number): string => String.raw`(?:[\p{L}'’]+\s+){0,${most}}?`

/** The same words in another sense: checking an order, a rating as a fact, reviews that one reads. */
const OTHER_SENSE = any([
  String.raw`review(?:ing)?\s+(?:your|the|this|these|all|our)\s+${words(2)}(?:orders?|cart|basket|details?|settings?|request|address|information|summary|terms|options?|spec(?:ification)?s?|features?|data|facts|points|list|documents?|contract|account|preferences|polic(?:y|ies)|plan|invoice|selection|choice|message|instructions|manual)`,
  String.raw`(?:team|experts?|we|staff|colleagues?|specialists?|workshop|engineers?|department)\s+(?:(?:will|can|are|is|have|has|also|carefully|then)\s+){0,3}review(?:s|ed|ing)?`,
  String.raw`reviewed\s+(?:by|each|every|daily|weekly|monthly|regularly)|(?:under|annual|monthly|safety|security|privacy|legal|technical|peer|code|performance)\s+review`,
  String.raw`(?:rated\s+|(?:rating|score|average)\s+(?:of|is)\s+|scores?\s+)\d(?:[.,]\d)?(?:\s*(?:out\s+of|of|/)\s*(?:5|five|10))?(?:\s+stars)?`,
  String.raw`\d(?:[.,]\d)?\s*(?:out\s+of|of|von|de|sobre|sur|/)\s*5(?:\s+(?:stars|Sternen?|estrellas|étoiles))?\s+(?:in|from|by|across|based\s+on|over|bei|aus|en|según|sur|selon)`,
  String.raw`\d[\d.,]*\s+(?:(?:customer|verified)\s+)?(?:reviews|ratings|Bewertungen|Rezensionen|opiniones|reseñas|valoraciones|avis|Meinungen)`,
  String.raw`(?:read(?:ing)?|see|browse|according\s+to)\s+(?:(?:the|our|all|other|more|some|most|customer|customers['’]?)\s+){0,3}(?:reviews|ratings|opinions)`,
  String.raw`(?:reviews|ratings|opinions)\s+(?:mention|praise|say|complain|show|describe|agree|highlight|suggest|are\s+(?:on|here|below|mixed)|can\s+be\s+(?:read|found))`,
  String.raw`(?:energy|power|safety|age|noise|efficiency|ip|fire|load|spf)\s+ratings?|rating\s+(?:plate|label)|(?:interest|exchange|frame|heart|refresh|data|bit|flow|success|spin|flat|tax|hourly|shipping|any|this|what)[\s-]rates?|first[\s-]rate|rated\s+(?:for|at|power|load|voltage|capacity)|energy\s+star|\d[- ]star\s+(?:energy|bee|inverter)|(?:five|four|three|5|4|3)[- ]star\s+(?:hotels?|restaurants?|kitchens?)`,
  String.raw`Bewertung(?:en)?\s+(?:Ihre[sr]|des|der|eines)\s+(?:Schadens|Schäden|Antrags|Anliegens|Risikos|Lage|Falls|Reklamation)`,
  String.raw`(?:à|a)\s+votre\s+avis|sauf\s+avis\s+contraire|preaviso|en\s+mi\s+opinión`,
])

const ASKED = any([
  // English
  String.raw`review(?:ed|er|ing)?|testimonials?|endorse\p{L}*|rating|rates?|rated`,
  String.raw`⭐+|★+|(?:five|four|three|two|one|[1-5])[- ]stars?|criticisms?|critique|our\s+(?:reputation|listing|public\s+profile)|(?:a|another|more|your|extra|few|those|these|missing|full|top|all|the|one|single)\s+stars?|stars?`,
  String.raw`(?:top|full|high|best)\s+marks|thumbs[- ]up|(?:high(?:est|er)?|good|great|better|best|top)\s+scores?|feedback|(?:your|an?|honest)\s+${words(1)}opinion|(?:the|your|a|an|every|each|this|that|negative|bad|critical|public|online)\s+${words(1)}(?:comment|entry|post|remark|mention)|shout-?out|kudos|vote\s+for|applause`,
  String.raw`(?:share|write|post|describe|publish|give|tell\s+us\s+about|talk\s+about|write\s+about)\s+${words(3)}(?:experiences?|thoughts|impressions?|story|views?|verdict|opinion|enthusiasm|love)`,
  String.raw`your\s+${words(1)}(?:thoughts|verdict|story|impressions?|words|praise|recommendation|post)`,
  String.raw`(?:let|tell)\s+(?:the\s+(?:world|internet)|others?|other\s+\p{L}+|people|everyone|everybody|your\s+(?:friends|followers|neighbou?rs|family)|fellow\s+\p{L}+)|spread\s+the\s+word|(?:say|said|write|tell|shout)\s+(?:so|it|that|this)?\s*(?:${words(2)})?(?:online|publicly|in\s+public|out\s+loud)|say\s+so|write\s+about\s+(?:it|us|your|the|\0)|(?:you|not)\s+(?:post|publish)(?:\s+(?:anything|something|negative|bad)|(?=\s*[.,;:!]))|post\s+first|(?:positive|happy|enthusiastic)\s+(?:voices|stories)|(?:lines?|note)\s+on\s+(?:our|the)\s+(?:page|wall|profile|site)|(?:photo|picture|video|snap)\s+with\s+an?\s+${words(1)}(?:caption|comment|line|word)|scored?\s+(?:it|us|\0)|rankings?|boost|(?:world|everyone|everybody|others)\s+(?:should|must|needs?\s+to)\s+(?:know|hear)|word\s+of\s+mouth|(?:to|for|in)\s+public|(?:go|goes|is|are|appears?|put\s+it|live)\s+online`,
  String.raw`(?:good|nice|kind|positive|warm|lovely|friendly)\s+${words(1)}(?:words?|lines?|sentences?)|something\s+(?:nice|good|kind|positive)\s+(?:about|online|on)|(?:say|write|post)\s+(?:something\s+|a\s+few\s+|some\s+)?(?:nice|good|kind|lovely)|kind\s+words|speak\s+(?:well|highly)\s+of|speak\s+up|surveys?|questionnaires?|polls?|(?:let\s+us\s+know|tell\s+us|say)\s+how\s+(?:it\s+(?:went|goes|is|was|works|feels)|you\s+(?:liked?|find|found|feel|get\s+on))|your\s+voice|write-up|unboxing|hashtag|guestbook|grade\s+(?:us|it)|evaluat(?:e|ion)|appraisal|(?:few|two|three|some)\s+(?:nice\s+|kind\s+|friendly\s+)?(?:lines?|words?|sentences?)\s+(?:about\s+(?:your|us|it)|online|on\s+our)|retract\p{L}*|tone\s+(?:it\s+)?down|(?:make|let)\s+(?:it|that|them|this|\p{L}+\s+\p{L}+)\s+(?:disappear|vanish|go\s+away)|(?:buyer|user|customer)\s+(?:stories|voices|quotes)|recommendation|helpful\s+review`,
  String.raw`what\s+you(?:['’]ve|\s+have)?\s+(?:wrote|written|posted|said|think)|recommend(?:s|ed|ing)?\s+(?:us|our|it|\0)`,
  String.raw`(?:post|publish|share|upload)(?:s|ed|ing)?\s+${words(3)}(?:photo|picture|video|selfie|clip|story|screenshot)|(?:tag|mention|praise)\s+us|trustpilot|tripadvisor|yelp|(?:on|at|auf|bei|en|sur|your|Ihre?n?|su)\s+(?:google|amazon|facebook|instagram)|google\s+(?:maps|profile|page)|(?:rating|comparison|public|online)\s+(?:site|portal|platform|page|forum)|(?:the|a|any)\s+(?:portal|forum)|product\s+page\s+comment|complaint\s+(?:on|from|at|online)`,
  // German
  String.raw`[\p{L}-]*bewert(?:e|en|et|ung|ungs[\p{L}-]*)|[\p{L}-]*rezension|rezensier\p{L}+|Sterne?n?|Sternchen|Feedback|Daumen\s+hoch|(?:Ihre|deine|eine|ehrliche|Ihrer|offene)\s+(?:ehrliche\s+|offene\s+)?Meinung|Rückmeldung|(?:Ihre|die|diese|negative|Ihrer)\s+Kritik|Erfahrungsbericht|(?:Ihre[nr]?|deine[nr]?|eigene[nr]?)\s+Erfahrung(?:en)?`,
  String.raw`(?:nett|gut|lobend|freundlich|positiv|lieb)(?:e[nrs]?)?\s+${words(1)}(?:Wort|Worten?|Zeilen|Sätzen?|Kommentar)|Lob|loben(?:de)?|lobt|(?:positive|begeisterte)\s+Stimmen|positive[sn]?\s+(?:Stimme|Text|Urteil)|Urteil|(?:Ihre?[nm]?|den|der|einen|diese[nmr]?|dem)\s+(?:\p{L}+\s+)?(?:Kommentar|Beitrag|Eintrag|Post)|Bestnote`,
  String.raw`(?:sagen|erzählen|berichten|verraten|sag|erzähl)\s+(?:Sie\s+)?(?:es\s+|das\s+)?(?:anderen|allen|weiter|der\s+Welt|(?:Ihren|deinen)\s+Freunden)|(?<!unserer\s|meiner\s|Ihrer\s)Meinung|(?:Ihre|eine)\s+(?:\p{L}+\s+)?(?:Empfehlung|Stimme)|(?:ein\s+paar|einige|zwei)\s+(?:Zeilen|Sätze|Worte)\s+(?:über\s+(?:uns|Ihr)|zu\s+Ihr)|Gästebuch|Umfragen?|Fragebogen|(?:sagen|erzählen|berichten|schreiben)\s+Sie\s+uns,?\s+wie\s+(?:es\s+Ihnen|Ihnen)|weiter(?:empfehlen|sagen|erzählen)|empfehlen\s+Sie\s+uns|empfehlen\s+uns|Weiterempfehlung|was\s+Sie\s+geschrieben|veröffentlich\p{L}+|online\s+(?:ist|steht|erscheint|stellen)|(?:Bewertungs|Vergleichs)?portal\p{L}*|öffentlich|posten|gutes\s+Wort|teilen\s+Sie\s+${words(3)}(?:Erfahrung|Foto|Bild|Eindruck|Begeisterung|anderen)\p{L}*`,
  // Spanish
  String.raw`reseñ(?:a|e|en|ar|as)|(?:su|tu|una|la|esa)\s+opinión|opinión|opin(?:e|en|ar|a|as|an|es)|valoración|val[oó]r(?:e|en|ar|a|as)(?:nos|lo|la)?|valorarnos|calific\p{L}+|califíqu\p{L}+|punt[uú](?:e|a|ar|en)(?:nos)?|puntuación|estrellas?|(?:su|un|el|ese|tu)\s+comentario|testimonio|reseñe(?:nos)?|(?:su|buena|mala|mejor|máxima)\s+nota|(?:esa|su|la)\s+crítica|publi(?:que|car|cad[oa]|cación|caci[oó]n)|(?:el|un)\s+(?:portal|foro)|en\s+(?:internet|línea|redes)`,
  String.raw`(?:buenas|bonitas|amables|lindas)\s+${words(1)}(?:palabras|líneas|frases)|(?:palabras|líneas|frases?)\s+(?:bonitas?|amables?|buenas?|positivas?|elogiosas?)|foto\s+con|elogios?|hable\s+bien|(?:sus|unas|dos)\s+(?:palabras|líneas|frases)\s+(?:sobre\s+(?:su|nosotros)|en\s+(?:el|la|internet))|su\s+(?:voz|recomendación)|un\s+voto|encuestas?|cuestionario|(?:cuéntenos|díganos)\s+(?:qué\s+(?:tal|le\s+parece)|cómo\s+le\s+(?:va|fue))`,
  String.raw`(?:cuent[ea](?:n|le|les)?|cuént(?:ele|eles|ales|alo|elo)|díga(?:le|les|lo)|diga|compart[ea])\s+${words(3)}(?:demás|otros|todos|amigos|experiencia|mundo)|recomi[eé]nd(?:enos|anos|e|a)|recomendarnos|(?:habl(?:e|ar)|decir|diga)\s+${words(2)}(?:bien|bueno|bonito)|lo\s+que\s+(?:ha\s+)?escri(?:bió|to)|su\s+experiencia`,
  // French
  String.raw`(?:un|votre|ton|vos|cet|laisser|son)\s+avis|étoiles?|(?:votre|un|ce|ton)\s+(?:commentaire|témoignage|retour|post)|évaluer|évaluez|évaluation|notez[- ]nous|nous\s+noter|(?:bonne|meilleure|votre)\s+note|(?:votre|ton)\s+(?:opinion|expérience)`,
  String.raw`(?:gentils|quelques|bons|beaux|jolis)\s+mots|mots\s+gentils|recommandez[- ]nous|publi(?:ez|er|ée?)|en\s+ligne|noter|notez\s+(?:votre|notre|le|la)|évaluations?|vos\s+(?:impressions|mots)|nous\s+recommander|(?:dites|racontez|partagez|parlez)(?:-le)?\s+${words(3)}(?:autres|amis|expérience|monde|autour|nous)`,
])

const MENTION = any([
  String.raw`reviews|reviewers|ratings|opinions|comments|your\s+(?:answers?|honesty)|testers?|ambassadors?|influencers?|(?:delete|remove|take\s+down|withdraw)\s+(?:it|this|that|them)`,
  String.raw`[\p{L}-]*bewertungen|(?:Produkt)?tester|Bewerter|[\p{L}-]*rezensionen|Rezensent\p{L}*|Meinungen`,
  'reseñas|opiniones|valoraciones|comentarios|críticas',
  'avis|commentaires|témoignages',
])

/** The pattern in small letters, its classes as they are. */
const inSmall = (source: string): string =>
  source.replace(/\\p\{\p{L}+\}|\\.|\p{Lu}/gu, (part) => (part.length > 1 ? part : part.toLowerCase()))

const REVIEWS = new RegExp(
  inSmall(String.raw`(?<![\p{L}\p{N}])(?:(${OTHER_SENSE})|(${ASKED})|(?:${MENTION}))(?![\p{L}\p{N}])`),
  'gu',
)
const known = new WeakMap<TextField, ReviewPlace[]>()

/** Where a text speaks of reviews, ratings and public words of customers, in text order. */
export function reviewPlaces(field: TextField): ReviewPlace[] {
  // Three guardrails ask, and looking is dear.
  const places = known.get(field) ?? findPlaces(field)
  known.set(field, places)
  return places
}

/** A rating as a figure: "4.2 of 5", "in 812 ratings". */
const FIGURE =
  /\d[.,]\d(?!\d)|\d\s*\/\s*5|\d\s+(?:ratings|reviews|bewertungen|stimmen|rezensionen|valoraciones|opiniones|reseñas|avis)/u
const TO_SOMEBODY =
  /(?<!\p{L})(?:you|yours?|us|our|please|sie|ihre?[nmrs]?|uns|bitte|du|deine?[nmrs]?|usted|sus?|nos|vous|votre|vos|nous)(?!\p{L})/u

/** What buyers think on average is a fact about a product, where the sentence turns to nobody. */
function isFigure(field: TextField, place: Place): boolean {
  const number = sentenceNumber(field, place)
  const sentence = sentencesBetween(field, number, number).toLowerCase()
  return FIGURE.test(sentence) && !TO_SOMEBODY.test(sentence)
}

function findPlaces(field: TextField): ReviewPlace[] {
  const { plain } = field
  // Small letters once are cheaper than a pattern that ignores case; the few that grow would move every place.
  const small = plain.toLowerCase()
  if (small.length !== plain.length) return []
  return Array.from(small.matchAll(REVIEWS)).flatMap((match) => {
    if (match[1] !== undefined) return []
    const place = { start: match.index, end: match.index + match[0].length }
    if (isFigure(field, place)) return []
    return [{ ...place, kind: match[2] === undefined ? ('mention' as const) : ('asked' as const) }]
  })
}
