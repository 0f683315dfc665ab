import { z } from 'zod'
import { ChannelName, Purpose } from '../channels/channel.ts'
import { SomeText } from '../text.ts'

const LANGUAGE = /^[a-z]{2,3}$/

/** What the brand always says, and where: on all channels and for all purposes unless some are named. */
const Wording = z.strictObject({
  text: SomeText(300),
  translations: z
    .record(z.string().regex(LANGUAGE, 'must be a language code such as "de"'), SomeText(300))
    .optional()
    .meta({ description: 'By language code; `text` stands for every other language' }),
  channels: z.array(ChannelName).min(1).max(5).optional(),
  purposes: z.array(Purpose).min(1).max(2).optional(),
})
type Wording = z.infer<typeof Wording>

/** Words that must stand somewhere in the message that the customer gets. */
export const RequiredPhrase = Wording.meta({ id: 'RequiredPhrase' })

/**
 * A line that code puts at the end of the message, such as that an AI wrote the first version (EU AI Act, article 50).
 * `reason` says for reviewers who is told what and why.
 */
export const Disclosure = Wording.extend({ reason: SomeText(500) }).meta({ id: 'Disclosure' })

export type Occasion = { channel: ChannelName; purpose: Purpose; locale: string | null }

/** Those that apply to a message, each with its text in the customer's language. */
export const wordingsFor = <W extends Wording>(
  wordings: readonly W[],
  { channel, purpose, locale }: Occasion,
): (W & { text: string })[] =>
  wordings
    .filter(({ channels, purposes }) => (channels?.includes(channel) ?? true) && (purposes?.includes(purpose) ?? true))
    .map((wording) => ({ ...wording, text: inLanguage(wording, locale) }))

function inLanguage({ text, translations = {} }: Wording, locale: string | null): string {
  const language = locale?.split('-')[0]?.toLowerCase() ?? ''
  return Object.hasOwn(translations, language) ? translations[language]! : text
}
