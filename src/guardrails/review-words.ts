import { someWords } from '../patterns/some-words.ts'
import { phrases } from '../patterns/phrases.ts'
import { sentenceNumber, sentencesBetween, sentencesOf } from './message-sentences.ts'
import { OTHER_SENSE_OF_REVIEWS } from './review-other-sense.ts'
import { placesOf, wordStartsOf } from './text-places.ts'
import type { Place, TextField } from './text-places.ts'

/** `asked`: the customer's own review, rating or public word; `mention`: reviews in general. */
export type ReviewPlace = Place & { kind: 'asked' | 'mention' }

const OTHERS = String.raw`(?:(?:all|the\s+whole)\s+)?(?:the\s+(?:world|internet)|others?|other\s+\p{L}+|people|everyone|everybody|(?:your|my|fellow)\s+\p{L}+|(?:your\s+)?(?:followers|friends|readers|strangers)|shoppers|buyers)`
const PRAISING = String.raw`(?:good|nice|kind|positive|warm|lovely|friendly|great|sweet|glowing|enthusiastic|flattering|generous|happy)`

/** What a review is called, and who gives one. */
const NOUNS = [
  String.raw`reviews?|testimonials?|an?\s+(?:quick|short|honest|kind|good|nice|great|high|higher|better|glowing|positive|little|fair|top|friendly)\s+(?:rating|score|vote|verdict|mention)|critiques?|unboxings?|write-?ups?|shout-?outs?|endorsements?|guestbooks?|(?:visitors['’]?|guest)\s+books?|upvotes?|thumbs?[\s-]up|word\s+of\s+mouth|one-star|(?:five|5)[\s-]stars?|(?:good|bad|nice|kind)\s+press|(?:your|our)\s+(?:[\p{L}-]+\s+)?(?:average|reputation|public\s+profile)|walls?\s+of\s+(?:love|fame)|(?:nine|ten|9|10)\s+out\s+of\s+(?:ten|10)`,
  String.raw`(?:rezension|kundenstimme|erfahrungsbericht|gästebuch|bestnote|weiterempfehlung|testbericht|produkttest)\p{L}*|daumen\s+hoch|(?:fünf|5)[\s-]sternen?|(?:ihr|unser|dein)\s+(?:schnitt|profil|urteil|zeugnis)|ihr\s+(?:\p{L}+\s+)?bericht`,
  String.raw`reseñ(?:a|as|ita|itas)|testimonios?|(?:cinco|5)\s+estrell(?:as|itas)|pulgar(?:es)?\s+arriba|(?:su|tu|nuestra|vuestra|buena|mala|mejor|máxima)\s+(?:nota|puntuación|media|ficha)|piropos?`,
  String.raw`(?:un|votre|ton|vos|tes|cet|chaque|laisser|son|leur|leurs|des|les|d['’]|l['’])\s?avis|témoignages?|(?:cinq|5)\s+étoiles|(?:bonne|meilleure|votre|ta|notre)\s+(?:note|moyenne|critique|opinion)|votre\s+(?:retour|évaluation)|louanges|éloges?|livre\s+d['’]or`,
]
/** To give a review. */
const VERBS = [
  String.raw`review(?:ed|er|ers|ing)|(?:rate|rates|rated|rating|score|scored|grade|mark|endorse|evaluate|recommend|tag|mention|praise)\s+(?:us|me|our|the\s+(?:shop|store|service|app|hotel|clinic|place|business|company))|raters?|endors(?:ed|es|ing)|(?:leave|drop)\s+us\s+an?\s+(?:line|word|note)`,
  String.raw`bewert(?:e|en|et|est|ete|eten|end\p{L}*)|rezensier\p{L}+|posten?|gepostet|abstimm\p{L}+|stimm(?:e|en|t)\s+(?:Sie\s+)?[^.!?\n]{0,60}?für\s+uns|benote(?:n|t)?|(?:uns|mich)\s+(?:[\p{L}-]+\s+){0,4}?(?:loben|lobt|lobte|gelobt|erwähn\p{L}+|empfehl\p{L}+|empfiehlt|empfohlen|beurteil\p{L}+|verlink\p{L}+|markier\p{L}+)|schwärm(?:e|en|t)|voten?|gib(?:t|st)?\s+uns|weiter(?:empfehlen|empfiehlt|empfehle|empfohlen|sagen|sagt|erzählen|erzählt)|empfehlen\s+(?:Sie\s+)?uns`,
  String.raw`reseñ(?:e|en|es|ar|an|ó|ado|ando|emos)(?:nos|lo|la)?|opin(?:e|en|es|a|as|ar|an|aron|ó|ando)|(?:valór|calif[ií]qu|punt[uú]|recomi[eé]nd|etiquét|vót)(?:e|a)(?:nos|me)|(?:valorar|calificar|puntuar|recomendar|votar|elogiar|mencionar|aplaudir)(?:nos|me)|nos\s+(?:ha|han|has|hayan?|hayas)?\s*(?:valor|calific|puntú|puntu|recomiend|recomend|vot|elogi|mencion|aplaud|etiquet|alab)\p{L}+|por\s+las\s+nubes`,
  String.raw`not(?:ez|er)[\s-](?:nous|le|la|votre|notre)|nous\s+(?:ont\s+|aura\s+|auront\s+|avez\s+)?(?:bien\s+|mal\s+)?(?:not(?:er|ent|ez|és?)|évalu\p{L}+|recommand\p{L}+|défend\p{L}+|descend\p{L}+|mentionn\p{L}+|couvr\p{L}+\s+de)|recommand(?:ez|er)-?\s?nous|commentez|témoign(?:ez|er|ent)|évaluez`,
]
/** Words of reviews that have other senses too: they count where the sentence turns to the reader. */
const UNSURE = [
  String.raw`rat(?:e|es|ed|er|ings?)|stars?|verdicts?|criticisms?|scored?(?:\s+(?:it|us))?|caption|(?:top|full|high|highest|best|maximum)\s+marks|(?:high(?:est|er)?|good|great|better|best|top|perfect|low|bad)\s+scores?|feedback|surveys?|questionnaires?|polls?|hashtags?|rankings?|appraisals?|assessments?|evaluat(?:e|es|ed|ing|ions?)|applause|boost|vote\s+for|rav(?:es?|ed|ing)|gush(?:es|ed|ing)?|listings?|first\s+impressions|[1-5]\s?/\s?5`,
  String.raw`stern(?:e|en|chen)?|feedbacks?|rückmeldung|punktzahl|urteil|fazit|lob(?:e|t|ende?)?|loben|gelobt|zeugnis|umfragen?|fragebogen|beurteil(?:en|t|ung|ungen)|daumen|poste`,
  String.raw`valoraci(?:ón|ones)|calificaci(?:ón|ones)|puntuaci(?:ón|ones)|opini(?:ón|ones)|estrell(?:as?|itas?)|elogios?|encuestas?|cuestionario|val[oó]r(?:e|en|es|ar|as)(?:nos|lo|la)?|calific(?:a|ar|an|as|ado)|califique(?:n|s)?|punt[uú](?:e|es|ar|en)|vot(?:o|e|en|ar|aron)|recomi[eé]nd(?:e|es|en)|(?:p[oó]n\p{L}*|d[ée]|dar|danos|denos|sub\p{L}+|cambi\p{L}+|con|mejor\p{L}*)\s+(?:\p{L}+\s+){0,2}?notas?|críticas?|un\s+(?:diez|cinco|sobresaliente)`,
  String.raw`étoiles?|évaluations?|(?:la|une|sa|leur)\s+note|mal\s+not(?:é|ée|és|ées)|critiques?|évalu(?:er|ent)`,
]
/** The customer's own opinion or words, wherever they stand. */
const OWN_WORDS = [
  String.raw`(?:your|an?|his|her|honest|unbiased|every|each)\s+${someWords(2)}(?:opinions?|thoughts|verdict|story|impressions?|praise|recommendation|post|vote|reels?|testimony|recommendations)|(?:your|honest|kind|critical|public)\s+${someWords(1)}words|recommendations?|(?:the|your|a|an|every|each|this|that|negative|bad|critical|public|online|positive|any)\s+${someWords(2)}(?:comments?|entry|post|remarks?|mention)`,
  String.raw`(?:share|write|post|describe|publish|give|tell\s+us\s+about|talk\s+about|write\s+about|sharing|posting|publishing|writing)\s+${someWords(3)}(?:experiences?|thoughts|impressions?|story|views?|verdict|opinions?|enthusiasm|love)|(?:write|writes|wrote|writing|written|post|posts|posting|posted|blog|blogs|tweet|tweets)\s+(?:\p{L}+\s+){0,2}?(?:about|on)\s+(?:it|us|your|our|the|this|them|\0)`,
  String.raw`(?:delet|remov|withdraw|retract|drop|eras)\p{L}*\s+(?:the|your|that|this)\s+(?:[\p{L}-]+\s+)?(?:complaint|post|comment|text|entry|video|thread)|critici[sz]\p{L}+\s+(?:us|our)|(?:edit|cut|leav|tak|remov|delet|drop|soften|rephras|los)\p{L}*\s+(?:out\s+)?(?:the|that)\s+(?:bit|part|line|sentence|paragraph|passage|remark)|tak(?:e|ing)\s+(?:it|that|this)\s+(?:down|back)|writ(?:e|es|ten|ing)\s+(?:it|them|us)\s+up|what(?:ever)?\s+(?:you|they|buyers|customers)(?:['’]ve|\s+have|\s+really|\s+honestly)?\s+(?:wrote|written|posted|said|say|think|thought|make\s+of|love|like)|(?:let\s+us\s+know|tell\s+us|say|telling\s+us|saying)\s+(?:how|why)\s+(?:it\s+(?:went|goes|is|was|works|feels)|you\s+(?:liked?|loved?|find|found|feel|get\s+on))|${PRAISING}\s+${someWords(1)}(?:words?|lines?|sentences?|voices|stories|comments?|notes?|posts?|tags?)|something\s+${PRAISING}\s+(?:about|online|on)|(?:buyer|user|customer)[\s-](?:stories|voices|quotes|videos?)|(?:your|an?|short|little)\s+(?:[\p{L}-]+\s+)?(?:videos?|clips?|reels?|photos?|pictures?|selfies?)\s+(?:about|with|saying|telling|on\s+(?:your|our|\p{Lu}\p{L}+)|review)|(?:lovely|nice|kind|good|great|sweet)\s+things\s+to\s+say`,
  String.raw`(?:few|two|three|some|couple\s+of|handful\s+of)\s+(?:${PRAISING}\s+)?(?:lines?|words?|sentences?)\s+(?:about\s+(?:us|your\s+(?:experience|stay|visit|purchase|impression|\p{L}+\s+where))|how|online|on\s+(?:our|the\s+(?:page|wall|profile|site|website|blog|channel|internet|web))|where|for\s+our|in\s+public|from\s+you)|(?:your|a)\s+voice\s+(?:counts?|matters?|on|for)|(?:lines?|note|word)\s+on\s+(?:our|the|your)\s+(?:page|wall|profile|site|website|blog|channel)`,
  String.raw`(?:Ihre?[rnms]?|deine?[rnms]?|eine|ehrliche|offene|eigene[nrm]?|jede|eure?)\s+${someWords(2)}(?:meinung|kritik|erfahrung(?:en)?|empfehlung|stimme|worte|begeisterung|kommentare?|eindr[uü]cke?|geschichte)|(?:Ihr|dein|jeder|euer)\s+(?:\p{L}+\s+)?text|(?<!(?:unserer|meiner|ihrer)\s)meinung|(?:den|der|einen|diese[nmr]?|dem|jede[rn]?)\s+(?:\p{L}+\s+)?(?:kommentar|beitrag|eintrag|post)s?|(?:nett|gut|lobend|freundlich|positiv|lieb|warm|schön|begeistert)(?:e[nrsm]?)?\s+${someWords(1)}(?:worte?n?|zeilen|sätzen?|kommentare?|stimmen?|text|urteil|bericht)|ihre?[ns]?\s+(?:\p{L}+\s+)?(?:video|foto|bild|clip|selfie)s?(?!\s+(?:vom|von|der|des))|(?:die|diese|der|dieser)\s+kritik|(?:keine?|jede|eure)\s+(?:einzige\s+)?stimmen?|(?:was|etwas)\s+(?:nettes|liebes|schönes|gutes)\s+(?:über|zu|online|auf|im)|(?:ein\s+paar|einige|zwei|drei)\s+(?:\p{L}+\s+)?(?:zeilen|sätze|worte)\s+(?:über\s+(?:uns|ihre)|online|im\s+(?:netz|internet)|auf\s+(?:google|\p{L}+portal))|was\s+Sie\s+geschrieben|(?:sagen|erzählen|berichten|schreiben)\s+Sie\s+uns,?\s+wie\s+(?:es\s+Ihnen|Ihnen)`,
  String.raw`(?:su|tu|sus|tus|un|el|ese|cada|una|esa)\s+${someWords(2)}(?:comentarios?|recomendación|publicación|post|mención)|(?:su|tu|sus|tus)\s+${someWords(1)}(?:experiencias?|voz|palabras|frases)|(?:buenas|bonitas|amables|lindas)\s+${someWords(1)}(?:palabras|líneas|frases)|(?:dos|unas|cuatro)\s+(?:palabras|líneas|frases)\s+(?:sobre\s+(?:su|tu|nosotros)|en\s+(?:el|la|internet|google))|(?:palabras|líneas|frases?)\s+(?:bonitas?|amables?|buenas?|positivas?|elogiosas?)|lo\s+que\s+(?:ha\s+|has\s+)?(?:escri(?:bió|to|biste)|piens(?:a|as|e|en)|opin(?:a|as|e))|qué\s+(?:tal|le\s+parece|te\s+parece|piensa)|cómo\s+le\s+(?:va|fue)|(?:habl(?:e|a|ar|an|as|en|es)|decir|diga|digan|dicen|dice|diciendo)\s+${someWords(2)}(?:bien|bueno|bonito|maravillas)`,
  String.raw`(?:votre|un|ce|ton|vos|tes|chaque|le|cette|ces|leur|leurs|son)\s+(?:\p{L}+\s+)?(?:commentaires?|expériences?|post|impressions?|mots|publication|article|récit|vidéo|story|texte|plainte|critique|recommandations?)|(?:gentils|quelques|bons|beaux|jolis)\s+mots|mots\s+gentils`,
]
/** To say it to others: in public, online, on a page that others read. */
const IN_PUBLIC = [
  String.raw`(?:let|tell|show|telling|letting|showing|inspire|convince)\s+${OTHERS}|spread(?:ing)?\s+the\s+(?:word|love|news)|(?:describ\p{L}+|sa(?:y|ys|id|ying)|writ\p{L}+|mention\p{L}*|nice|kind|good|bad|quiet|silent|talk\p{L}*|words?|something|anything|nothing|story|bit|about\s+(?:us|me|it|our))\s+${someWords(5)}(?:online|on\s+the\s+(?:internet|web|net))|nice\s+(?:things\s+)?about\s+(?:us|me|our|it)|(?:put|puts|putting)\s+(?:in\s+)?a\s+(?:\p{L}+\s+)?(?:word|bit)|talk(?:s|ing)?\s+us\s+up|run(?:s|ning)?\s+us\s+down|on\s+the\s+(?:open\s+)?internet|of\s+the\s+internet|(?:say|said|write|tell|shout|share|posted|post|repeat)\s+(?:so|it|that|this|them|something)?\s*(?:${someWords(2)})?(?:online|publicly|in\s+public|out\s+loud|from\s+the\s+rooftops|with\s+(?:others|the\s+world))|say\s+so|go(?:es|ing)?\s+public|where\s+(?:others|everyone|people|buyers|shoppers|all|the\s+(?:whole\s+)?(?:public|world|internet))\s+\p{L}+|(?:leave|leaves|left|leaving)\s+(?:\p{L}+\s+){0,3}?(?:mark|trace|tribute|kudos|compliment|praise|note|word|line|message)\s+(?:on|online|for\s+us|about|where|somewhere)|(?:share|sharing|shares|tell|say)\s+(?:us\s+)?how\s+(?:you|they|it)\s+(?:feel|felt|like|liked|found)|(?:say|says|saying|said|write|writes|put|post)\s+something\s+(?:positive|kind|nice|good|lovely|warm|flattering|friendly|sweet)|make\s+it\s+(?:known|public)|(?:how|what)\s+(?:you|they|buyers|guests)\s+(?:felt|feel|thought|found|made\s+of)|post(?:ed)?\s+publicly|for\s+all\s+to\s+(?:see|read)|(?:world|everyone|everybody|others)\s+(?:should|must|needs?\s+to|can)\s+(?:know|hear|read|see)|(?:to|for|in)\s+public|(?:say|tell|talk)\p{L}*\s+(?:\p{L}+\s+){0,2}?on\s+camera|(?:show|flash|hold\s+up|present)\p{L}*\s+(?:us\s+)?${someWords(5)}(?:post|story|review|screenshot)(?!\p{L})|(?:paste|copy|sign|click)\s*,?\s+(?:and\s+)?(?:post|publish|submit)|for\s+an?\s+(?:really\s+)?(?:nice|good|glowing|kind|great|top|bad)\s+one|negative\s+mark|w(?:rote|ritten|rites?)\s+about\s+(?:you|us|me)|(?:rants?|grumbles?|remarks\s+(?:that|which|about))|(?:complaint|review|post|comment|story|thread)\s+(?:went\s+up|goes\s+up|comes?\s+down|is\s+(?:still\s+)?up|to\s+go\s+away)|published\s+comments?|what\s+an?\s+\p{L}+\s+(?:i\s+am|we\s+are)|(?:go|goes|is|are|appears?|put\s+it|live)\s+online`,
  String.raw`speak(?:s|ing)?\s+(?:well|highly|kindly|up)|spoken\s+(?:well|highly)|(?:sing|sings|singing)\s+(?:our|its)\s+praises?|prais(?:e|es|ed|ing)(?:\s+(?:us|our|it|\0))?|vouch\p{L}*\s+for|(?:put\s+in\s+a\s+|a\s+)good\s+word|recommend(?:s|ed|ing)?\s+(?:us|our|it|this|\0)|talk(?:s|ing)?\s+about\s+(?:us|our)|(?:say|says|saying|write|post|said)\s+(?:something\s+|a\s+few\s+|some\s+)?${PRAISING}|(?:tag|mention|feature|name)(?:s|ging|ed|ing)?\s+(?:us|our|@\p{L}+)|(?:not|don['’]t|didn['’]t|wouldn['’]t)\s+(?:post|publish)(?:\s+(?:this|it|that|anything|something|negative|bad))|you\s+(?:post|publish)(?:\s+(?:anything|something|negative|bad)|(?=\s*[.,;:!]))|post(?:ing)?\s+(?:first|this)|published\s+(?:story|text|opinion|feedback)`,
  String.raw`(?:post|publish|film|snap|upload|tweet|(?:who|please|you['’]ll)\s+(?:share|take|make|record|shoot|send\s+in))(?:s|ed|ing)?\s+${someWords(5)}(?:photos?|pictures?|pics?|videos?|selfies?|clips?|story|stories|screenshots?|reels?|yourself)|(?:photo|picture|video|snap)\s+with\s+an?\s+${someWords(1)}(?:caption|comment|line|word)|caption|@\p{L}+`,
  String.raw`(?:sagen|erzählen|berichten|verraten|sag|erzähl|erzähle|sagt|erzählt|zeigen|zeig|berichte|empfehlen|empfiehl)\s+(?:Sie\s+)?(?:es\s+|das\s+|uns\s+)?(?:anderen|allen|weiter|der\s+(?:ganzen\s+)?Welt|(?:ihren|deinen)\s+\p{L}+|öffentlich)|(?:der|die|aller)\s+(?:ganzen?\s+)?welt\s+(?:erzähl|sag|zeig|bericht)\p{L}*|veröffentlich\p{L}*|(?:sich|über\s+(?:uns|einen|mich|die\s+\p{L}+))\s+(?:\p{L}+\s+){0,6}?(?:geschrieben|äußer\p{L}*|schreib\p{L}*|auslass\p{L}*)|online\s+(?:ist|steht|erscheint|stellen|sein|stellst)|öffentlich\p{L}*|gutes\s+wort|(?:wohlwollend|lobend|freundlich|nett|gut|positiv|schön|herzlich)\s+(?:über\s+uns\s+)?(?:erwähn|schreib|geschrieben|sprech|gesprochen|äußer|berichte|erzähl|bedenk)\p{L}*|über\s+uns\s+(?:geschrieben|schreib\p{L}*|gesprochen|erzähl\p{L}*|berichte\p{L}*|lesen|les\p{L}*)|davon\s+(?:zu\s+)?(?:lesen|berichten|erzählen)|mitgeschrieben|mundpropaganda|(?:ein|paar|einige)\s+spuren?|im\s+(?:netz|internet|web)|uns\s+(?:\p{L}+\s+){0,4}?(?:erwähn|verlink|markier|empfehl|lob)\p{L}*|teil(?:en|e|t)\s+(?:Sie\s+)?${someWords(3)}(?:erfahrung|foto|bild|eindruck|begeisterung|anderen|video|story)\p{L}*|(?:markier|verlink|erwähn)(?:e|en|t)\s+(?:Sie\s+)?uns`,
  String.raw`(?:cuent[ea](?:s|n|le|les)?|cont(?:ar|ando|ad)|cuént(?:ele|eles|ales|alo|elo)|díga(?:le|les|lo)|dilo|diles|diga|compart(?:e|a|as|ir|iendo)|enseñ[ae])\s+${someWords(3)}(?:demás|otros|todos|amigos|experiencia|mundo|redes|vecinos|abierto|público|foto)|en\s+(?:abierto|público)|públic(?:o|a|amente)|(?:dej|da|d[ée]|ha(?:ga|z|cer))\p{L}*\s+(?:constancia|testimonio|publicidad|huella|unas?\s+(?:líneas?|palabras?|huella))|boca\s+a\s+(?:boca|oreja)|(?:nuestr|vuestr)[oa]\s+(?:página|perfil|ficha|muro|nota)(?:\s+(?:de|en|pública)\s*\p{L}*)?|ficha\s+(?:pública|de\s+google)|lo\s+que\s+(?:pus(?:o|iste)|public(?:ó|aste)|sub(?:ió|iste)|colg(?:ó|aste))|felicitaciones|(?:habl|dic|dig|cuent|pon)\p{L}*\s+(?:\p{L}+\s+){0,2}?(?:lindo|bonito|maravillas|bien\s+de|mal\s+de|flores|pestes)|pantallazo|colgad[oa]s?|publi(?:que|ques|car|ca|cad[oa]s?|caci[oó]n|ques?)|(?:sub(?:e|a|as|ir)|grab(?:e|a|ar)|mand(?:e|a)|hag(?:a|as)|un)\s+${someWords(2)}(?:fotos?|vídeos?|videos?|historia|selfie|reel)|foto\s+con|etiquét(?:anos|enos)|menci[oó]n(?:a|e|anos|enos)|(?:qué|lo\s+que)\s+(?:se\s+)?(?:ha|haya|han|hayan)\s+escrito|(?:su|tu|esa|la)\s+queja|en\s+(?:internet|línea|redes|la\s+red)|las\s+redes`,
  String.raw`publi(?:ez|er|ée?s?|quement|cations?)|posté?e?s?|postez|en\s+(?:ligne|public)|sur\s+(?:internet|le\s+(?:web|net)|la\s+toile|les\s+réseaux)|(?:laiss|écri|dépos|mett|gliss|publi|post)\p{L}*\s+(?:-?nous\s+)?${someWords(4)}(?:mot|ligne|lignes|trace|photo|vidéo|texte|message|commentaire)|(?:faites|fais|faire)-?\s?(?:le|nous)?\s*(?:savoir|connaître|de\s+la\s+(?:pub|publicité|réclame))|(?:dire|dites|disent|dit|disant|parl\p{L}+|penser|pensez)\s+(?:du\s+|en\s+|de\s+nous\s+)?(?:bien|mal)|un\s+peu\s+de\s+(?:pub|publicité)|bouche[\s-]à[\s-]oreille|(?:photo|vidéo|story|selfie)s?\s+(?:avec|de\s+vous|où|sur|en)|vos\s+lignes|ce\s+que\s+vous\s+(?:avez|pensez|en)|(?:dites|racontez|partagez|parlez|dis|partage)(?:-le)?\s+${someWords(3)}(?:autres|amis|expérience|monde|autour|nous)`,
]
/** Sites that hold nothing but reviews. */
const REVIEW_SITES = [
  String.raw`trustpilot|trip\s?advisor|yelp|capterra|g2|glassdoor|kununu|holidaycheck|jameda|provenexpert|trusted[\s-]shops[\p{L}-]*|goodreads|sitejabber|feefo|bazaarvoice|opentable|thefork|avis\s+vérifiés|opinion\s+system|opiniones\s+verificadas|checkatrade|trustatrader|mybuilder|rated\s+people|doctolib|doctoralia|ekomi|golocal|ausgezeichnet\.org|reviews\.io|judge\.me|letterboxd|untappd|consumer\s+affairs|better\s+business\s+bureau`,
  String.raw`(?:bewertungs|vergleichs)portal\p{L}*|(?:review|comparison)\s+(?:site|portal|platform|page|forum|link)s?|complaint\s+(?:on|from|at|online|about\s+us)`,
]
/** Sites and shops that hold reviews among other things. */
const PLATFORMS = [
  String.raw`google|amazon|facebook|instagram|insta|tik\s?tok|you\s?tube|linkedin|pinterest|twitter|booking(?:\.com)?|airbnb|etsy|ebay|sephora|apple\s+podcasts|spotify|(?:app|play|web|chrome)[\s-]?stores?|tienda\s+de\s+(?:aplicaciones|apps)|social\s+(?:media|networks?)|redes\s+sociales|soziale[nr]?\s+(?:medien|netzwerken?)|réseaux\s+sociaux|reddit|nextdoor|houzz|thumbtack|github|hacker\s+news|on\s+steam|imdb|strava|komoot|treatwell|lieferando|deliveroo|zomato|hostelworld|expedia|hotels\.com|bluesky|mastodon|on\s+threads|snapchat|twitch|tweets?|foursquare|idealo|check24|vivino|angi|allociné|la\s+toile|mercado\s*libre|gîtes\s+de\s+france`,
  String.raw`(?:public|online)\s+(?:site|portal|platform|page|forum)s?|(?:the|a|any|your)\s+(?:portal|forum|blog|vlog|podcast|channel)|forums?|portale?|foren|(?:el|un|los|en)\s+(?:portal|foros?)`,
]
/** Reviews and those who write them, in general. */
const MENTION = [
  String.raw`reviewers|ratings|reviews|opinions|comments|your\s+(?:answers?|honesty)|testers?|ambassadors?|influencers?|bloggers?|(?:delete|remove|take\s+down|withdraw)\s+(?:it|this|that|them)`,
  String.raw`bewertungen|rezensionen|tester(?:in|innen)?|bewerter|rezensent\p{L}*|meinungen|kundenstimmen`,
  'opiniones|valoraciones|comentarios|críticas|reseñas|embajador(?:a|es)?',
  'avis|commentaires|témoignages',
]
const BEWERTUNG = [String.raw`bewertung|bewertungs[\p{L}-]*`]
const LEXICON = phrases({
  other: OTHER_SENSE_OF_REVIEWS,
  mention: MENTION,
  asked: [...IN_PUBLIC, ...OWN_WORDS, ...NOUNS, ...VERBS, ...REVIEW_SITES, ...BEWERTUNG],
  unsure: [...UNSURE, ...PLATFORMS],
})
const known = new WeakMap<TextField, ReviewPlace[]>()

