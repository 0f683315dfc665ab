import { phrases } from '../patterns/phrases.ts'

const FEW = String.raw`(?:\p{N}{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:very\s+)?few|a\s+(?:few|couple|handful)(?:\s+of)?|a\s+dozen)`
const THINGS = String.raw`(?:items?|units?|pieces?|pairs?|copies|ones|examples?|of\s+(?:them|these|those))`
/** Whatever is counted, but steps, days and the like. */
const OTHER_THINGS = String.raw`(?!things|steps|questions|points|words|clicks|days|hours|minutes|weeks|months|years)\p{L}+s`
const WENIGE = String.raw`(?:\p{N}{1,4}|ein(?:e[nrs]?|ige)?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|(?:ganz\s+|sehr\s+)?wenige[nr]?|ein\s+paar)`
const STÜCK = String.raw`(?:Stücke?|Exemplare?|Paare|Teile|Artikel|Einheiten|Produkte)`
const POCOS = String.raw`(?:\p{N}{1,4}|un[oa]s?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|(?:muy\s+)?poc[oa]s)`
const PEU = String.raw`(?:\p{N}{1,4}|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|quelques|très\s+peu)`
const HALF_DEUTSCH = String.raw`(?:die\s+Hälfte|den\s+halben\s+Preis)`

