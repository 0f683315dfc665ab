import { phrases } from '../patterns/phrases.ts'
import type { PhrasePlace } from '../patterns/phrases.ts'
import { wordStarts } from '../patterns/word-starts.ts'
import type { WordStarts } from '../patterns/word-starts.ts'

/** Matters of a person that no message may rest on or speak of. */
export const SENSITIVE_TOPICS = [
  'health',
  'pregnancy',
  'religion',
  'politics',
  'sexuality',
  'money trouble',
  'children',
  'union membership',
  'ethnicity',
] as const
export type SensitiveTopic = (typeof SENSITIVE_TOPICS)[number]

const TAIL = String.raw`\p{L}*`
const stems = (words: string): string => words.trim().split(/\s+/).join(`${TAIL}|`) + TAIL

/**
 * English, German, Spanish and French words, whole words or stems. They name a matter and not a section of a shop: `Health &
 * Household` or `Baby` says nothing of a person, while `blood sugar` or `prenatal vitamins` does. Of children, only
 * words for somebody's own count; a toy is a toy.
 */
const WORDS: Record<SensitiveTopic, string> = {
  health: [
    stems(
      `diabet diabét chemo insulin hepatit asthma epilep épilep arthrit depressi depresión dépressi antidepress autis dement demenz
       alzheimer parkinson incontinen inkontinen infertil unfruchtbar menopaus ménopaus wechseljahre erektions allerg alergi psoria
       neurodermit eczema obesity bulimi anorexi anorex migraine migräne krebserkrank krebspatient krebsdiagnos erkrank krankheit
       enfermedad maladie schwerbehind discapaci handicapé rollstuhl rollstühl medikament medicament médicament blutdruck blutzucker
       herzinfarkt schlaganfall alkoholiker suchterkrank`,
    ),
    String.raw`cancer|cáncer|krebs|hiv|vih|adhd|adhs|ivf|tumou?rs?|wheelchairs?|disab(?:led|ility|ilities)|behindert\p{L}*|behinderung|illness(?:es)?|diseases?|sickness|medications?|antibiotics?|addiction|addicted\s+to|erectile|my\s+(?:diagnosis|symptoms|surgery|therapy|pain)|blood\s+(?:pressure|sugar|glucose)|heart\s+(?:attack|disease)|weight\s+loss|eating\s+disorder|mental\s+health|panic\s+attacks?|anxiety|silla\s+de\s+ruedas|fauteuil\s+roulant|enferm[oa]s?|malades?|tensión\s+arterial|glucosa|glycémie|asma|asthme`,
  ].join('|'),
  pregnancy: [
    stems(
      'pregnan prenatal antenatal schwanger embaraz grossesse breastfeed miscarr fehlgeburt abtreib allaite avortement',
    ),
    String.raw`maternity|ovulation|abortions?|fertility|kinderwunsch|stillzeit|lactancia|aborto|fausse\s+couche|(?:femme|suis|êtes|es)\s+enceinte`,
  ].join('|'),
  religion: [
    stems(
      'religi muslim moslem musulm islam synagog sinagoga moschee mezquita mosqué buddhis hindu jüdisch kathol catholi católic gebetst',
    ),
    String.raw`church(?:es)?|mosques?|prayers?|bibles?|quran|koran|torah|rosar(?:y|ies)|jewish|judaism|christianity|kirche|bibel|gebete?s?|iglesia|biblia|judí[oa]s?|église|prière|juive?s?|halal|kosher|ramadan`,
  ].join('|'),
  politics: String.raw`political|politics|politisch\p{L}*|politiker\p{L}*|polític[oa]s?(?!\s+de)|politiques?(?!\s+de)|election\s+campaign|wahlkampf|(?:labour|conservative|republican|democratic|green|political)\s+party|partido\s+\p{L}+|parti\s+(?:politique|socialiste)`,
  sexuality: [
    stems(
      'homosex bisexu transgender transsex lgbt erotic erotik erótic érotiq kondom condom préservatif preservativo sexspielzeug vibrator',
    ),
    String.raw`gay|lesbian\p{L}*|lesbisch\p{L}*|lesbiana\p{L}*|lesbienne\p{L}*|schwul\p{L}*|queer|sexual\p{L}*|sex\s+(?:toys?|life)|sexuell\p{L}*|sexuel\p{L}*|viagra`,
  ].join('|'),
  'money trouble': [
    stems('bankrupt insolven privatinsolven surendett arbeitslos unemploy desemple chômeu verschuld'),
    String.raw`debts?|schulden|deudas?|dettes|payday\s+loans?|overdraft|foreclosure|eviction|evicted|laid\s+off|lost\s+my\s+job|food\s+bank|bad\s+credit|(?:can(?:no|['’])t|cannot|can\s+not)\s+(?:afford|pay)|pfändung|bürgergeld|nicht\s+leisten|en\s+paro|desahucio|faillite|chômage|huissier`,
  ].join('|'),
  children: String.raw`(?:my|our|your|his|her)\s+(?:\p{L}+\s+){0,2}?(?:sons?|daughters?|child|children|kids?|bab(?:y|ies)|toddlers?|newborn|teenagers?|grand(?:son|daughter|child|children|kids))|(?:mein|unser|dein|ihr)(?:e[nmrs]?)?\s+(?:\p{L}+\s+)?(?:sohn|tochter|töchter|kind|kinder|kindern|baby|enkel\p{L}*)|(?:mis?|tus?|sus?|nuestr[oa]s?)\s+(?:\p{L}+\s+)?(?:hij[oa]s?|bebés?|niet[oa]s?|niñ[oa]s?)|(?:mon|ma|mes|notre|nos|votre|vos)\s+(?:\p{L}+\s+)?(?:fils|filles?|enfants?|bébés?|petits-enfants)|i\s+am\s+(?:a\s+minor|1[0-7](?!\d))`,
  'union membership': [
    stems('gewerkschaft sindicat sindical syndicat syndiqué'),
    String.raw`(?:trade|labou?r)\s+unions?|union\s+members?(?:hip)?|on\s+strike|betriebsrat`,
  ].join('|'),
  ethnicity: [
    stems('ethnic ethnisch étnic ethniq racis rassis migrant flüchtling refugee refugiad réfugié inmigrante immigré'),
    String.raw`racial|asylum(?:\s+seekers?)?|skin\s+colou?r|hautfarbe|immigrants?`,
  ].join('|'),
}

const SENSITIVE = phrases(WORDS)

/** Counted in UTF-16 units, `end` not included. */
export type SensitivePlace = PhrasePlace<SensitiveTopic>

/** Where a text names a sensitive matter; `kind` says which. */
export const sensitivePlaces = (words: WordStarts): SensitivePlace[] => SENSITIVE.find(words)

export const isSensitive = (text: string): boolean => SENSITIVE.first(wordStarts(text)) !== null
