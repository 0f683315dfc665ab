import { slotPlaces } from './slot-places.ts'
import type { Place, TextField } from './text-places.ts'

/** `offer`: something of worth, wherever it stands in a message; `hint`: something of worth when it stands near what it is for. */
export type IncentivePlace = Place & { kind: 'offer' | 'hint' }

const any = (parts: readonly string[]): string => parts.join('|')
const words = (most: number): string => String.raw`(?:[\p{L}'’]+\s+){0,${most}}?`
const PERCENT = String.raw`\d{1,3}(?:[.,]\d{1,2})?\s?(?:%|per\s?cent|Prozent|por\s+ciento|pour\s?cent)`
const MONEY = String.raw`(?:[€$£]\s?\d{1,6}|\d{1,6}\s?(?:€|[$£]|euros?|dollars?|pounds?))`

/** What is said not to be given: "no voucher", "nothing to win", "ohne Gegenleistung". "Not only" is no such word. */
const DENIED = String.raw`(?:no(?!\s+(?:se|olvide|pierda|lo|le|te)\s)|without|nor|neither|nothing|none|regardless|independent(?:ly)?|not\s+(?:an?|any|tied|linked|connected|related|for|give|offer|pay|reward|get|receive)|(?:never|don['’]t)\s+(?:give|offer|pay|reward|promise)|kein(?:e[nrms]?)?|ohne|weder|nichts|unabhängig|nicht\s+(?:an|von|mit|für)|sin|ning(?:ún|una)|ni|nada|sans|aucune?|pas\s+de|rien)\s+${words(3)}`
/** "Gift wrap", "feel free", "value for money": worth nothing by itself. */
const OTHER_SENSE = any([
  String.raw`gift[\s-](?:wrap(?:ping)?|box|idea|guide|message)|feel\s+free|free\s+(?:to|of|from)|Geschenk(?:verpackung|papier|idee)|(?:selling|main|key|data|good|strong)\s+points|points\s+(?:of|to|that|which|you)|credit\s+card|\p{L}+\s+gibt\s+es\s+(?:dafür\s+|hier\s+)?nicht|(?:makes?|as)\s+an?\s+${words(2)}gift\s+(?:for\s+(?:your|a|the|him|her)|idea)|present\s+(?:on|at)`,
])

/** What follows from a review is its price, whatever it is: "and we will …", "for every …", "once it is online". */
const CONSEQUENCES = any([
  String.raw`(?:and|then)\s+(?:we|I)(?:['’]ll|\s+will)(?!\s+(?:${words(2)})?(?:read|answer|reply|respond|look|listen|pass|publish|improve|know|learn|see|check|use|show|contact|help|be\s+happy\s+to)(?!\p{L}))|and\s+(?:get|receive|earn|enjoy|win|save|pick|choose|unlock|claim|collect|keep|skip)|unlock\p{L}*|(?:gets?|earns?|brings?|buys?|gives?)\s+you|for\s+(?:each|every)(?=\s)`,
  String.raw`(?:once|as\s+soon\s+as|when|after|the\s+moment|if)(?=\s+(?:it|they|(?:your|the|that|this)\s+${words(2)}[\p{L}-]+)\s+(?:is|has|are|have|goes|gets)\s+(?:been\s+)?(?:live|online|up|public|published|posted|gone|removed|deleted|corrected|changed|raised|improved|down|off)(?!\p{L}))|(?:what\s+would\s+it\s+take|(?:do|offer)\s+(?:you\s+)?(?:for\s+you\s+)?to\s+(?:turn|get|earn|make|add|raise|change))|(?:the\s+link|a\s+screenshot|proof)\s+(?:to|of)(?=\s)`,
  String.raw`(?:Sie|wer|alle)\s+${words(2)}(?:bekommen|bekommt|erhalten|erhält)|(?:bekommen|erhalten|kriegen)\s+(?:Sie|alle)|(?:sobald|wenn)(?=\s+(?:sie|er|es|die|der|Ihre?)\s+${words(3)}(?:online|veröffentlicht|gelöscht|weg|entfernt|geändert)(?!\p{L}))|was\s+(?:müssten|könnten|können)\s+wir\s+${words(3)}tun,?\s+(?:damit|um)|für\s+jede[ns]?(?=\s)|pro(?=\s+(?:Bewertung|Stern|Rezension))`,
  String.raw`y\s+(?:recibirá|tendrá|obtendrá|podrá|le\s+\p{L}+(?:emos|amos|aremos))|obten(?:ga|drá)|consig(?:a|ue)|por\s+cada(?=\s)|(?:cuando|en\s+cuanto|una\s+vez)(?=\s+${words(3)}(?:publicada|publicado|eliminada|borrada|retirada)(?!\p{L}))|qué\s+haría\s+falta`,
  String.raw`pour\s+chaque(?=\s)|et\s+(?:recevez|gagnez|obtenez|profitez)|(?:dès\s+que|une\s+fois)(?=\s+${words(4)}(?:publié|en\s+ligne|supprimé|retiré)e?)`,
])