/** What no record of an offer makes true: that little is left, and things that come with a purchase of several. */
export const promises = phrases({
  scarcity: [
    // English.
    String.raw`(?:only|just|merely|barely)\s+(?:the\s+last\s+)?${FEW}\s+(?:(?:${THINGS}|${OTHER_THINGS})\s+)?(?:(?:are|is)\s+)?(?:still\s+)?(?:left(?:\s+in\s+stock)?|remain(?:s|ing)?|available|in\s+stock)`,
    String.raw`(?:there\s+(?:are|is)|we\s+have|we['’]ve\s+got)\s+(?:only\s+|just\s+)?${FEW}\s+(?:${THINGS}\s+)?(?:left|remaining)`,
    String.raw`${FEW}\s+${THINGS}\s+(?:are\s+|is\s+)?(?:left|remain(?:s|ing)?)`,
    String.raw`(?:hardly|scarcely|barely)\s+(?:any|a)\s+(?:\p{L}+\s+){0,3}?(?:left|remain(?:s|ing)?)`,
    String.raw`(?:the|our)\s+(?:very\s+)?last\s+(?:${FEW}\s+)?${THINGS}`,
    String.raw`(?:the|our)\s+(?:very\s+)?last\s+few`,
    String.raw`(?:almost|nearly|practically|virtually|as\s+good\s+as|all\s+but)\s+(?:all\s+)?(?:gone|sold\s+out|out\s+of\s+stock|sold)`,
    String.raw`(?:stocks?|supplies|supply|quantities|availability|numbers)\s+(?:is|are)\s+(?:\p{L}+\s+)?(?:low|limited|short|scarce|tight|dwindling|shrinking|running\s+\p{L}+)`,
    String.raw`(?:we\s+are|we['’]re|it\s+is|it['’]s)\s+(?:running\s+(?:out|low)|selling\s+out)`,
    String.raw`(?:limited|low|scarce)\s+(?:stocks?|supply|supplies|quantit(?:y|ies)|availability|numbers)`,
    String.raw`(?:selling|going|sells|goes)\s+(?:out\s+)?(?:fast|quickly|rapidly)|sells?\s+out\s+(?:fast|soon|quickly)|(?:will|may|could|might)\s+(?:soon\s+)?(?:sell\s+out|be\s+(?:gone|sold\s+out))(?:\s+soon)?`,
    // German.
    String.raw`(?:nur|bloß|lediglich)\s+noch\s+${WENIGE}\s+(?:${STÜCK}|auf\s+Lager|am\s+Lager|übrig|verfügbar|vorrätig|vorhanden|lieferbar|davon|zu\s+haben)`,
    String.raw`noch\s+${WENIGE}\s+(?:${STÜCK}\s+)?(?:übrig|auf\s+Lager|am\s+Lager|zu\s+haben)|noch\s+${WENIGE}\s+${STÜCK}`,
    String.raw`(?:die\s+|unsere\s+)?(?:aller)?letzten?\s+(?:${WENIGE}\s+)?${STÜCK}|Restposten|Restbestände?n?`,
    String.raw`(?:fast|beinahe|nahezu|bald|so\s+gut\s+wie|praktisch)\s+(?:schon\s+)?(?:ausverkauft|vergriffen|weg)`,
    String.raw`(?:geringe[rns]?|begrenzte[rns]?|knappe[rns]?|limitierte[rns]?)\s+(?:Stückzahl(?:en)?|Vorrat|Vorräten?|Bestand|Bestände|Menge|Mengen|Verfügbarkeit)`,
    String.raw`(?:Vorrat|Bestand|Vorräte|Bestände)\s+(?:ist|sind|wird|werden|geht|gehen)\s+(?:\p{L}+\s+){0,2}?(?:knapp|begrenzt|gering|zur\s+Neige)`,
    // Spanish.
    String.raw`(?:(?:solo|sólo|únicamente|apenas)\s+)?quedan?\s+(?:(?:solo|sólo|ya)\s+)?${POCOS}(?:\s+(?:unidades|piezas|pares|ejemplares|en\s+stock))?`,
    String.raw`(?:las?\s+)?últim[oa]s?\s+(?:${POCOS}\s+)?(?:unidad(?:es)?|piezas?|pares|ejemplares)|(?:casi|prácticamente)\s+agotad[oa]s?|(?:existencias|unidades|stock)\s+limitad[oa]s?|hasta\s+agotar\s+existencias|se\s+(?:están?\s+agotando|agota\p{L}{0,3}\s+(?:pronto|rápido))`,
    // French.
    String.raw`(?:(?:il\s+)?ne\s+reste|(?:il\s+)?reste|plus)\s+que\s+${PEU}(?:\s+(?:exemplaires?|pièces?|articles?|paires?|unités?|en\s+stock))`,
    String.raw`(?:les\s+)?derni(?:ers|ères)\s+(?:${PEU}\s+)?(?:exemplaires|pièces|articles|paires|unités)|(?:presque|bientôt|quasiment)\s+épuisée?s?|(?:stocks?|quantités?)\s+limitée?s?|part(?:ent)?\s+vite`,
  ],
  several: [
    // English.
    String.raw`(?:buy|get|take|order|purchase)\s+(?:any\s+)?(?:\p{N}|one|two|three|four)(?:\s+\p{L}+)?,?\s+(?:and\s+|then\s+)?(?:you\s+)?(?:get|pay|save|receive|take|have)`,
    String.raw`pay\s+(?:only\s+|just\s+)?(?:half|for\s+(?:only\s+|just\s+)?(?:\p{N}|one|two|three))`,
    String.raw`(?:\p{N}|two|three|four)\s+for\s+(?:the\s+(?:price|cost)\s+of\s+)?(?:\p{N}|one|two|three)(?!\s*(?:%|\p{L}{2,}))|(?:\p{N}|two|three|four)\s+for\s+the\s+(?:price|cost)\s+of`,
    String.raw`(?:at|for)\s+half\s+(?:the\s+)?(?:price|cost)|(?:the\s+|your\s+|a\s+)?(?:second|third|other)\s+(?:one\s+|item\s+|pair\s+|unit\s+|piece\s+)?(?:is\s+|comes\s+)?(?:for\s+)?(?:free|half)|cash\s?back|store\s+credit|(?:bonus|loyalty|reward)\s+points?|BOGO`,
    // German.
    String.raw`(?:zwei|drei|vier|\p{N})\s+(?:zum\s+Preis\s+von|für)\s+(?:ein(?:em|er|s)?|zwei|\p{N})(?!\s*\p{L})|nimm\s+(?:zwei|drei|\p{N}),?\s+zahl\p{L}{0,2}|(?:kaufen|nehmen|bestellen)\s+Sie\s+(?:zwei|drei|vier|\p{N}),?\s+(?:und\s+)?(?:zahlen|bezahlen|erhalten|bekommen|sparen)`,
    String.raw`(?:zum|für\s+den)\s+halben\s+Preis|(?:zahlen|bezahlen|zahlst|bezahlst)\s+(?:Sie\s+|du\s+)?(?:nur\s+)?(?:noch\s+)?${HALF_DEUTSCH}|(?:nur\s+)?${HALF_DEUTSCH}\s+(?:zahlen|bezahlen)|(?:der|die|das)\s+(?:zweite|dritte)\s+(?:\p{L}+\s+){0,4}?(?:gratis|kostenlos|geschenkt|umsonst)|Bonuspunkten?|Treuepunkten?|Gratiszugabe`,
    // Spanish.
    String.raw`(?:2x1|3x2|3x1)|(?:lleve|llévese|compre|compra|lleva)\s+(?:\p{N}|dos|tres)\s+y\s+(?:pague|paga|llévese|llévate|reciba|recibe)|a\s+mitad\s+de\s+precio|la\s+mitad\s+(?:de\s+|del\s+)precio|(?:el\s+segundo|la\s+segunda)\s+(?:\p{L}+\s+){0,3}?(?:gratis|a\s+mitad)|de\s+regalo`,
    // French.
    String.raw`(?:\p{N}|deux|trois)\s+pour\s+(?:le\s+prix\s+d(?:['’]|e\s+)(?:une?|deux|\p{N})|une?(?!\s*\p{L}))|achetez(?:-en)?\s+(?:\p{N}|deux|trois)[^.!?\n]{0,20}?(?:payez|recevez|obtenez)|(?:à\s+)?moitié\s+prix|payez\s+(?:seulement\s+)?(?:la\s+)?moitié|(?:le|la)\s+(?:deuxième|second|seconde)\s+(?:\p{L}+\s+){0,3}?(?:offerte?|gratuite?)`,
  ],
})
