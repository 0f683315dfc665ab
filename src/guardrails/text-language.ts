import type { Word } from './words.ts'

/** The languages that are told apart, as BCP 47 names them. */
export type TextLanguage = 'en' | 'de' | 'es' | 'fr' | 'it' | 'pt' | 'nl'

/** The small words of each language, those that others have as well included. */
const SMALL_WORDS: Record<TextLanguage, string> = {
  en: 'the am per over and of to is it you that was for are with as at be this have from or had by but not what all were we when your can an each which do how their if will up other about out many then them these so some would into has more her like him see could no make than been its who now did get my may our us any here there just only also where let know without in on while every they',
  de: 'der die und das den von zu ist mit sich des auf für nicht ein dem eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum haben nur oder aber vor zur bis mehr durch sein wurde wenn ihre ihr ihren ihnen ich wir uns kann können gern gerne diese dieser hier bitte sehr kein keine einfach finden ihrer mich unser unsere möchten im alle dazu',
  es: 'de la que el en y los se del las un por con no una su para es al lo como más pero sus le ha me si sin sobre este ya entre cuando todo esta ser son también fue había muy años hasta desde está mi porque qué sólo solo han yo hay vez puede todos así nos ni parte tiene él uno donde bien usted ustedes tu tus aquí puedo algo esto cualquier tenemos podemos cuánto gracias hola saludos',
  fr: 'de la le et les des en un du une que est pour qui dans par pas au sur ne se ce il sont avec son aux cette ou ses mais comme nous vous votre vos notre on être ont été leur fait sa si tout bien peut sans ces elle deux même aussi je tu toi moi très ici voici afin chez donc où était avez êtes cela ça bonjour merci quelques entre depuis plus',
  it: 'di e il la che è per un in una del non le con si della da al i sono lo gli dei alla nel più ha delle anche ma dal questo se nella ci mi suo sua dalla o tra ed cui stato essere hanno degli alle sul quando noi voi suoi tutto molto io lei qui ecco può possiamo questa grazie ciao buongiorno vostro nostro loro ancora senza sulla quale',
  pt: 'de o que e do da em um para é com não uma os no se na por mais as dos como mas ao ele das à seu sua ou quando muito nos já eu também só pelo pela até isso ela entre depois sem mesmo aos seus quem nas me esse eles você essa num nem suas meu às minha numa pelos elas qual nós lhe este esta aqui olá obrigado obrigada tem são está foi pode podemos nosso nossa sobre',
  nl: 'de en van het een in is dat op te zijn met voor niet aan er om ook als dan maar bij uit hij naar zich heeft over was worden nog tot wordt deze kan meer hebben dit die al wat ze geen werd zo of je jij u uw wij we ons onze hier graag kunt kunnen zou moet haar mijn alle onder andere daar veel waar hoe goed heel wel',
}
const LANGUAGES = Object.keys(SMALL_WORDS) as TextLanguage[]

const BY_WORD = new Map<string, TextLanguage[]>()
for (const language of LANGUAGES) {
  for (const word of SMALL_WORDS[language].split(' ')) BY_WORD.set(word, [...(BY_WORD.get(word) ?? []), language])
}
/** Of those, the words that only one language has. */
const OWN_WORDS = new Map(
  [...BY_WORD].flatMap(([word, [language, ...others]]) => (others.length > 0 ? [] : [[word, language!]])),
)
const WORD = /\p{L}+/gu

export const isTextLanguage = (code: string): code is TextLanguage => Object.hasOwn(SMALL_WORDS, code)

/** How many words there are, and how many of them only one language has, by language: what several have says nothing. */
export function countOwnWords(text: string): { words: number; byLanguage: Map<TextLanguage, number> } {
  const byLanguage = new Map<TextLanguage, number>()
  const words = text.toLowerCase().match(WORD) ?? []
  for (const word of words) {
    const language = OWN_WORDS.get(word)
    if (language !== undefined) byLanguage.set(language, (byLanguage.get(language) ?? 0) + 1)
  }
  return { words: words.length, byLanguage }
}

/** True when one of these words is a small one of the language, be it of others as well. */
export const hasSmallWord = (words: readonly Word[], language: TextLanguage): boolean =>
  words.some(({ low }) => BY_WORD.get(low)?.includes(language))

/** How many of these words each language has, shared ones included. */
export function countSmallWords(words: readonly Word[]): Map<TextLanguage, number> {
  const counts = new Map<TextLanguage, number>()
  for (const { low } of words) {
    for (const language of BY_WORD.get(low) ?? []) counts.set(language, (counts.get(language) ?? 0) + 1)
  }
  return counts
}

/** The languages in which facts are read word by word. */
const READ = ['en', 'de', 'es', 'fr'] as const satisfies TextLanguage[]
export type Language = (typeof READ)[number]
const isRead = (language: TextLanguage): language is Language => (READ as readonly TextLanguage[]).includes(language)
const READ_BY_WORD = new Map([...BY_WORD].map(([word, languages]) => [word, languages.filter(isRead)]))
/** So much of a text is looked at, in UTF-16 units. */
const READ_LENGTH = 600

/** The language of a text by its small words; null when none of the four stands out. */
export function languageOf(text: string): Language | null {
  const counts: Record<Language, number> = { en: 0, de: 0, es: 0, fr: 0 }
  for (const word of text.slice(0, READ_LENGTH).toLowerCase().match(WORD) ?? []) {
    const languages = READ_BY_WORD.get(word) ?? []
    for (const language of languages) counts[language] += 1 / languages.length
  }
  const [first, second] = READ.toSorted((a, b) => counts[b] - counts[a])
  return first !== undefined && second !== undefined && counts[first] > counts[second] ? first : null
}
