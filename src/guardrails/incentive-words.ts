import { someWords } from '../patterns/some-words.ts'
import { phrases } from '../patterns/phrases.ts'
import { slotPlaces } from './slot-places.ts'
import { isInside } from './review-marks.ts'
import { placesOf, wordStartsOf } from './text-places.ts'
import type { Place, TextField } from './text-places.ts'

/**
 * `offer`: something of worth, wherever it stands in a message; `hint`: something of worth when it stands near what it is
 * for; `given`: something that we would give or do; `service`: what
 * a customer may get anyway, such as a repair. Both are of worth only as the price of something.
 */
export type IncentivePlace = Place & { kind: 'offer' | 'hint' | 'given' | 'service' }

/** Up to so many words of any length in between. */
const words = (most: number): string => someWords(most, String.raw`\p{N}`)
const NUMBER = String.raw`(?:\d{1,6}(?:[.,]\d{1,2})?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|(?:a|one|two|three)\s+hundred|drei|vier|sechs|acht|zwölf|fünfzehn|dreißig|vierzig|tres|cuatro|seis|ocho|doce|treinta|cuarenta|zwei|fünf|zehn|zwanzig|fünfzig|hundert|dos|cinco|diez|quince|veinte|cincuenta|cien|cinq|dix|vingt)`
const CURRENCY = String.raw`(?:€|[$£]|euros?|eur|dollars?|usd|pounds?|quid|bucks?|grand|cents?|pence|franken|chf|francs?|pesos?|céntimos|soles|libras?|dólares)`
const MONEY = String.raw`(?:[€$£]\s?\d{1,6}(?:[.,]\d{1,2})?|${NUMBER}\s?${CURRENCY})`
const PERCENT = String.raw`${NUMBER}\s?(?:%|per\s?cent|percent|prozent|por\s+ciento|pour\s?cent)`