const OFFERS = any([
  String.raw`${PERCENT}\s*(?:off|discount|less|cheaper|reduction|back|Rabatt|Nachlass|günstiger|weniger|(?:de\s+)?descuento|menos|de\s+(?:réduction|remise|moins))`,
  String.raw`(?:sav(?:e|es|ing)|spar(?:en|st|t)|ahorr\p{L}+|économis\p{L}+)\s+${words(3)}(?:${PERCENT}|${MONEY})`,
  String.raw`(?:gift[\s-])?vouchers?|gift[\s-]?cards?|gift[\s-]?certificates?|discount(?:s|ed)?|coupons?|promo(?:tional)?\s+codes?|store\s+credit|cash[\s-]?back|rebates?|half[\s-]price|loyalty\s+points|bonus\s+points|raffle|prize\s+draw|sweepstakes?|giveaway|freebies?|gifts?|rewards?|rewarded|prizes?|bonus(?:es)?|surprises?|lottery|lucky\s+draw|special\s+(?:offer|deal|price)s?|exclusive\s+(?:offer|deal)s?|money\s+off`,
  String.raw`(?:[\p{L}-]*)gutschein(?:e|en|s|code|codes)?|[\p{L}-]*rabatt(?:e|s|code)?|(?:Preis)?nachlass|Gutschrift|Guthaben|(?:Bonus|Treue)punkte|Gewinnspiel|Verlosung`,
  String.raw`vales?\s+(?:de\s+)?(?:regalo|descuento|compra)|un\s+vale|cup[oó]n(?:es)?|descuentos?|(?:cheque|tarjeta)s?\s+(?:de\s+)?regalo|sorte(?:o|amos|aremos|ar)|reembols\p{L}+`,
  String.raw`bons?\s+(?:d['’]achat|de\s+réduction|cadeau)|réductions?|remises?|(?:chèque|carte)s?[\s-]cadeaux?|tirage\s+au\s+sort|codes?\s+promo`,
])

