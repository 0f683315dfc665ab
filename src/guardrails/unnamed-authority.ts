import { isSaid } from './said-phrase.ts'
import { factWords } from './fact-words.ts'
import type { Guardrail } from './guardrail.ts'
import { phrases } from '../patterns/phrases.ts'
import { fieldsOf, foundAt, joinPlaces, quoted, wordStartsOf } from './text-places.ts'

const RULE = 'unnamed-authority'

const GROUPS_EN = String.raw`(?:experts?|scientists?|researchers?|doctors?|physicians?|dentists?|dermatologists?|nutritionists?|dieticians?|vets|veterinarians?|p(?:a)?ediatricians?|specialists?|professionals|engineers|critics|chefs|testers)`
const STUDIES_EN = String.raw`(?:studies|research|science|surveys?|(?:clinical\s+|independent\s+|laboratory\s+)?(?:tests|trials))`

/** Somebody whom nobody can ask, and who is said to stand behind what is said. */
const AUTHORITY = phrases({
  authority: [
    String.raw`${GROUPS_EN}\s+(?:all\s+|everywhere\s+|around\s+the\s+world\s+)?(?:agree|recommend|advise|say|confirm|endorse|prefer|trust|swear\s+by|approve|believe|praise|love|choose)s?`,
    String.raw`${STUDIES_EN}\s+(?:has\s+|have\s+)?(?:shows?|proves?|proven?|shown|confirms?|confirmed|finds?|found|suggests?|says?)`,
    String.raw`(?:clinically|scientifically|medically|dermatologically|laboratory|lab|independently)[\s-](?:proven|tested|approved|verified|recommended)`,
    String.raw`(?:recommended|approved|endorsed|trusted|loved|praised|preferred|backed|supported|proven|developed)\s+by\s+(?:leading\s+|top\s+|many\s+|most\s+)?(?:${GROUPS_EN}|${STUDIES_EN}|professionals|experts)`,
    String.raw`(?:everyone|everybody|anyone)\s+knows|(?:it\s+is|it['’]s)\s+(?:common\s+knowledge|well[\s-]known|a\s+well[\s-]known\s+fact|a\s+known\s+fact|an?\s+(?:established|proven)\s+fact)|it\s+has\s+(?:long\s+)?been\s+(?:proven|known)`,
    String.raw`(?:Experten|Fachleute|Wissenschaftler|Forscher|Ärzte|Zahnärzte|Hautärzte|Profis|Spezialisten|Tester|Kritiker)\s+(?:empfehlen|sagen|bestätigen|sind\s+sich\s+einig|raten|schwören|loben|vertrauen)|(?:Studien|Tests|Untersuchungen|Umfragen|die\s+Forschung|die\s+Wissenschaft)\s+(?:zeigen|zeigt|beweisen|beweist|belegen|belegt|bestätigen|bestätigt)`,
    String.raw`(?:klinisch|wissenschaftlich|medizinisch|dermatologisch)\s+(?:getestet|erwiesen|bewiesen|bestätigt|geprüft)|von\s+(?:Experten|Fachleuten|Ärzten|Zahnärzten|Hautärzten|Profis|Wissenschaftlern)\s+(?:empfohlen|bestätigt|entwickelt|getestet)|(?:jeder|jede|alle)\s+(?:weiß|wissen)|es\s+ist\s+(?:allgemein\s+|längst\s+)?(?:bekannt|erwiesen|bewiesen)|bekanntlich`,
    String.raw`(?:los\s+)?(?:expertos|científicos|investigadores|médicos|dentistas|dermatólogos|especialistas|profesionales|críticos)\s+(?:recomiendan|dicen|coinciden|confirman|aconsejan|confían|están\s+de\s+acuerdo)|(?:los\s+)?(?:estudios|ensayos|pruebas|la\s+ciencia)\s+(?:\p{L}+\s+)?(?:muestran|demuestran?|confirman?|prueban)`,
    String.raw`(?:clínica|científica|dermatológica|médica)mente\s+(?:probad|demostrad|testad|comprobad)[oa]s?|(?:recomendad|aprobad|avalad)[oa]s?\s+por\s+(?:\p{L}+\s+)?(?:expertos|médicos|dentistas|dermatólogos|especialistas|profesionales|estudios)|(?:todos?\s+(?:el\s+mundo\s+)?saben?|es\s+bien\s+sabido|está\s+demostrado)`,
    String.raw`(?:les\s+)?(?:experts|scientifiques|chercheurs|médecins|dentistes|dermatologues|spécialistes|professionnels|critiques)\s+(?:recommandent|disent|confirment|conseillent|s['’]accordent|sont\s+d['’]accord)|(?:les\s+)?(?:études|essais|tests|recherches|la\s+science)\s+(?:montrent|prouvent|prouve|confirment|démontrent)`,
    String.raw`(?:cliniquement|scientifiquement|dermatologiquement)\s+(?:prouv|test|démontr|approuv)ée?s?|(?:recommand|approuv|conseill)ée?s?\s+par\s+(?:\p{L}+\s+)?(?:experts|médecins|dentistes|dermatologues|spécialistes|professionnels)|tout\s+le\s+monde\s+sait|il\s+est\s+(?:bien\s+)?(?:connu|prouvé)|c['’]est\s+prouvé`,
  ],
})

/** "Experts agree", "studies show", "clinically proven": an authority without a name that no fact calls upon (16 CFR 255, UCPD annex I). */
export const unnamedAuthority: Guardrail = {
  rule: RULE,
  check: (message, brief) =>
    fieldsOf(message.content).flatMap((textField) => {
      const { field, text, plain } = textField
      return joinPlaces(AUTHORITY.find(wordStartsOf(textField)))
        .filter(({ start, end }) => !isSaid(plain.slice(start, end), factWords(brief)))
        .map((place) => {
          const why = `${quoted(text, place)} calls upon somebody whom no fact names: give the product a fact that says it, or take it out.`
          return foundAt(RULE, 'block', why, field, place)
        })
    }),
}
