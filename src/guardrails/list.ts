import { bannedPhrase } from './banned-phrase.ts'
import { costlyCharacter } from './costly-character.ts'
import type { Guardrail } from './guardrail.ts'
import { hiddenCharacters } from './hidden-characters.ts'
import { leftoverPlaceholder } from './leftover-placeholder.ts'
import { markup } from './markup.ts'
import { noConsent } from './no-consent.ts'
import { observedSignal } from './observed-signal.ts'
import { offerWithoutRecord } from './offer-without-record.ts'
import { openComplaint } from './open-complaint.ts'
import { overLength } from './over-length.ts'
import { tooManySignals } from './too-many-signals.ts'
import { unknownCode } from './unknown-code.ts'
import { unknownEmail } from './unknown-email.ts'
import { unknownLink } from './unknown-link.ts'
import { unknownPhone } from './unknown-phone.ts'
import { unknownProduct } from './unknown-product.ts'
import { unknownSlot } from './unknown-slot.ts'
import { unsupportedClaim } from './unsupported-claim.ts'
import { unsupportedNumber } from './unsupported-number.ts'

/** Every guardrail, in the order in which findings about the same words are shown. A new one is one file and one line. */
export const guardrails: readonly Guardrail[] = [
  noConsent,
  openComplaint,
  leftoverPlaceholder,
  unknownSlot,
  markup,
  hiddenCharacters,
  overLength,
  costlyCharacter,
  unknownLink,
  unknownEmail,
  unknownPhone,
  unknownCode,
  unknownProduct,
  unsupportedNumber,
  unsupportedClaim,
  observedSignal,
  tooManySignals,
  offerWithoutRecord,
  bannedPhrase,
]
