import { someWords } from '../patterns/some-words.ts'
import { phrases } from '../patterns/phrases.ts'

/** Up to so many words of any length in between. */
const words = (most: number): string => someWords(most, String.raw`\p{N}`)

const GLAD = String.raw`(?:happy|satisfied|pleased|delighted|glad|content|convinced|impressed|thrilled|perfect|over\s+the\s+moon|a\s+fan|fans|(?:is|was|were|went|goes|going|works?|worked|runs?|ran|turn(?:ed)?\s+out|did|all|go|work|found\s+it|find\s+it)\s+(?:\p{L}+\s+)?(?:great|good|well|fine|perfectly|as\s+(?:hoped|expected))|enjoy(?:ed|ing)?|lov(?:e[ds]?|ing)|(?<!(?:would|feel|['’]d)\s)liked?\s+(?:it|the|your|our|what|this|us|\0))`
const FROH = String.raw`(?:zufrieden(?:e[nr]?)?|glücklich(?:e[nr]?)?|begeistert(?:e[nr]?)?|überzeugt(?:e[nr]?)?|gefällt|gefallen|gut\s+(?:gelaufen|geklappt|gefallen)|rundum|super|toll|perfekt|prima|bestens|wunderbar|spitze|gepasst|geschmeckt|liebt|lieben)`
const CONTENTO = String.raw`(?:content[oa]s?|satisfech[oa]s?|feliz|felices|gusta(?:do|n)?|gustó|encanta(?:do|n|da)?|encantó|perfect[oa]|(?<!venga\s)bien|de\s+maravilla|convenci(?:do|da|ó)|enamorad[oa])`
const HEUREUX = String.raw`(?:contente?s?|satisfaite?s?|ravie?s?|heureu(?:x|ses?)|aimé|plaît|plu|conquis)`
const BUYERS = String.raw`(?:customers?|buyers?|clients?|users?|people|fans?|ones|campers?|guests?|readers?|drivers?|members?|folks|shoppers?|owners?)`
const HIGH = String.raw`(?:9|10|8|nine|ten|eight|4|5|four|five|full|top|high\p{L}*|best|9\s?[-–/]\s?10|neun|zehn|vier|fünf|hoch|nueve|diez|cuatro|cinco|alto|neuf|dix|quatre|cinq)`