/** Where a text speaks of reviews, ratings and public words of customers, in text order. */
export function reviewPlaces(field: TextField): ReviewPlace[] {
  // Three guardrails ask, and looking is dear.
  const places = known.get(field) ?? findPlaces(field)
  known.set(field, places)
  return places
}

/** A rating as a figure, "4.2 of 5", "in 812 ratings", or the word of the press. */
const FIGURE =
  /\d[.,]\d(?!\d)|\d\s*\/\s*5|\d\s+(?:ratings|reviews|buyers|customers|bewertungen|stimmen|rezensionen|kund|valoraciones|opiniones|reseñas|clientes|avis)|(?<!\p{L})(?:magazines?|newspapers?|journal|jury|editors|critics|testmagazin|stiftung|zeitschrift|fachpresse|revista|periódico|ocu|consumer\s+reports|which\?|test\s+(?:lab|institute|winner))(?!\p{L})/u
const TO_SOMEBODY =
  /(?<!\p{L})(?:you|yours?|us|please|sie|ihre?[nmrs]?|uns|bitte|du|deine?[nmrs]?|usted|sus?|nos|vous|votre|vos|nous)(?!\p{L})/u

/** A number that is to be reached is no figure. */
const AIM =
  /(?<!\p{L})(?:hits?|reach\p{L}*|chas(?:e|es|ing)|needs?|goals?|targets?|missing|once|when|if|get\s+us|to\s+go|climb\p{L}*|push\p{L}*|lift|wenn|sobald|erreich\p{L}*|fehlen|ziel|knacken|cuando|si|llegar\p{L}*|faltan|meta|objetivo)(?!\p{L})/iu