const HINTS = any([
  // English
  String.raw`presents?|treats?|draw|contest|competition|enter|complimentary|at\s+no\s+(?:cost|charge)|${MONEY}|deals?|incentives?|payment|gestures?|goodwill|generous\p{L}*|ticket|mystery|merch\p{L}*|hamper|chocolates?|wine|mug|pay\s+less|deduct\p{L}*|sweeten\p{L}*|worthwhile|reciproc\p{L}+|throw\s+in|slip\s+something|tokens?|stamps|miles|(?:a|your|free)\s+(?:beer|lunch|cake|bottle|box|t-shirt|tote|filter|month|year)|stickers|membership|exclusive|(?:send|give|get|receive|find|add|offer)\s+(?:you\s+)?(?:\p{L}+\s+)?something|(?:send|give|offer|owe|bring|mail|gift|pay)\s+you\s+(?!(?:\p{L}+\s+){0,2}(?:links?|reply|answers?|reminder|hand|call|messages?|copy|form|note|summary|advice|idea|overview)(?!\p{L}))(?:an?|some|our|the|your|one|\d+)|you(?:['’]ll|\s+will)?\s+(?:get|receive|earn|win)|something\s+(?:on\s+top|from\s+our)|costs?\s+you\s+nothing|nothing\s+to\s+pay|skip\s+(?:the|your)|we\s+(?:\p{L}+\s+)?pay|save\s+(?:later|more|money)|(?:help|let)\s+you\s+(?:save|have)|(?:account\s+)?balance|(?:do|will|did|won['’]t)\s+(?:not\s+)?regret|never\s+forget|your\s+money|is\s+extended|extra\s+(?:month|year|warranty)|commission|compliments|refund(?:s|ed|ing)?|reimburse\p{L}*|credits?|points|rewarding|w[io]ns?|winners?|winning|chance\s+(?:to|of|at)|perks?|goodies?|goodie\s+bag|samples?|free|early\s+access|vip|upgraded?s?|badge|cash|earns?|compensat\p{L}+|extras`,
  String.raw`as\s+an?\s+(?:small\s+|little\s+)?thank[\s-]you|thank[\s-]you\s+(?:gift|present|note\s+with|with|properly)|thank-you|(?:a|our|your)\s+thank\s+you|say\s+(?:thanks|thank\s+you)|thank\s+you\s+(?:by|in\s+our\s+own)|(?:will|won['’]t)\s+(?:not\s+)?(?:remember|forget|regret)|cover\s+(?:the|your)\s+(?:cost|shipping|postage|next)|(?:we|will|can|could)\s+(?:also\s+)?(?:sort|work)\s+something\s+out|(?:is|are|be|something|lands?|one)\s+waiting\s+for\s+you|pays\s+off|it\s+pays|well\s+worth\s+it|our\s+turn\s+to|do\s+something\s+for|(?:small|little)\s+(?:thank[\s-]you|token|something|extra)|token\s+of|thanks\s+to\s+(?:every|each|all|our|those)|(?:of|for)\s+saying\s+thanks|show\s+(?:you\s+)?(?:our|my)\s+(?:gratitude|appreciation|thanks)|appreciation`,
  String.raw`(?<!(?:count|rely|depend|call|calls|focus|check)\s)on\s+us|on\s+the\s+house|worth\s+(?:your\s+while|something|it\s+for\s+you)|in\s+(?:return|exchange)|return\s+the\s+favou?r|repay|make\s+it\s+up\s+to|something\s+(?:nice|special|extra|small|lovely|back|off|in\s+it|for\s+you|from\s+us|good|sweet|is\s+waiting|to\s+(?:unwrap|enjoy|look))|a\s+favou?r|lighten\s+your|smaller\s+bill|less\s+to\s+pay|return\s+of|(?:knock|take|shave|cut|get|comes?)\s+${words(3)}off|off\s+your\s+(?:next|bill|order)|savings?|cheaper|lower\s+price|keep\s+(?:the|this|your)\s+(?:product|item|sample|device|article|goods)|(?:and|to|you)\s+keep\s+(?:it|the)|scratch\s+(?:our|your|yours)|quid\s+pro\s+quo|win[- ]win|one\s+good\s+turn|help\s+you\s+with|helps\s+you|something\s+we\s+(?:can|could)\s+(?:give|offer)|(?:is|are)\s+yours|yours\s+(?:once|when|as)|(?:a|your)\s+(?:coffee|drink|meal|dinner)|paid|pay\s+you|claim|donat\p{L}+|look\s+after\s+you|spoil\s+you|entered\s+into|enter(?:s|ed)?\s+(?:you\s+)?(?:in|into)\s+(?:a|our|the)|replacement\s+is|shipping\s+back|waive|extended\s+warranty`,
  String.raw`(?:get|receive|give|send|offer)\s+${words(3)}(?:code|${MONEY})|your\s+code|a\s+code`,
  // German
  String.raw`Überraschung(?:en)?|erkenntlich|Dankeschön|(?:als|zum)\s+(?:kleinen\s+)?Dank|bedanken\s+(?:wir\s+)?uns\s+${words(4)}mit|belohn\p{L}+|Belohnung|lohnt|Gegenleistung|im\s+Gegenzug|[\p{L}-]*geschenke?[ns]?|geschenkt|schenken|Punkte|Prämien?|gewinnen|gewinnt|Gewinn|Preise?\s+gewinnen|Chance\s+auf|verlosen|verlosung|Aktionspreis|Vorzugspreis|gutgeschrieben|gutschreiben|Entschädigung|Wiedergutmachung|Rückerstattung|Geld\s+zurück|Zugabe|Extra|Gegengefallen|Gefallen\s+tun|springt\s+${words(5)}heraus|Schaden\s+nicht\s+sein|übernehmen\s+wir|legen\s+wir|(?:schicken|senden|geben)\s+wir\s+Ihnen|sparen\s+Sie|Ersparnis|Freude\s+machen|Danke\s+(?:sagen|mit)|danken\s+(?:es\s+)?(?:wir\s+)?Ihnen\s+${words(3)}mit|Gratis[\p{L}-]+|Päckchen|Probe|erstatte\p{L}*|Erstattung|umsonst|gratis|kostenlos\p{L}*|günstiger|billiger|Vergünstigung|Preisvorteil|spendieren|aufs\s+Haus|auf\s+uns|revanchieren|kleine\s+Aufmerksamkeit|Kleinigkeit|etwas\s+(?:Schönes|Nettes|Kleines|für\s+Sie|dafür|zurück|Gutes|Besonderes)|dafür\s+${words(3)}(?:anbieten|geben|tun)|dafür\s+(?:gibt|bekommen|erhalten)|entgegenkommen|Goodies?|(?:\d+|ein\s+paar)\s+Prozente?|Vergütung|(?:be)?zahlen\s+wir|wir\s+(?:be)?zahlen|Präsent|Mitbringsel|[\p{L}]+probe|portofrei|Garantieverlängerung|verlängern\s+wir|erlassen|nicht\s+bereuen|springen|Kulanz|Lohn|einigen\s+(?:wir\s+)?uns|wir\s+einigen|Hand\s+wäscht|ein\s+Auge\s+zu|gehört\s+(?:er|sie|es|der|die|das)?\s*Ihnen|spart|winkt|winken|(?:einen|ein)\s+(?:Kaffee|Freigetränk)|Freebie|Bonus|Treuebonus|Vorteil(?:e|en)?`,
  // Spanish
  String.raw`sorpres(?:as?|ita)|regalito|detallito|abon(?:o|amos|aremos)|dinero|ahorr(?:o|ará|e)|rifa|particip(?:e|a|ará|ar)\s+en|le\s+espera|no\s+(?:se|te)\s+arrepentirás?|bonos?|pag(?:amos|aremos)|tendr(?:á|emos)|merecerá\s+la\s+pena|de\s+nuestra\s+parte|muestra\s+gratuita|una\s+mano\s+lava|hoy\s+por\s+ti|gana|vale\s+un|un\s+café|trato\s+especial|envío\s+gratuito|invita\s+la\s+casa|saldrá\s+${words(2)}(?:gratis|barat[oa])|agradecer(?:emos|le|te|lo)?|recibirá|llév(?:ese|ate)|le\s+(?:enviamos|enviaremos|mandamos|mandaremos|damos|daremos|regalamos)|(?:un|pequeño)\s+detalle(?!\s+de)|agradecérselo|agradecértelo|(?:como|en)\s+agradecimiento|recompens\p{L}+|a\s+cambio|premi(?:o|os|amos|aremos|ar)|obsequi\p{L}+|regal(?:o|os|amos|aremos|ar|arle)|gratis|gratuit[oa]s?|puntos|saldo|ofrecerle|compens\p{L}+|más\s+barat[oa]|le\s+invit(?:amos|aremos)|de\s+nuestra\s+cuenta|algo\s+(?:bonito|especial|a\s+cambio|para\s+usted)|gan(?:e|ar|a|ará)|bonific\p{L}+|vales?\s+por|devol(?:vemos|veremos)|rebaj\p{L}+|ventajas?`,
  // French
  String.raw`recevez|recevrez|bénéficiez|surprise|récompens\p{L}+|en\s+(?:échange|retour|remerciement)|cadeaux?|geste(?:\s+commercial)?|gratuit\p{L}*|offert(?:e|s|es)?|offrons|offrirons|moins\s+cher|dédommag\p{L}+|rembours\p{L}+|gagn(?:ez|er)|points|petit\s+plus|vous\s+remercierons?\s+(?:avec|par)|avantages?`,
])

const INCENTIVES = new RegExp(
  String.raw`(?<![\p{L}\p{N}-])(?:(${DENIED}(?:${OFFERS}|${HINTS})|${OTHER_SENSE})|(${OFFERS})|(?:${HINTS}|${CONSEQUENCES}))(?![\p{L}\p{N}-])`,
  'giu',
)

/** Where a text holds something of worth for the customer, its offer slots included. What it says not to give is left out. */
export function incentivePlaces({ text, plain }: TextField): IncentivePlace[] {
  const slots = slotPlaces(text).filter(({ name }) => /^o\d+\./.test(name))
  const found = Array.from(plain.matchAll(INCENTIVES)).flatMap((match): IncentivePlace[] =>
    match[1] === undefined
      ? [
          {
            start: match.index,
            end: match.index + match[0].length,
            kind: match[2] === undefined ? 'hint' : 'offer',
          },
        ]
      : [],
  )
  return [...slots.map(({ start, end }): IncentivePlace => ({ start, end, kind: 'offer' })), ...found].toSorted(
    (a, b) => a.start - b.start,
  )
}