/** "Gift wrap", "feel free", "value for money": worth nothing by itself. */
const OTHER_SENSE = [
  String.raw`gift[\s-](?:wrap(?:ping)?|box|idea|guide|message|receipt)|feel\s+free|free\s+(?:to|of|from|text|time|space|speech)|(?:selling|main|key|data|good|strong|weak|some|many|two|three|valid|useful|your|these|all|plus|minus)\s+points|points\s+(?:of|to|that|which|you\s+(?:raise|made|mention)\p{L}*|out|below|above)|credit\s+(?:cards?|ratings?|checks?)|(?:makes?|as)\s+an?\s+${words(2)}gift\s+(?:for\s+(?:your|a|the|him|her)|idea)|present\s+(?:on|at)|win\s+over|at\s+present|treat\s+(?:it|them|the|stains?|every|each|all|your\s+(?:review|opinion|data))|contact\s+points?|(?:gets?|receives?|got)\s+(?:this|the\s+same|an?\s+(?:invitation|e-?mail|link|message|reminder|reply|answer))(?:\s+(?:invitation|e-?mail|message|link|mail))?|(?:others?|shoppers|people|buyers|they|readers)\s+(?:to\s+)?(?:get|receive)|freizeit|freitag|punkt|(?:bekommt|bekommen|erhält|erhalten)\s+(?:\p{L}+\s+){0,6}?(?:dieselbe|diese|dieses|denselben|dasselbe|die\s+gleiche)|lo\s+reciben?|recib\p{L}+\s+(?:este|esta|el\s+mismo|la\s+misma)|kein(?:e[nrms]?)?\s+gefallen|sin\s+(?:gluten|lactosa)|extra\s+stars?`,
]
/** Money, and what is as good as money. */
const MONEY_WORTH = [
  String.raw`${PERCENT}\s*(?:off|discount|less|cheaper|reduction|back|rabatt|nachlass|günstiger|weniger|(?:de\s+)?descuento|menos|de\s+(?:réduction|remise|moins))`,
  String.raw`(?:sav(?:e|es|ing)|spar(?:en|st|t)|ahorr\p{L}+|économis\p{L}+)\s+${words(3)}(?:${PERCENT}|${MONEY})`,
  String.raw`(?:gift[\s-])?vouchers?|gift[\s-]?cards?|gift[\s-]?certificates?|discount(?:s|ed)?|coupons?|(?:promo(?:tional)?|discount|voucher)\s+codes?|store\s+credits?|cash[\s-]?back|rebates?|half[\s-]price|money\s+off|special\s+(?:offer|deal|price)s?|exclusive\s+(?:offer|deal)s?|price\s+(?:cut|reduction)s?|pay\s+for\s+(?:one|two|three)|(?:two|three)\s+for\s+(?:one|two)|last\s+year['’]s\s+prices?`,
  String.raw`gutschein(?:e|en|s|code|codes|karte)?|rabatt(?:e|s|code)?|preisnachlass\p{L}*|nachlass|gutschrift|guthaben|geschenkkarte\p{L}*|aktionspreis|vorzugspreis|sonderpreis`,
  String.raw`vales?\s+(?:de|por|regalo)|un\s+vale|cup[oó]n(?:es)?|descuentos?|(?:cheque|tarjeta)s?\s+(?:de\s+)?regalo|rebajas?|bonos?\s+(?:de|por|para)|un\s+bono|saldo`,
  String.raw`bons?\s+(?:d['’]achat|de\s+réduction|cadeau)|réductions?|remises?|(?:chèque|carte)s?[\s-]cadeaux?|codes?\s+promo|avoir\s+de`,
]
/** Presents, points, prizes and draws. */
const GIFTS = [
  String.raw`(?:loyalty|bonus|double|extra|reward)\s+points|raffles?|prize\s+draws?|sweepstakes?|giveaways?|freebies?|gifts?|rewards?|rewarded|prizes?|bonus(?:es)?|surprises?|lottery|lucky\s+draw|goodies?|goodie\s+bags?`,
  String.raw`(?:bonus|treue|extra)punkte|gewinnspiel|verlos(?:ung|en|t)|geschenk(?:e|en|s|t)?|prämien?|belohn\p{L}+`,
  String.raw`sorte(?:o|os|amos|aremos|ar)|regal(?:o|os|ito|itos|amos|aremos|ar|arle|arte)|premi(?:o|os|amos|aremos|ar)|recompens\p{L}+|obsequi\p{L}+|rifa|sorpres(?:as?|ita)`,
  String.raw`tirage\s+au\s+sort|cadeaux?|récompens\p{L}+|surprises?`,
]
/** Sums, parts of a price, and points. */
const SUMS = [
  String.raw`${MONEY}|${PERCENT}\s+(?:of|on|auf|en|sobre|sur|von|for|für|por|pour|back|bonus|extra|to|when|if|wenn|si)|tenner|fiver|(?:fifteen|thirty|forty)\s+(?:percent|per\s+cent)|wire\s+(?:you|the)|nowt|lighter|paypal|cash|(?:some|easy|real|earn|pocket|make|get)\s+money|commission|salary|payments?|paid|pays?\s+(?:off|you)|pay\s+less|we\s+(?:\p{L}+\s+){0,2}pay|deduct\p{L}*|points|credits?|credited|balance|deals?|savings?|save\s+(?:later|more|money)|cheaper|lower\s+price|(?:a|one)\s+(?:fifth|quarter|third|tenth)\s+(?:off|of\s+(?:the|your)\s+price)|(?:half|double|twice|triple)\s+(?:the|your|price|points|off|as\s+much)|doubled|halved|smaller\s+bill|lighten\s+your|less\s+to\s+pay|(?:knock|take|shave|cut|get|comes?|slash|strike|drop|money|something)\s+${words(3)}off|off\s+your\s+(?:next|bill|order|invoice)|(?:drop|lower|reduce|cut|let)\s+(?:\p{L}+\s+){0,4}(?:price|fee|bill|invoice|charge|bill\s+go)|deposit|loan|(?:lower|soften|shrink|shave|trim|slash|halve|forget|forgive|drop|waive|absorb|write\s+off|tear\s+up|reduce|discount|round\s+down|knock|cut|foot|pick\s+up|take\s+care\s+of|look\s+after|see\s+to|settle)(?:s|ed|d|ing)?\s+(?:\p{L}+\s+){0,3}?(?:bill|tab|price|rate|rent|fees?|invoice|charges?|costs?|postage|shipping|delivery|fare|subscription|fine|interest|surcharge|balance|debt|amount|total)|(?:bill|tab|price|rent|fees?|invoice|charge|cost|postage|fare|total|subscription)\s+(?:\p{L}+\s+){0,3}?(?:lower|smaller|lighter|softer|shrinks?|drops?|falls?|goes\s+down|comes\s+down|disappears?|vanish\p{L}*|melts?|halves|forgotten)|reductions?|hampers?|sum|wages?|payout|paycheck|stipend|fee\s+of|reduced|allowance`,
  String.raw`(?:be)?zahl(?:en|e|t)|bezahlt\p{L}*|auszahl\p{L}+|überweis\p{L}+|punkte|gutgeschrieben|gutschreiben|günstiger|billiger|vergünstig\p{L}+|preisvorteil|halbiert|verdoppel\p{L}+|spar(?:en|t|st)|ersparnis|entfällt|erlassen|vergüt\p{L}+|honorar|euro|ein\s+paar\s+prozente?`,
  String.raw`plata|pasta\s+gansa|a\s+cero|dinero|abon(?:o|amos|aremos|ar|aré|e|arle)|ahorr\p{L}+|puntos|(?:más|mas)\s+barat[oa]s?|pag(?:amos|aremos|o|a|arle|aré)|ingreso|factura|mitad|doble|propina|bonific\p{L}+|cobr(?:amos|aremos)|precio\s+(?:especial|reducido)`,
  String.raw`rabais|ristournes?|prime|s['’](?:adouci|allèg|envol)\p{L}*|(?:baiss|dédui|allég|divis|annul)\p{L}*|honoraires|facture|addition|inclus\p{L}*|tarif\s+\p{L}+|argent|points|moins\s+cher|moitié|crédit|économis\p{L}+|bonus`,
]
/** What costs nothing, or no longer does. */
const FREE = [
  String.raw`free|freely\s+yours|for\s+nothing|complimentary|at\s+no\s+(?:\p{L}+\s+)?(?:cost|charge)|(?:without|no)\s+(?:\p{L}+\s+)?(?:charge|cost|fee|fees|shipping\s+(?:fee|costs?))|costs?\s+(?:you\s+)?nothing|nothing\s+to\s+pay|(?<!(?:count|rely|depend|call|calls|focus|check)\s)on\s+us|on\s+the\s+house|(?:our|my)\s+treat|at\s+our\s+expense|waiv(?:e|es|ed|ing)|skip\s+(?:the|your)|cover(?:s|ed)?\s+(?:the|your)\s+\p{L}+|included|comes?\s+with\s+an?|on\s+(?:me|the\s+(?:boss|firm|shop|bar))(?=\s*[.,;:!?]|\s*$)|(?:for|with)\s+(?:free|nowt|zero)|gratis|without\s+(?:ringing|paying|charging|billing)|no\s+(?:bill|invoice|postage)|thrown?\s+in|throw\s+in`,
  String.raw`umsonst|gratis[\p{L}-]*|kostenlos\p{L}*|kostenfrei\p{L}*|portofrei|versandkostenfrei|aufs\s+haus|zum\s+(?:halben|nulltarif)\s*\p{L}*|gratis|zahlen\s+(?:sie|wir)\s+\p{L}+|inklusive|(?:auf|zu)\s+unsere\p{L}*\s+(?:kosten|kappe|rechnung)|(?:geht|gehen)\s+auf\s+uns|ohne\s+(?:aufpreis|kosten|versandkosten|gebühr\p{L}*|berechnung)|spendier(?:e|en|t)|schenk(?:e|en|t|st)|geschenkt|übernehmen\s+wir|nichts\s+kosten|kostet\s+(?:\p{L}+\s+){0,3}nichts`,
  String.raw`gratis|gratuit[oa]s?|sin\s+(?:\p{L}+\s+)?(?:coste|costo|cargo|pagar|gastos)|de\s+nuestra\s+cuenta|corre[n]?\s+(?:de|por)\s+(?:(?:nuestra|mi)\s+)?cuenta|(?:le|te|les|os)\s+invit(?:amos|aremos)|invita\s+la\s+casa|no\s+(?:se\s+)?(?:la|lo|le|te|los|las)?\s*(?:la|lo)?\s*(?:cobramos|cobraremos|costará|cuesta)|(?:la|lo|los|las)\s+ponemos\s+nosotros|te\s+llevas|(?:se|le)\s+lleva|llév(?:ese|ate)`,
  String.raw`gratuit\p{L}*|offert(?:e|s|es)?|offrons|offrirons|sans\s+frais|à\s+nos\s+frais|rembours\p{L}+|dédommag\p{L}+|geste\s+commercial`,
]
/** Things and small pleasures that are given away. */
const THINGS = [
  String.raw`presents?|treats?|samples?|merch\p{L}*|hampers?|chocolates?|wine|mugs?|tokens?|stamps|miles|stickers?|t-shirts?|totes?|tote\s+bag|coffees?|drinks?|beers?|meals?|dinner|lunch|breakfast|dessert|cakes?|cookies|bottles?|tickets?|badges?|(?:a|your|next|one|second)\s+(?:\p{L}+\s+)?(?:bottle|box|bag|filter|session|lesson|class|pair|accessory)|mystery|perks?|extras?|(?:with\s+)?your\s+name\s+on\s+it|set\s+aside|put\s+(?:by|aside)|(?:comes?|coming|head(?:s|ed|ing))\s+your\s+way|finds?\s+(?:its|their)\s+way|keepsakes?|souvenirs?|swag|nibbles|pastr(?:y|ies)|sweets|cookies|wine|champagne|prosecco|pints?|(?:another|second|extra|additional|bonus)\s+(?!opinion|glance|review|rating|look|time|question|customer|thing|person|reader)\p{L}+|there(?:['’]s|\s+(?:is|are)|['’]ll\s+be|\s+will\s+be)\s+(?:also\s+)?(?:an?|another|some|\d+)\s+(?!(?:\p{L}+\s+)?(?:links?|forms?|buttons?|pages?|box|space|field|review|rating|star|place|way|questions?|section|survey|thread|reason|chance)(?!\p{L}))\p{L}+|accessor(?:y|ies)|add-ons?|scratch\s+card|(?:keep|keeping)\s+(?:the|this|your)\s+(?:product|item|sample|device|article|goods)|(?:and|to|you)\s+keep\s+(?:it|the)|something\s+(?:nice|special|extra|small|lovely|back|off|in\s+it|for\s+you|from\s+(?:us|our)|good|sweet|is\s+waiting|on\s+top|in\s+the\s+(?:parcel|box|mail|post)|to\s+(?:unwrap|enjoy|look))|(?:send|give|get|receive|find|add|offer|slip|include)\s+(?:you\s+)?(?:\p{L}+\s+)?something|a\s+little\s+extra`,
  String.raw`überraschung(?:en)?|dankeschön|(?:liegt|liegen|läge|lägen|steht|stehen|wartet|warten)\s+(?:\p{L}+\s+){0,5}?(?:bereit|auf\s+(?:sie|dich|euch)|für\s+(?:sie|dich))|geht\s+auf\s+(?:mich|uns)|süßes|süßigkeit\p{L}*|keks\p{L}*|kuchen|schnaps|sekt|wein|eis|(?:zweite[rsn]?|weitere[rsn]?|nächste[rsn]?|zusätzliche[rsn]?)\s+(?!bewertung|kunden|mal|besuch|frage|person|schritt)\p{L}+|päckchen|probe|zugabe|extra|goodies?|präsent|mitbringsel|freigetränk|freebie|bonus|treuebonus|(?:einen|ein)\s+(?:kaffee|getränk|dessert|bier)|kleinigkeit|(?:kleine|nette)\s+aufmerksamkeit|schokolade|pralinen|tasse|etwas\s+(?:schönes|nettes|kleines|für\s+Sie|dafür|zurück|gutes|besonderes|süßes)|freude\s+machen`,
  String.raw`muestras?|detallito|pegatinas?|entradas?|vino|cerveza|caña|tapa|merienda|desayunos?|noche\s+(?:extra|más)|(?:segund|otr)[oa]\s+(?!mirada|lectura|ocasión|reseña|opini|valorac|cliente|cosa|persona|vez|pregunta)\p{L}+|(?:pas[ae]|ven(?:ga)?)\s+a\s+(?:recoger|por)|recog\p{L}+|llév(?:ate|ese)|(?:te|le)\s+(?:guard|reserv|apart|espera|prepar|descont|rebaj|perdon|quit|rest|sub)\p{L}+|asumi(?:mos|remos|r)|(?:descont|rebaj|perdon)(?:amos|aremos|o|aré)|tiene\s+premio|al\s+precio\s+de|corre\s+de|sale\s+(?:a\s+)?(?:gratis|mitad)|menos\s+(?:en|a\s+pagar)|un\s+(?:\p{L}+\s+)?detalle(?!\s+(?:de|del|sobre|que|más|importante|práctico))|café|chocolate|camiseta|postre|copa|cena|llavero|taza|bonos?|gasto|ventajas?|agradecimiento|agradec(?:er|emos|eremos)\p{L}*|trato\s+especial|envío\s+gratuito|algo\s+(?:bonito|especial|a\s+cambio|para\s+(?:usted|ti)|rico)`,
  String.raw`échantillons?|avantages?|douceurs?|chocolats?|cafés?|dessert|croissants?|verre|bouteille|apéro|apéritif|tournée|places?\s+(?:gratuites?|offertes?)|nuit\s+(?:offerte|supplémentaire)|surclass\p{L}+|porte-clés|tasse|billet\s+à\s+gratter|(?:petite?s?)\s+(?:attention|surprise|cadeau|geste|merci)|(?:deuxième|second[e]?|prochain[e]?|autre)\s+(?!avis|fois|client|commentaire|visite|personne)\p{L}+|(?:vous|t['’])\s*(?:attend|attendent)|à\s+(?:retirer|récupérer)|en\s+prime|à\s+l['’]œil|régal\p{L}+|(?:nous|on|je)\s+vous\s+(?:offr|rend|rembours|ajout|gliss|envo|enver|prêt|laiss|met|réserv|gard|fai|fer|donn|accord|dédui|crédit|vers|invit|prolong)\p{L}+|vous\s+(?:recev|obten|obtien|gagn|profit|bénéfici|aur|repart)\p{L}+|(?:sera|seront|est|sont)\s+(?:à\s+vous|offerte?s?|pour\s+vous|prolongée?s?)|petit\s+plus|en\s+remerciement|vous\s+remercierons?\s+(?:avec|par)|bénéficiez|recevez|recevrez`,
]
/** Rights before others, a place in a queue, a better rank. */
const PRIVILEGES = [
  String.raw`early\s+access|(?:before|ahead\s+of|sooner\s+than)\s+(?:\p{L}+\s+)?(?:everyone|everybody|others|anyone|anybody)(?:\s+else)?|presale|pre-sale|vip|(?:to\s+the\s+)?(?:front|top|head)\s+of\s+the\s+(?:line|queue|list|waiting\s+list)|priorit(?:y|ise|ize|ised|ized)|jump\s+the\s+queue|expedited|express\s+(?:delivery|shipping)|upgrad(?:e|es|ed)|unlock(?:s|ed|ing)?|status|membership|gold|platinum|exclusive(?:ly)?|eligible|(?:is|are|be|gets?)\s+extended|extend(?:s|ed)?\s+(?:your|the)|(?:extra|more|additional|longer|free|another)\s+(?:\p{L}+\s+)?(?:days?|weeks?|months?|years?|time|trial|warranty|storage)|extended\s+(?:warranty|trial|return)|invit(?:e|ed)\s+(?:you\s+)?to\s+(?:our|the|a)\s+(?:\p{L}+\s+)?(?:dinner|event|party|tasting)|access\s+to|credits?\s+your|full\s+version|pro\s+version|premium`,
  String.raw`vorab|früher\s+als|vor\s+allen\s+anderen|bevorzugt\p{L}*|vorrang\p{L}*|vorzug\p{L}*|(?:gold|silber|vip|premium|platin)[\s-]?\p{L}*|status|upgrade|freischalten|schalten\s+wir|freigeschaltet|länger\s+(?:kostenlos|gratis|testen)|verlängern?\s+(?:wir|sich)|verlänger(?:t|ung)|garantieverlängerung|vorteil(?:e|en|s)?|exklusiv\p{L}*|express\p{L}*|zugang`,
  String.raw`acceso(?:\s+anticipado)?|antes\s+que\s+(?:nadie|los\s+demás)|prioridad|prioritari[oa]|preferente|versión\s+pro|premium|desbloque\p{L}+|exclusiv[oa]s?|reservad[oa]\s+a|ampli(?:amos|aremos|ación)|privilegios?`,
  String.raw`accès\s+(?:anticipé|exclusif)|avant\s+tout\s+le\s+monde|prioritaire|privilèges?`,
]
/** Luck: to win, to take part in a draw. */
const LUCK = [
  String.raw`draws?|contests?|competitions?|enter(?:s|ed)?|entry|entries|w[io]ns?|winners?|winning|chance\s+(?:to|of|at)|in\s+the\s+(?:hat|pot|running)`,
  String.raw`gewinn(?:en|t|e|er|spiel)?|chance\s+auf|lostopf|los(?:e)?\s+für|winkt|winken`,
  String.raw`gan(?:e|a|as|ar|ará|arás)|particip(?:e|a|as|ará|ar)\s+en|rasca|papeletas?|le\s+espera|te\s+espera`,
  String.raw`gagn(?:ez|er)|participez`,
]
/** Thanks that are more than words, and promises that say nothing of what. */
const FAVOURS = [
  String.raw`(?:not|never)\s+(?:go|be|remain|stay|leave)\s+(?:unrewarded|unnoticed|forgotten|empty-handed)|incentives?|compensat\p{L}+|gestures?|goodwill|generous\p{L}*|(?:sign|token|mark)\s+of|sweeten\p{L}*|worthwhile|reciproc\p{L}+|repay|earn(?:s|ed)?|claim|bag\s+\d+|donat\p{L}+|charity|plant\s+(?:a\s+)?trees?|spoil\s+you|look\s+after\s+(?:you|those|our)|(?:make|return)\s+(?:it\s+)?(?:the\s+favou?r|up\s+to|worth)|in\s+(?:return|exchange)|worth\s+(?:your\s+while|something|it\s+for\s+you)|well\s+worth\s+it|(?:do|will|did|won['’]t)\s+(?:not\s+)?regret|(?:never|won['’]t|not)\s+forget|(?:will|won['’]t|are)\s+(?:be\s+)?remember(?:ed)?|a\s+favou?r|swap(?:s|ped|ping)?|tit\s+for\s+tat|mutual\p{L}*|scratch\s+(?:our|your|yours)|quid\s+pro\s+quo|win[- ]win|one\s+good\s+turn|return\s+of|our\s+turn\s+to|do\s+something\s+for|it\s+pays|rewarding|thank-yous?|thank[\s-]you\s+(?:gift|present|note\s+with|with|properly|is|by|in\s+our\s+own)|as\s+an?\s+(?:\p{L}+\s+)?thank[\s-]you|(?:a|our|your)\s+(?:\p{L}+\s+)?thank\s+you|say(?:ing)?\s+(?:thanks|thank\s+you)|thanks\s+to\s+(?:every|each|all|our|those)|show\s+(?:you\s+)?(?:our|my)\s+(?:gratitude|appreciation|thanks)|token\s+of|(?:is|are|be|something|lands?|one)\s+waiting\s+for\s+you|yours\s+(?:once|when|as|for)|spare|leftover|left\s+over|lands?\s+(?:on|in)\s+your|(?:gets?|earns?|brings?|buys?|gives?|means?|helps?|win)\s+(?:you|(?:${NUMBER})\s)|you(?:['’]ll|\s+will)?\s+(?:get|receive|earn|win)|you['’]re\s+welcome|help\s+you\s+(?:with|save|find\s+time)|let\s+you\s+have|for\s+your\s+trouble|something\s+(?:we\s+(?:can|could)\s+(?:give|offer)|out)|sort\s+something\s+out|your\s+code|a\s+code|code|what\s+would\s+it\s+take|(?:do|offer)\s+(?:you\s+)?(?:for\s+you\s+)?to\s+(?:turn|get|earn|make|add|raise|change)`,
  String.raw`was\s+(?:müssten|könnten|können)\s+wir\s+${words(3)}tun|erkenntlich|(?:als|zum)\s+(?:\p{L}+\s+)?dank|bedanken\s+(?:wir\s+)?uns\s+${words(4)}mit|danken\s+(?:es\s+)?(?:wir\s+)?ihnen\s+${words(3)}mit|danke\s+(?:sagen|mit)|lohn(?:t|en)?|unbelohnt|gegenleistung|im\s+gegenzug|gegengefallen|gefallen\s+tun|springt\s+${words(5)}heraus|schaden\s+(?:nicht\s+)?sein|entgegenkommen|revanchier\p{L}+|wiedergutmachung|entschädig\p{L}+|kulanz|nicht\s+(?:bereuen|vergessen)|springen|hand\s+wäscht|ein\s+auge\s+zu|gehört\s+(?:er|sie|es|der|die|das)?\s*ihnen|dafür\s+${words(3)}(?:anbieten|geben|tun|gibt|bekommen|erhalten|schenken)|wert|spende[nt]?|baum\s+pflanzen|einigen\s+(?:wir\s+)?uns|wir\s+einigen|komm\p{L}*\s+(?:wir\s+)?(?:ihnen|dir)?\s*(?:\p{L}+\s+){0,4}?entgegen|kommen\s+wir|(?:senken|mindern|kürzen|streichen|erlassen|übernehmen|reduzieren|runden|drücken)\s+(?:wir|ich)|wir\s+(?:senken|mindern|kürzen|streichen|erlassen|übernehmen|reduzieren|runden|drücken)|nicht\s+auf\s+der\s+rechnung|(?:darf|dürfen)\s+sich\s+(?:\p{L}+\s+)?(?:aussuchen|freuen|bedienen)|freuen\s+auf|eingeladen|lädt\s+\p{L}+\s+ein|zeigen\s+(?:wir\s+)?uns\s+\p{L}+|freischalt\p{L}*|code`,
  String.raw`qué\s+haría\s+falta|a\s+cambio|compens\p{L}+|agradecérs?[tl]?el?[oa]|no\s+(?:se|te)\s+arrepentirás?|merecerá\s+la\s+pena|una\s+mano|hoy\s+por\s+ti|vale\s+(?:un|su\s+peso)|cambiamos|favor(?:es)?|saldrá\s+${words(2)}(?:gratis|barat[oa])|en\s+agradecimiento|como\s+(?:agradecimiento|premio|gracias)|donamos|donaremos|plantamos|código|obtendrá[s]?|recib(?:irá|irás|e|es|a)|tendr(?:á|ás)|obten(?:ga|drá)|consig(?:a|ue|ues)|te\s+llega|hay\s+\p{L}+\s+para|te\s+(?:encantará|damos|mandamos|enviamos|regalamos|mando|envío)|le\s+(?:enviamos|enviaremos|mandamos|mandaremos|damos|daremos|regalamos)|ofrecer(?:le|te)`,
  String.raw`en\s+(?:échange|retour)|vous\s+recev(?:ez|rez)|plus\s+value|code`,
]
/** To give, send, add: what follows is given. */
const GIVING = String.raw`(?:send|give|offer|owe|bring|mail|gift|pay|ship|add|pop|pack|include|slip|tuck|put|throw|hand|drop|transfer|release|approve|credit|refund|repair|replace|extend|renew|double|swap|dispatch|issue|arrange|upgrade|invite|post|apply|plant|donate|feature|move|process|settle)`
const GIVEN = [
  String.raw`(?:we|i|we['’]ll|i['’]ll|we\s+(?:will|can|could|would|may|shall)|i\s+(?:will|can|could|would|may|shall)|we['’]d|i['’]d|we['’]re\s+\p{L}+\s+to|we\s+are\s+\p{L}+\s+to|willing\s+to|happy\s+to|happily)\s+(?:(?:also|then|happily|gladly|even|immediately|personally|only|be\s+(?:happy|glad|pleased)\s+to)\s+){0,2}${GIVING}(?!\s+(?:you\s+)?(?:${words(2)})?(?:links?|reply|answers?|reminder|messages?|copy|form|note|summary|advice|idea|overview|it\s+to\s+(?:every|all))(?!\p{L}))`,
  String.raw`(?:nehmen|legen|schicken|senden|geben|liefern|buchen|veranlassen|machen|packen|stellen|schalten|tauschen|erstatten)\s+wir|(?:buche|schicke|sende|gebe|lege|mache|zahle|backe|nehme|bringe|schenke|erstatte|liefere|packe)\s+ich|(?:ich|wir)\s+(?:(?:buche|schicke|sende|gebe|lege|mache|zahle|backe|nehme|bringe|schenke|erstatte|liefere|packe|repariere|spendiere|überweise|ersetze|verlängere|übernehme)n?)|obendrauf|obendrein|keep\s+the\s+(?!receipt|box|pack|manual|invoice|bill|label)\p{L}+`,
  String.raw`(?:le|les|te|os|se\s+(?:la|lo))\s+(?:enviamos|enviaremos|mandamos|mandaremos|mando|envío|daremos|damos|devolvemos|devolveremos|ponemos|abonamos|abonaremos|cambiamos)|reembolsamos|devolvemos|devolveremos`,
]
/** What a customer may have a right to. */
const SERVICES = [
  String.raw`get|gets|getting|receives?|enjoys?|qualif(?:y|ies)|hand(?:s|ed)?\s+(?:out|over|them|it)|goes?\s+to|handed|account|invoice|bill|booking|licence|license|contract|claim|slot|appointment|pricing|(?:your|the)\s+money|money\s+back|(?:is|are)\s+yours|redo|policy|exception|report|favou?r|renewal|refund(?:s|ed|ing)?|reimburs\p{L}*|replac(?:e|ed|ement|ements|ing)|exchange(?:s|d)?|repair(?:s|ed)?|spare\s+parts?|guarantees?|warrant(?:y|ies)|service|support|settlement|remed(?:y|ies)|spare|shipping|delivery|returns?|cancellation|help\s+you|fix|resolve`,
  String.raw`erstatt\p{L}*|rückerstattung|rückzahlung|geld\s+zurück|ersatz\p{L}*|umtausch\p{L}*|tausch(?:en|t)|reparatur\p{L}*|repar\p{L}+|garantie|gewährleistung|service|support|rücknahme|zurücknehmen|zurück|anspruch|versand|porto|rücksend\p{L}+|kaution|ihr\s+geld|geld|behalten|behältst|bearbeitung|reklamation|termin|stammplatz|wandert|steigen|geht\s+an|(?:bekommen|bekommt|erhalten|erhält|kriegt|kriegen|kriegst|bekommst|erhältst|sichern|sichert)`,
  String.raw`reembols\p{L}+|devol(?:vemos|veremos|ución)|devuelvo|repar(?:amos|ación|ar)|cambi(?:amos|o|ar|arle)\s+(?:la|el|su|le)?|garantía|soporte|servicio|repuestos?|envío|mand(?:o|amos|aremos)|envi(?:amos|aremos)|entreg(?:amos|aremos)|recambios?|asistencia|fianza|cuenta|licencia|penalización|excepción|reclamación|se\s+lleva|le\s+toca|recibe[ns]?`,
  String.raw`rembours\p{L}+|remplac\p{L}+|échange|répar\p{L}+|garantie|service`,
]

