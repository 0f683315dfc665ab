import { alteredFact } from './altered-fact.ts'
import { bannedPhrase } from './banned-phrase.ts'
import { costlyCharacter } from './costly-character.ts'
import { deniedFeature } from './denied-feature.ts'
import type { Guardrail } from './guardrail.ts'
import { hiddenCharacters } from './hidden-characters.ts'
import { instructionInData } from './instruction-in-data.ts'
import { language } from './language.ts'
import { leftoverPlaceholder } from './leftover-placeholder.ts'
import { lookAlike } from './look-alike.ts'
import { machineText } from './machine-text.ts'
import { markup } from './markup.ts'
import { noConsent } from './no-consent.ts'
import { observedSignal } from './observed-signal.ts'
import { offerWithoutRecord } from './offer-without-record.ts'
import { openComplaint } from './open-complaint.ts'
import { overLength } from './over-length.ts'
import { promptLeak } from './prompt-leak.ts'
import { readingLevel } from './reading-level.ts'
import { requiredPhrase } from './required-phrase.ts'
import { reviewIncentive } from './review-incentive.ts'
import { selectiveReview } from './selective-review.ts'
import { sensitiveMatter } from './sensitive-matter.ts'
import { shouting } from './shouting.ts'
import { simulatedFeelings } from './simulated-feelings.ts'
import { strayText } from './stray-text.ts'
import { stockOrDelivery } from './stock-or-delivery.ts'
import { tooManySignals } from './too-many-signals.ts'
import { unknownCode } from './unknown-code.ts'
import { unknownEmail } from './unknown-email.ts'
import { unknownLink } from './unknown-link.ts'
import { unknownPhone } from './unknown-phone.ts'
import { unknownProduct } from './unknown-product.ts'
import { unknownSlot } from './unknown-slot.ts'
import { unnamedAuthority } from './unnamed-authority.ts'
import { unsupportedAttribution } from './unsupported-attribution.ts'
import { unsupportedClaim } from './unsupported-claim.ts'
import { unsupportedFeature } from './unsupported-feature.ts'
import { unsupportedNumber } from './unsupported-number.ts'
import { unsupportedPraise } from './unsupported-praise.ts'
import { unsupportedStatement } from './unsupported-statement.ts'
import { urgency } from './urgency.ts'

/** Every guardrail, in the order in which findings about the same words are shown. A new one is one file and one line. */
export const guardrails: readonly Guardrail[] = [
  noConsent,
  openComplaint,
  leftoverPlaceholder,
  unknownSlot,
  markup,
  hiddenCharacters,
  lookAlike,
  promptLeak,
  machineText,
  strayText,
  instructionInData,
  overLength,
  costlyCharacter,
  unknownLink,
  unknownEmail,
  unknownPhone,
  unknownCode,
  unknownProduct,
  unsupportedNumber,
  unsupportedClaim,
  alteredFact,
  deniedFeature,
  unsupportedFeature,
  unsupportedPraise,
  stockOrDelivery,
  unsupportedStatement,
  unsupportedAttribution,
  unnamedAuthority,
  observedSignal,
  tooManySignals,
  offerWithoutRecord,
  urgency,
  reviewIncentive,
  selectiveReview,
  sensitiveMatter,
  bannedPhrase,
  requiredPhrase,
  language,
  readingLevel,
  shouting,
  simulatedFeelings,
]