/** Only who is pleased is meant, or who gave many points. */
const PLEASED = [
  String.raw`(?:if|when|since|because|provided|assuming|as\s+long\s+as|only\s+if|seeing|given\s+that)\s+(?:you(?:['’](?:re|ve|d))?|it|it['’]s|everything|all|this|that|things|\0+|your\s+[\p{L}-]+|the\s+[\p{L}-]+|our\s+[\p{L}-]+)\s+${words(6)}(?<!(?:we['’]d\s+be|would\s+be|we\s+are|we['’]re|us)\s)${GLAD}`,
  String.raw`(?:happy|happiest|satisfied|delighted|pleased|content|loyal|best|enthusiastic|thrilled)\s+${BUYERS}|(?:only|just|solely|exclusively)\s+(?:[\p{L}]+\s+){0,4}?(?:who|whose|whoever|where|those)|(?:only|just)\s+(?:\p{L}+\s+)?${BUYERS}\s+with(?:out)?|scores?\s+of\s+${HIGH}|(?:those|whoever|anyone|everyone|${BUYERS})\s+(?:who\s+)?(?:is|are|was|were|has|have|had|really|truly)?\s*${words(2)}(?:${GLAD}|(?:scored?|rated?|gave|voted|marked|ticked|chose)\s+${words(3)}${HIGH})|(?:biggest|true|real)\s+fans|(?:since|because|as|seeing)\s+you(?:['’]ve)?\s+(?:gave|given|rated|scored|voted)`,
  String.raw`(?:haven['’]t|have\s+not|never)\s+(?:\p{L}+\s+)?(?:complained|returned|sent\s+(?:it|anything)\s+back)|(?:smiling|smile[sd]?|beaming|grinning)|inviting\s+you\s+in\s+particular|you\s+(?:told\s+us|said|wrote|mentioned)\s+(?:that\s+)?(?:you|it|everything)(?:['’]\p{L}+)?\s+(?:\p{L}+\s+){0,2}?(?:${GLAD}|like)|(?:glad|happy|delighted|pleased|great|lovely|thrilled|good)\s+(?:that\s+|to\s+(?:hear|read|see)\s+(?:that\s+)?)(?:you|it|everything)(?:['’]\p{L}+)?\s+(?:\p{L}+\s+){0,2}?(?:${GLAD}|like|works?)|(?:glad|happy)\s+(?:you|it|everything)(?:['’]\p{L}+)?\s+(?:\p{L}+\s+){0,2}?(?:${GLAD}|like|works?)|you\s+(?:seem|look|sound|appear|are\s+clearly|are\s+obviously)\s+(?:\p{L}+\s+){0,2}?${GLAD}`,
  String.raw`(?:wenn|falls|sofern|sollten?|da|weil|wer|nur\s+wer|alle,?\s+die|solange)\s+(?:[\p{L}\0]+,?\s+){0,7}?${FROH}|(?:zufrieden|glücklich|begeistert|überzeugt|treu)e[nr]?\s+(?:kund|käufer|nutzer|gäst|fan|leser|mitglied)\p{L}*|(?:nur|bloß|ausschließlich|allein)\s+(?:(?:an|bei|für|von|mit)\s+)?(?:solche|diejenigen|leute[n]?|wer|denen|wem)|nie\s+(?:reklamiert|beschwert|etwas\s+zurückgeschickt)|gerade\s+Sie|(?:schön|freut\s+uns|freuen\s+uns|toll|super|klasse),?\s+dass\s+(?:es|Sie|er|sie|du|alles|Ihnen|dir)\s+${words(5)}${FROH}|(?:wer|kund\p{L}*,?\s+die|alle,?\s+die)\s+${words(4)}${HIGH}\s+${words(3)}(?:punkte|sterne|gab|gegeben|vergab|vergeben)`,
  String.raw`(?:solo\s+)?(?:si|como|cuando|quien(?:es)?|los\s+que|a\s+quienes?)\s+${words(5)}${CONTENTO}|(?:solo|sólo|únicamente|nada\s+más|solamente)\s+(?:se\s+lo\s+\p{L}+\s+)?a\s+(?:quien(?:es)?|los\s+que|aquellos)|client(?:es|as?|e)\s+(?:content[oa]s?|satisfech[oa]s?|felices|feliz|encantad[oa]s)|client(?:es|as)\s+(?:más\s+)?(?:fieles|leales)|al\s+resto\s+no|cara\s+sonriente|nunca\s+(?:ha|has)\s+(?:reclamado|devuelto)|(?:nos\s+alegra|qué\s+bien|celebramos|genial)\s+que\s+${words(4)}(?:guste|gusta|content[oa]|satisfech[oa]|encante|bien)|(?:quien(?:es)?|los\s+que|si)\s+${words(4)}(?:dado|dieron|puntu\p{L}+|vot\p{L}+)\s+${words(3)}${HIGH}`,
  String.raw`(?:si|comme|quand|ceux\s+qui|puisque|seulement\s+si)\s+(?:[\p{L}'’]+,?\s+){0,5}?${HEUREUX}|(?:nos|aux)\s+clients?\s+(?:les\s+plus\s+)?(?:fidèles|enthousiastes)|uniquement\s+(?:à|aux|si)|jamais\s+réclamé|clients?\s+(?:satisfaite?s?|contents?|heureux|ravis)`,
]
/** Glad words of a question: "Happy? Then rate us." */
const GLAD_WORD = [
  String.raw`${GLAD}|like\s+it|all\s+(?:good|fine|well|ok|right)|everything\s+\p{L}+|would\s+you\s+recommend|(?:what|as)\s+you\s+(?:hoped|expected)|right\s+choice|worth\s+it`,
  String.raw`alles\s+(?:gut|bestens|in\s+ordnung|ok|super|wie\s+\p{L}+)|${FROH}`,
  String.raw`${CONTENTO}`,
  String.raw`${HEUREUX}`,
]
/** Who is not pleased. */
const DISPLEASED = [
  String.raw`(?:is|are|was|were|n['’]t|not)\s+not?\s*(?:so\s+|quite\s+|fully\s+|completely\s+|entirely\s+|really\s+)?(?:happy|satisfied|pleased|perfect|good|impressed)|not\s+(?:so\s+|quite\s+|fully\s+|completely\s+|entirely\s+)?(?:happy|satisfied|pleased|perfect|good|impressed|great)|unhappy|dissatisfied|unsatisfied|disappoint\p{L}*|less|thumbs\s+down|not\s+(?:really|so\s+much|a\s+fan|for\s+you)|no(?=\s*[:,]\s)|if\s+not|otherwise|or\s+else|lower|fewer|below|under\s+(?:four|five|[45])|(?:bad|negative|poor|critical|low)\s+(?:reviews?|ratings?|comments?|scores?|stars?|words?|feedback|experiences?)|(?:anything|everything|everyone|all)\s+(?:less|else|lower|below|under|(?:that\s+)?(?:was|went|is|were)\s+\p{L}+|below|under)|complain\p{L}*|any\s+(?:problems?|trouble|criticism|issues?)|(?:something|anything)\s+(?:was\s+|went\s+|is\s+)?(?:wrong|bother\p{L}*|off|amiss|missing)|criticism|grumbl\p{L}+|moan\p{L}*|the\s+others?|everyone\s+else|frown\p{L}*|grumpy|was\s*n['’]t|sour|cross|upset|less\s+than|anything\s+but`,
  String.raw`unzufrieden\p{L}*|verbesserungs\p{L}*|nicht\s+(?:ganz\s+|so\s+|völlig\s+)?(?:zufrieden|gefallen|überzeugt)|enttäusch\p{L}*|falls\s+nicht|wenn\s+nicht|wer\s+nicht|sonst|andernfalls|ansonsten|weniger|negativ\p{L}*|schlecht\p{L}*|kritik|ärger\p{L}*|probleme?|beschwerden?|(?:etwas|was)\s+(?:nicht|gestört)`,
  String.raw`disgustos?|el\s+resto|menos\s+de|descontent[oa]s?|insatisfech[oa]s?|decepcionad[oa]s?|si\s+no|de\s+lo\s+contrario|no\s+(?:lo\s+)?(?:está|estás|le|te)|menos|negativ[oa]s?|mal[oa]s?|quejas?|críticas?|problemas?|todo\s+lo\s+demás|lo\s+demás|los\s+demás|algo\s+(?:falló|no|fue)`,
  String.raw`moins\s+que|mauvaise?s?|mieux|le\s+reste|mécontente?s?|insatisfaite?s?|déçue?s?|sinon|pas\s+(?:entièrement\s+|tout\s+à\s+fait\s+)?(?:satisfait|content)e?s?|moins|négatifs?|problèmes?`,
]
/** To us alone, instead of in public. */
const ELSEWHERE = [
  String.raw`instead|(?:in\s+)?private(?:ly)?|(?:only|directly|straight|first|just)\s+(?:to\s+|with\s+|at\s+)?(?:us|me)|(?:us|me)\s+(?:first|only|directly|privately|instead|before|alone|know\s+(?:first|instead|privately))|(?:contact|write(?:\s+to)?|tell|call|e-?mail|speak\s+to|talk\s+to|come\s+to|turn\s+to|message)\s+(?:us|me|our\s+\p{L}+)\s+(?:first|before|instead|privately|directly|rather)|rather\s+than|before\s+(?:you\s+)?(?:leav|post|put|writ|rat|review|publish|go)\p{L}*|(?:ring|phone|call|contact|see|ask)\s+(?:us|me|the\s+\p{L}+)\s+(?:first|before)|keep\s+it\s+between|between\s+(?:us|ourselves)|(?:this|our|an?|the)\s+(?:\p{L}+\s+)?(?:form|hotline|inbox)|before\s+you|only\s+we|say\s+so\s+to\s+us|e-?mail\s+us|email\s+us|our\s+(?:inbox|desk|support|care)|support\s+(?:team\s+)?instead|internal(?:ly)?|confidential\p{L}*|offline|reply\s+to\s+this|come\s+to\s+us|drop\s+us\s+a\s+(?:line|note)|tell\s+our\s+team|(?:please\s+)?(?:ring|phone|call|e-?mail)\s+(?!us\s+if)(?:us|me|\p{L}+)`,
  String.raw`(?:nur|lieber|zuerst|erst|direkt|dann|bitte)\s+(?:nur\s+)?(?:bei\s+|an\s+|mit\s+)?uns|uns\s+(?:zuerst|direkt|lieber|erst|persönlich)|stattdessen|statt|bevor|vertraulich|intern\p{L}*|unter\s+(?:uns|vier\s+augen)|kontaktformular|(?:schreib\p{L}*|sag\p{L}*|meld\p{L}*)\s+(?:Sie\s+)?(?:es\s+|sich\s+)?(?:bitte\s+)?(?:nur\s+)?(?:bei\s+)?uns`,
  String.raw`(?:solo|sólo|primero|directamente|antes|mejor)\s+(?:a\s+|con\s+)?nosotros|(?:en|por)\s+privado|en\s+su\s+lugar|antes\s+de|en\s+lugar\s+de|entre\s+nosotros|(?:llám|escríb|contáct|habl|háblen|avís)\p{L}*\s+(?:\p{L}+\s+){0,2}?(?:antes|primero)|(?:el|este|un)\s+formulario|por\s+(?:teléfono|correo|privado)|llám(?:enos|anos|eme|ame)|intern[oa]|(?:escríb|cuént|háb?l|dí|díg)(?:anos|enos|a?nos|alo|noslo)|escríbenos|escríbanos|cuéntanoslo|díganoslo`,
  String.raw`(?:appel|téléphon|contact|écri|parl|passez)\p{L}*[\s-]+(?:nous|moi)|coup\s+de\s+fil|par\s+(?:téléphone|mail)|directement|d['’]abord|plutôt|seulement|en\s+privé|avant\s+de|au\s+lieu\s+de|entre\s+nous|écrivez-nous|écris-nous`,
]
/** Everybody is asked, whatever they think. */
const WHATEVER = [
  String.raw`good\s+(?:or|and)\s+bad|bad\s+or\s+good|or\s+(?:not|bad|negative|critical|unhappy|disappoint\p{L}*|critic\p{L}*)|positive\s+(?:or|and)\s+negative|negative\s+(?:or|and)\s+positive|whatever|whether|either\s+way|as\s+well\s+as|alike|how\s+(?:satisfied|happy)|honest(?:ly)?|warts\s+and\s+all|praise\s+or|pleased\s+or|no\s+selection|as\s+you\s+see\s+fit|praise\s+and|did\s*n['’]?o?t\s+work|what\s+(?:went\s+)?wrong|how(?:ever)?\s+you\s+(?:like|want|feel|found)|flattering|in\s+your\s+own\s+words|critical\s+(?:as|or|and)|as\s+critical`,
  String.raw`ob\s+(?:gut|positiv|lob|zufrieden|sie|du)|oder\s+(?:nicht|schlecht\p{L}*|kritik|negativ|kritisch|tadel|enttäuscht)|ehrlich\p{L}*|gleich\s+wie|ebenso\s+wie|genauso|egal|(?:sowohl|wie\s+auch)|wie\s+zufrieden`,
  String.raw`buen[oa]s?\s+o\s+mal[oa]s?|o\s+(?:no|malo|mala|negativ[oa]|crític\p{L}+)|tanto\s+si|sea\s+(?:cual|buena|bueno|positiv[oa])|como\s+si\s+no|sincer[oa]|honest[oa]|qué\s+tan`,
  String.raw`bon\s+ou\s+mauvais|ou\s+(?:non|pas|négatif|mauvais)|honnête|quel\s+que`,
]

/** Words that tell the pleased from the rest, and say who may review where. */
export const SELECTION = phrases({
  pleased: PLEASED,
  glad: GLAD_WORD,
  displeased: DISPLEASED,
  elsewhere: ELSEWHERE,
  whatever: WHATEVER,
})