/** German says it in compounds: "Einkaufsgutschein". */
const COMPOUND =
  /(?<![\p{L}-])[\p{L}-]{2,20}(?:gutschein|rabatt|gutschrift|guthaben|geschenk|probe)(?:e|en|s|code|codes)?(?!\p{L})/giu
const HAS_COMPOUND = /[\p{L}-](?:gutschein|rabatt|gutschrift|guthaben|geschenk|probe)/iu

const OFFERS = { other: OTHER_SENSE, offer: [...MONEY_WORTH, ...GIFTS] }
/** What counts wherever it stands in a message. */
const ANYWHERE = phrases(OFFERS)
/** What may count near a public word. */
const NEARBY = phrases({
  ...OFFERS,
  hint: [...SUMS, ...FREE, ...THINGS, ...PRIVILEGES, ...LUCK, ...FAVOURS],
  given: GIVEN,
  service: SERVICES,
})

/**
 * Where a text holds something of worth for the customer, its offer slots included; what it says not to give too.
 * @param near the places where more than offers counts
 */
export function incentivePlaces(field: TextField, near: readonly Place[]): IncentivePlace[] {
  const { plain } = field
  const slots = slotPlaces(field.text).filter(({ name }) => /^o\d+\./.test(name))
  const compounds = HAS_COMPOUND.test(plain) ? placesOf(COMPOUND, plain) : []
  const words = wordStartsOf(field)
  const offers = [...slots, ...compounds]
  const found = [
    ...NEARBY.find(words, (at) => isInside(near, at)),
    ...ANYWHERE.find(words, (at) => !isInside(near, at)),
  ].flatMap(({ start, end, kind }): IncentivePlace[] => (kind === 'other' ? [] : [{ start, end, kind }]))
  return [...offers.map(({ start, end }): IncentivePlace => ({ start, end, kind: 'offer' })), ...found].toSorted(
    (a, b) => a.start - b.start,
  )
}
