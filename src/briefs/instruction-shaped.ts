import { matchesOf } from '../patterns/matches-of.ts'
/**
 * Text of strangers that speaks to a machine instead of about a product. Nothing here decides what is sent: such text is kept
 * away from the model and shown to the reviewer, so a wrong mark costs a fact and never lets one through.
 */

/** What chat templates and prompt files begin a turn or a section with. */
const ROLE =
  /<\|[^|\n]{0,40}\|>|<<\/?SYS>>|\[\/?INST\]|<\/?s>|<\/?(?:system|assistant|user|brief|instructions?|prompt)>|```|={3,} ?(?:system|user|end)\b|(?:^|[\n.!?*#]|\s#{2,})\s{0,3}(?:system|assistant|human|developer|user)\s?(?:message|prompt|note|override)?\s?:|\{(?:system|user|generator|assistant)[.\w]{0,20}\}/i

const words = (text: string): string => text.trim().split(/\s+/).join('|')
const starts = String.raw`(?<![\p{L}\p{N}])`
const ends = String.raw`(?![\p{L}\p{N}])`

const DROP = words(`
  ignore ignores ignoring disregard disregards forget forgets override overrides overrule bypass circumvent discard neglect
  ignorier\\w* vergiss vergessen missachte\\w* überschreib\\w* umgeh\\w*
  ignora\\w* olvida\\w* omite omita desestima\\w*
  ignore[rz] ignorez oublie\\w* néglige\\w* contourne\\w*
  dimentica\\w* esqueça esquece negeer vergeet zignoruj игнорир[а-я]* забудь[а-я]*`)
const RULES = words(`
  instructions? prompts? commands? directives? guidelines? rules? orders? messages? contexts? polic(?:y|ies) restrictions?
  previous prior above preceding earlier everything webpage input
  anweisung\\w* vorgabe\\w* regel\\w* befehl\\w* anleitung\\w* vorherig\\w* bisherig\\w* obig\\w*
  instruccion\\w* órdenes reglas indicaciones directrices anterior\\w*
  consignes? règles ordres précédent\\w* directives
  istruzioni precedenti regole instruções regras instructies polecenia инструкци[а-я]* указани[а-я]*`)
const MACHINE = words(`
  ai a\\.i\\. llms? chatbots? chatgpt gpt-?\\d* openai anthropic gemini
  language\\smodels? ai\\smodels? ai\\sassistants? virtual\\sassistants? sprachmodell\\w* ki-?assistent\\w* modelo\\sde\\slenguaje modèle\\sde\\slangage`)
const REPLY = words(`
  answers? repl(?:y|ies) responses? outputs? summar(?:y|ies) completions? conversations?
  antwort\\w* ausgabe\\w* zusammenfassung\\w* respuestas? salida résumés? réponses? sortie risposta resposta antwoord odpowied\\w*`)
const YOUR = words('your ur deine?[rnm]? ihre?[rnm]? eure[rnm]? tu tus su votre vos ta tes sua tua jouw twoj\\w*')
const SAY = words(`
  respond reply answer output print say state include append insert add embed mention prepend write finish end begin start conclude
  antworte\\w* schreibe? sage? füge gib beende responde\\w* contesta\\w* escribe\\w* di incluye\\w* añade\\w*
  réponds répondez écris écrivez dis dites inclus incluez ajoute\\w*`)

/** Turns of phrase that are an order to a machine wherever they stand. */
const ORDERS = [
  // "Ignore all previous instructions" and what means the same.
  `${starts}(?:${DROP})${ends}[^.!?\\n]{0,40}${starts}(?:${RULES})${ends}`,
  `${starts}(?:system|initial|original|hidden|secret|developer)[ -](?:prompts?|instructions?|messages?|mode)${ends}`,
  `${starts}(?:system-?prompt|systemanweisung|jailbreak\\w*|prompt[ -]injection|entwicklermodus|indicación del sistema|invite système|modo desarrollador)${ends}`,
  // The same where words stand without blanks or in another order.
  `忽略[^。]{0,12}(?:指令|说明|提示|指示|规则|規則)|(?:指示|命令|ルール)[^。]{0,8}無視|(?:지시|명령|지침)[^.]{0,10}무시|تجاهل[^.]{0,30}(?:التعليمات|الأوامر|السابقة)|(?:निर्देश|आदेश)[^।]{0,30}(?:अनदेखा|भूल)|(?:התעלם|התעלמו)[^.]{0,30}הוראות`,
  // A new role.
  `${starts}(?:you are now|from now on[, ]|you will now|you must now|pretend (?:to be|that|you)|roleplay|role-play|du bist (?:jetzt|nun|ab sofort|ein)|ab jetzt|ahora eres|a partir de ahora|eres un|actúa como|tu es (?:maintenant|désormais)|vous êtes (?:maintenant|désormais)|à partir de maintenant|agis comme)${ends}`,
  `${starts}(?:you are|you're|you will be|become)(?: now| also)?(?: an?| the| no limits| my)?\\s(?:\\p{L}+\\s){0,2}(?:${MACHINE}|assistant|bot|dan|stan|dude)${ends}|${starts}as an? (?:${MACHINE})${ends}`,
  `(?:^|[.!?:;]\\s*|please |you (?:will|must|should|are to) )act as (?:an?|if|the|my)${ends}`,
  `${starts}(?:dear|hello|hi|hey|attention)[, ]{1,2}(?:the )?(?:${MACHINE})${ends}`,
  // What an answer is to look like or to hold.
  `${starts}(?:in|of|to|into|from|with|at the end of|en|dans|in|von|am ende) (?:${YOUR}) (?:\\p{L}+ )?(?:${REPLY})${ends}`,
  `${starts}(?:${SAY})${ends}[^.!?\\n]{0,30}${starts}(?:${YOUR}|the|each|every|this|any) (?:\\p{L}+ )?(?:${REPLY})${ends}`,
  `${starts}(?:respond|reply|answer|antworte|responde|réponds|répondez)\\s(?:only|with|in|using|as|nur|mit|auf|solo|con|seulement|avec|par)${ends}`,
  `${starts}repeat (?:the |this |these |after |your |my |everything |above |back |all )`,
  `${starts}(?:reveal|disclose|leak|print|show|output|tell me|repeat|share)${ends}[^.!?\\n]{0,30}${starts}(?:instructions?|prompts?|passwords?|secrets?|api keys?|credentials?|configuration)${ends}`,
  `${starts}(?:${YOUR})\\s(?:\\p{L}+\\s)?(?:passwords?|passwor[dt]|kennwort|contraseña|mot de passe|api keys?|secret keys?|credentials)${ends}`,
  `${starts}(?:nevermind|never mind|regardless of|despite|no matter)${ends}[^.!?\\n]{0,20}${starts}(?:instructions?|previous|prior|rules|input)${ends}`,
  `${starts}(?:developer|debug|god|sudo|admin|maintenance|dan|dev|special|test)\\s(?:mode|access|override)\\s?(?:enabled|activated|on|:)`,
  `${starts}(?:for|to|enable|start|activate) (?:enable |begin )?(?:debugging|testing) (?:purposes|mode|pipeline)${ends}`,
  `${starts}(?:when|if|while) (?:you are |you're )(?:asked|told|summari[sz]ing|responding|answering|generating|processing)${ends}`,
  `${starts}(?:base64|rot13|hexadecimal|ascii art|morse|caesar cipher)${ends}[^.!?\\n]{0,40}${starts}(?:encod\\p{L}*|decod\\p{L}*|string|text)|${starts}(?:encod\\p{L}{1,4}|decod\\p{L}{1,4})${ends}[^.!?\\n]{0,40}${starts}(?:base64|rot13|hex\\p{L}*|binary|string|morse|message)`,
  `${starts}(?:click|visit|go to|open|follow|navigate to|call|text|besuche\\w*|klicke?\\w*|öffne\\w*|visita|visite[zr]?|haz clic|cliquez|ouvrez)${ends}[^.!?\\n]{0,30}(?:https?|hxxps?|www|\\p{L}{2,40}\\.(?:com|net|org|io|ai|co|info|xyz|example))(?![\\p{L}\\p{N}])`,
].map((source) => new RegExp(source, 'iu'))

