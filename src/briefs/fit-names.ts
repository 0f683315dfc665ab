import { matchesOf } from '../patterns/matches-of.ts'
import { cleanText } from './clean-text.ts'
import { isInstructionShaped } from './instruction-shaped.ts'
import { mixedScriptPlaces } from './look-alikes.ts'

/** Longest first name or agent's name that is greeted with or signed with, in UTF-16 units. */
const LONGEST_PERSON = 40
/** Letters with what stands between them in names all over the world, and the figures of "John 3rd". */
const PERSON = /^\p{L}[\p{L}\p{M}\p{Nd}.,'’ʼ`´· ()-]*$/u
const MOST_WORDS = 6
/** A full stop between letters of words makes a host of them; "J.R." has none. */
const HOST = /\p{L}{2}\.\p{L}{2}|\bwww\b|\bhttps?\b/iu
const MOST_FIGURES = 2

/**
 * True when people could be called that: short letters on one line, without a link, an address, a number or an order in it.
 * Any other text in a name's field is not put into a message.
 */
export function isPersonName(name: string): boolean {
  const given = cleanText(name, 200)
  return (
    !/[\n\r\u2028\u2029]/.test(name.trim()) &&
    given.length > 0 &&
    given.length <= LONGEST_PERSON &&
    PERSON.test(given) &&
    given.split(/[\s,]+/).length <= MOST_WORDS &&
    (given.match(/\p{Nd}/gu) ?? []).length <= MOST_FIGURES &&
    !HOST.test(given) &&
    !isSentence(given) &&
    !isInstructionShaped(given) &&
    mixedScriptPlaces(given).length === 0
  )
}

const SCHEME = /[\p{L}]{2,20}:\/\/|\bwww\.\p{L}|\S@\p{L}[\p{L}\p{N}-]*\.\p{L}/iu
const DOMAIN =
  /(?<![\p{L}\p{N}.-])(?:[\p{L}\p{N}-]{1,63}\.){1,4}(?:com|net|org|info|biz|io|ai|shop|store|xyz|online|site|top|club|link|click|test|example|co\.uk|ly)(?![\p{L}\p{N}-])(?:\/\S*)?/giu
/** A telephone number with its country, or behind a word that says what it is; article numbers and lists of models have neither. */
const PHONE =
  /(?<![\p{L}\p{N}])(?:\+|00[1-9])\d(?:[ ().-]{0,2}\d){6,}|(?<!\p{L})(?:call|tel|phone|telefon|teléfono|whatsapp|llama|appelez|anrufen)[^\p{L}\d]{1,5}\d(?:[ ().-]{0,2}\d){5,}/iu
/** Mostly figures: a code or a telephone number, not the name of a thing. */
const isNumber = (name: string): boolean => {
  const figures = (name.match(/\p{Nd}/gu) ?? []).length
  return figures >= 9 && figures > (name.match(/\p{L}/gu) ?? []).length * 2
}
const TAG_OR_RECORD = /<[/!]?\p{L}[^<>]*>|[{[]\s*"/u
const QUESTION = /(?:[?？؟]|[α-ωά-ώ]\s?;)["'”’)]*$|^¿|[。！]/u
const ASKS =
  /^(?:please |bitte |por favor |s'il (?:te|vous) plaît )?(?:can you|could you|would you|describe|explain|write|tell|summari[sz]e|translate|draft|give|what|who|when|where|how|why|which|imagine|suppose|provide|find|generate|break down|compose|q:|beschreibe|erkläre|schreibe?|sage?|übersetze|nenne|wer|wie|warum|describe|explica|escribe|dime|traduce|resume|qué|quién|cómo|décris|explique|écris|dis|traduis|résume|quel(?:le)?|qui|comment|quem|qual|quais|onde|por que|escreva|diga|traduza|quale|perché|scrivi|dimmi|traduci|spiega|wat|waarom|schrijf|vertel|vertaal)(?![\p{L}\p{N}])/iu
/** The same in scripts that have no capitals, or whose questions need no mark. */
const ASKS_ELSEWHERE =
  /(?:ですか|ますか|ましたか|でしょうか|なさい|ください|下さい|教えて|吗|嗎|까요?|나요|인가요|세요|해줘|알려줘|하시오|करें|करो|कीजिए|बताओ|बताएं|लिखें|लिखो)[\s।.!]*$|^(?:[请請](?![柬帖])|告诉我|告訴我|什么|什麼|为什么|為什麼|怎么|怎麼|谁|誰|なぜ|どうやって)|(?<!\p{L})(?:क्या|कैसे|क्यों|कौन|कहाँ|कहां)(?![\p{L}\p{M}])|^(?:ما هو|ما هي|ماذا|متى|أين|كيف|لماذا|هل|أخبرني|اكتب|ترجم|اشرح|что|кто|как|где|когда|почему|зачем|сколько|(?:напиши|скажи|объясни|переведи|расскажи)(?:те)?|מה|מי|איך|למה|מדוע|מתי|איפה|כתוב|תרגם|הסבר|τι|ποι(?:ος|α|ο)|πώς|πού|πότε|γιατί|γράψε|πες|εξήγησε|μετάφρασε)(?![\p{L}\p{M}])/iu
const WORD = /[\p{L}\p{M}'’]{2,}/gu
const SMALL = /^\p{Ll}/u

/** Names are written in capitals or in few words; a line of small letters is a sentence, in whatever language. */
function isSentence(name: string): boolean {
  const all = name.match(WORD) ?? []
  const small = all.filter((word) => SMALL.test(word)).length
  const share = small / Math.max(1, all.length)
  return (
    (small >= 8 && share >= 0.65) ||
    (small >= 4 && share >= 0.75) ||
    (all.length >= 4 && small === 0 && name === name.toUpperCase() && name !== name.toLowerCase() && ASKS.test(name)) ||
    (small >= 2 && (QUESTION.test(name) || ASKS.test(name))) ||
    ASKS_ELSEWHERE.test(name) ||
    (all.length > 0 && /\p{Lo}/u.test(name) && QUESTION.test(name))
  )
}

/** True when a name is put as a question or a request, as titles of books are and orders to a model may be. */
export const isAsking = (name: string): boolean => ASKS.test(name) || QUESTION.test(name)

/**
 * True when a thing in a shop could be called that. Everything else (an order to a model, a question, a sentence, markup, an
 * address that is none of the brand's, a telephone number) is neither shown to a model nor put into a message.
 */
export function isProductName(name: string, linkDomains: readonly string[]): boolean {
  return (
    !isInstructionShaped(name) &&
    !SCHEME.test(name) &&
    !PHONE.test(name) &&
    !isNumber(name) &&
    !TAG_OR_RECORD.test(name) &&
    !isSentence(name) &&
    matchesOf(DOMAIN, name).every(([domain]) => linkDomains.includes(domain.toLowerCase().replace(/^www\./, ''))) &&
    mixedScriptPlaces(name).length === 0
  )
}
