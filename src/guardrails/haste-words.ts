import { phrases } from '../patterns/phrases.ts'

const NOW = String.raw`(?:now|fast|quick|quickly|today|soon|right\s+away|while\s+you\s+(?:still\s+)?can|while\s+(?:it|they)\s+lasts?|before\s+\p{L}+)`
const IT = String.raw`(?:it|one|yours|them|this|that)`
const GONE = String.raw`(?:gone|sold\s+out|too\s+late|off\s+the\s+shelves|no\s+longer\s+there)`
const CROWD = String.raw`(?:everybody|everyone|people|thousands|hundreds|others|(?:so\s+)?many(?:\s+(?:people|customers|others|buyers))?|thousands\s+of\s+(?:people|customers)|other\s+customers|your\s+neighbou?rs|your\s+friends)`

/** Words that press for a purchase: no date of an offer makes them true. */
export const haste = phrases({
  haste: [
    // English.
    String.raw`be\s+quick|quick,|(?:grab|snag|snap\s+up|secure|claim)\s+${IT}\s+${NOW}|get\s+${IT}\s+(?:while|before)\s+(?:you\s+(?:still\s+)?can|(?:it|they)(?:['’]s|['’]re|\s+is|\s+are|\s+lasts?))(?:\s+${GONE})?`,
    String.raw`(?:don['’]?t|do\s+not|never)\s+(?:(?:wait|delay)(?!\s+for)|let\s+(?:it|this)\s+(?:slip|get)\s+away)|no\s+time\s+to\s+(?:lose|waste)|time\s+is\s+running\s+out|(?:the\s+)?clock\s+is\s+ticking|now\s+or\s+never`,
    String.raw`before\s+(?:it|they|this|these|all)(?:['’]s|['’]re|\s+is|\s+are)\s+(?:all\s+)?${GONE}|(?:it|they|this)(?:['’]ll|\s+will)\s+(?:soon\s+)?be\s+gone|(?:will\s+not|won['’]t|cannot|can['’]t)\s+last(?:\s+(?:long|forever|much\s+longer))?(?=\s*(?:[.!,;–-]|$))`,
    String.raw`while\s+you\s+(?:still\s+)?can`,
    // German.
    String.raw`schnell\s+(?:sein|zugreifen|zuschlagen|handeln|entscheiden|sichern)|(?:jetzt|gleich|sofort|schnell)\s+(?:noch\s+)?(?:zugreifen|zuschlagen|sichern|handeln)|(?:greifen|schlagen)\s+Sie\s+(?:\p{L}+\s+)?(?:schnell\s+|jetzt\s+|sofort\s+|gleich\s+)?zu|seien\s+Sie\s+schnell|beeil\s+dich`,
    String.raw`(?:bevor|ehe)\s+(?:es|sie|er|alles|das|alle)\s+(?:\p{L}+\s+){0,2}?(?:weg|vergriffen|ausverkauft|vorbei|spät)|(?:bald|gleich|schnell)\s+(?:wieder\s+)?(?:weg|vorbei)|(?:nicht|nichts)\s+(?:verpassen|entgehen\s+lassen)|(?:warten|zögern)\s+Sie\s+nicht\s+(?:länger|zu\s+lange|mehr)|jetzt\s+oder\s+nie|die\s+Zeit\s+(?:läuft|drängt)|solange\s+es\s+(?:ihn|sie|es|noch\s+\p{L}+)\s+(?:noch\s+)?gibt`,
    // Spanish.
    String.raw`(?:corr[ea]|date\s+prisa|apresúrese|apúrate|apúrese)|no\s+(?:espere|esperes)(?:\s+más)?|no\s+(?:te\s+|se\s+)?l[oa]s?\s+(?:pierdas?|piense|pienses|dej[ea]s?\s+escapar)|antes\s+de\s+que\s+(?:se\s+)?(?:acaben?|agoten?|terminen?|sea\s+(?:demasiado\s+)?tarde)|ahora\s+o\s+nunca|aproveche?\s+(?:ya|ahora)|mientras\s+(?:pueda|puedas)`,
    // French.
    String.raw`faites\s+vite|n['’]attendez\s+(?:pas|plus)|ne\s+(?:le\s+|la\s+|les\s+)?(?:ratez|manquez|tardez)\s+pas|avant\s+qu['’](?:il|elle|ils|elles)\s+(?:n['’]\s?y\s+en\s+ait\s+plus|ne\s+soi(?:t|ent)\s+\p{L}+(?:\s+tard)?|soi(?:t|ent)\s+trop\s+tard)|c['’]est\s+maintenant\s+ou\s+jamais|profitez-en\s+(?:vite|maintenant|avant)|tant\s+qu['’]il\s+en\s+reste`,
  ],
  crowd: [
    // English.
    String.raw`${CROWD}\s+(?:is|are|keeps?|has\s+been|have\s+been)\s+(?:already\s+|now\s+|all\s+|currently\s+)?(?:buying|ordering|grabbing|getting|snapping|rushing|going\s+for|switching|queu(?:e?ing)|lining\s+up|after\s+it|talking\s+about)`,
    String.raw`${CROWD}\s+(?:buys?|orders?|wants?|loves?)\s+(?:it|this|one|them)|flying\s+off\s+(?:the|our)\s+shelves|selling\s+like|in\s+(?:such\s+|very\s+)?high\s+demand|(?:in\s+)?(?:huge|great|enormous)\s+demand|(?:is|are)\s+trending|all\s+the\s+rage|(?:hot|red-hot)\s+right\s+now|the\s+talk\s+of\s+the\s+town|going\s+viral`,
    // German.
    String.raw`(?:alle|jeder|viele|tausende|hunderte|andere)\s+(?:\p{L}+\s+){0,2}?(?:kaufen|kauft|bestellen|bestellt|greifen|greift|holen|holt)\s+(?:es|sie|ihn|das|sich|gerade|jetzt|zu)|(?:alle|jeder)\s+(?:wollen|will)\s+(?:es|sie|ihn|das)|(?:heiß|stark|sehr)\s+(?:begehrt|gefragt)|wie\s+warme\s+Semmeln|in\s+aller\s+Munde`,
    // Spanish.
    String.raw`(?:todo\s+el\s+mundo|todos|miles\s+de\s+(?:personas|clientes))\s+(?:lo|la|los|las)\s+(?:está\s+|están\s+)?(?:compr|pid|quier)\p{L}+|vuelan\s+de|muy\s+demandad[oa]s?`,
    // French.
    String.raw`(?:tout\s+le\s+monde|des\s+milliers\s+de\s+\p{L}+)\s+(?:l['’]|les?\s+|la\s+)(?:ach[èe]te|veut|command)\p{L}*|(?:très|fort)\s+(?:demandée?s?|prisée?s?)|s['’]arrachent?`,
  ],
})