/** Something that only a machine reads: code, pictures and links of Markdown, long runs of base64, hex or binary. */
const CODE = [
  /!?\[[^[\]\n]{0,80}\]\([^()\s]{1,200}\)/,
  /<(?:script|img|iframe|svg|a|meta|style|form|input|html|body|!--)[\s/>-]/i,
  /\b(?:[0-9a-f]{2}[\s:]?){20,}/i,
  /\b[01]{7,8}(?:\s[01]{7,8}){2,40}\b/,
  // Morse: groups of dots and dashes, of both.
  /(?<!\S)(?=[-–−.·•]{1,7}[ /|])(?=[^\n]{0,40}[-–−])(?=[^\n]{0,40}[.·•])[-–−.·•]{1,7}(?:[ /|]{1,3}[-–−.·•]{1,7}){5,}(?!\S)/,
  /(?:\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|%[0-9a-f]{2}){4,}/i,
  /\{\{|\}\}|\{%|\$\{|<%|\bos\.system\b|\b__import__\b|\bSELECT\b.{1,60}\bFROM\b|;\s?DROP TABLE/,
]

/** Base64 as it is sent: long, in one piece, of small letters, capitals and figures. A list of models ("S23/S22/S21") has short pieces. */
const BLOB = /(?<![A-Za-z0-9+/])[A-Za-z0-9+]{12,400}(?:\/[A-Za-z0-9+]{6,400}){0,40}={0,2}/g

/** The shortest one, without the signs at its end. */
const MAY_BE_BLOB = /[A-Za-z0-9+/]{26}/

const isBlob = (text: string): boolean =>
  text.length >= 28 && /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text)

/** Where a text holds what people do not write or read: markup, code, base64, hex and binary. The first of each kind. */
export function machineTextPlaces(text: string): { start: number; end: number }[] {
  const code = CODE.flatMap((shape) => {
    const match = shape.exec(text)
    return match === null ? [] : [{ start: match.index, end: match.index + match[0].length }]
  })
  const blobs = matchesOf(BLOB, MAY_BE_BLOB.test(text) ? text : '')
    .filter(([blob]) => isBlob(blob))
    .map((match) => ({ start: match.index, end: match.index + match[0].length }))
  return [...code, ...blobs]
}

const LONGEST_READ = 20_000

/** True when a text of somebody else reads like an order to a model, or holds what only a machine reads. */
export function isInstructionShaped(text: string): boolean {
  const read = text.slice(0, LONGEST_READ).normalize('NFKC')
  return ROLE.test(read) || ORDERS.some((order) => order.test(read)) || machineTextPlaces(read).length > 0
}