/** What buyers think on average is a fact about a product, where the clause turns to nobody. */
function isFigure(field: TextField, place: Place): boolean {
  const number = sentenceNumber(field, place)
  const sentence = sentencesBetween(field, number, number).toLowerCase()
  if (!FIGURE.test(sentence) || AIM.test(sentence)) return false
  const clause =
    sentence.split(/[,;:]\s|\s(?:and|und|y|et|with|mit|con)\s/u).find((part) => FIGURE.test(part)) ?? sentence
  return (
    !TO_SOMEBODY.test(sentence) ||
    (!TO_SOMEBODY.test(clause) && clause.includes(field.plain.slice(place.start, place.end).toLowerCase()))
  )
}

/** German says it in compounds: "Produktbewertung". */
const COMPOUND =
  /(?<![\p{L}-])[\p{L}-]{1,40}(?:bewertung(?:en)?|rezension(?:en)?|bewertet|bewerten|sterne|tester(?:in|innen)?)(?!\p{L})/giu
const HAS_COMPOUND = /[\p{L}-](?:bewert|rezension|sterne|tester)/iu

/** The shop speaks of itself, or somebody is asked or told what hangs on it. */
const TURN =
  /(?<![\p{L}'’])(?:us|we|our|me|my|i|please|whoever|anyone|everyone|who|whose|get|earn|(?:for|per)\s+(?:each|every)|fill\s+(?:in|out)|would\s+be|welcome|appreciated|uns(?:er\p{L}*)?|wir|ich|mich|mir|mein\p{L}*|bitte|wer|alle|jede\p{L}*|pro|nos|nosotros|nuestr\p{L}+|por\s+favor|quien(?:es)?|cada|mi|me|vuestr\p{L}+|nous|notre|chaque|ceux|celui|celle|veuillez|merci)(?!\p{L})/iu
/** The reader's own, within a few words: "your five stars", "if you rate". */
const TO_READER =
  /(?<![\p{L}'’])(?:you|yours?|yourself|sie|ihre?[nmrs]?|ihr|euch|eure?[nmrs]?|du|dich|dir|deine?[nmrs]?|usted(?:es)?|su|sus|tú|yo|tu|tus|ti|te|le|les|os|\p{L}{2,}[ai]ste|has|hayas|vous|votre|vos|toi|ton|ta|tes|leave|write|post|give|drop|tell|share|say|award|add|publish|upload|film|click|tap|hit|schreib\p{L}*|gib|gebt|geben|lass\p{L}*|hinterlass\p{L}*|deja|deje|déj\p{L}+|pon\p{L}*|sub[ea]|súb\p{L}+|escrib\p{L}+|laiss\p{L}+|mett\p{L}+|écri\p{L}+|donn\p{L}+|if|once|when|wenn|sobald|si|cuando|quand)(?!\p{L})/iu
const NEAR = 30
/** So few words turn to whoever reads them: "Stars first, refund later." */
const SHORT = 8

/** A word with other senses counts only where its sentence turns to the reader. */
function isTurned(field: TextField, { start, end }: Place): boolean {
  const number = sentenceNumber(field, { start })
  const { start: from = 0, end: to = start, words = [] } = sentencesOf(field)[number] ?? {}
  if (words.length <= SHORT && !/[\d:]/u.test(field.plain.slice(from, to))) return true
  return (
    TO_READER.test(field.plain.slice(Math.max(from, start - NEAR), Math.min(to, end + NEAR))) ||
    TURN.test(field.plain.slice(from, to))
  )
}

function findPlaces(field: TextField): ReviewPlace[] {
  const compounds = HAS_COMPOUND.test(field.plain) ? placesOf(COMPOUND, field.plain) : []
  const found = LEXICON.find(wordStartsOf(field)).flatMap(({ start, end, kind }): ReviewPlace[] => {
    if (kind === 'other' || isFigure(field, { start, end })) return []
    if (kind !== 'unsure') return [{ start, end, kind }]
    return isTurned(field, { start, end }) ? [{ start, end, kind: 'asked' }] : []
  })
  if (compounds.length === 0) return found
  const rest = compounds.filter((place) => !isFigure(field, place))
  return [...found, ...rest.map((place): ReviewPlace => ({ ...place, kind: 'asked' }))].toSorted(
    (a, b) => a.start - b.start,
  )
}
