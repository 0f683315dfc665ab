import { z } from 'zod'
import { ChannelName } from '../channels/channel.ts'
import { TimeZone } from '../customers/time-zone.ts'
import { SomeText, Text } from '../text.ts'
import { MaxLength } from './max-length.ts'
import { Disclosure, RequiredPhrase } from './wording.ts'

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as "21:00"')

const Sender = z.strictObject({ name: SomeText(100), email: z.email().max(254) }).meta({ id: 'Sender' })
const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
const QuietHours = z
  .strictObject({ from: Clock, to: Clock })
  // With a quarter of an hour more at both ends, longer ones would be the whole day: nothing would ever leave.
  .refine(({ from, to }) => (minuteOf(to) - minuteOf(from) + 1440) % 1440 < 1410, {
    message: 'must leave more than half an hour of the day',
  })
  .meta({
    id: 'QuietHours',
    description: 'On the clock of the customer, with 15 minutes more at both ends. Equal times: no quiet hours.',
  })
const FrequencyCap = z
  .strictObject({
    channel: ChannelName.optional().meta({
      description: 'Messages of this channel; without it, of all channels together',
    }),
    max: z.int().min(1).max(100),
    days: z.int().min(1).max(365),
  })
  .meta({
    id: 'FrequencyCap',
    description:
      'No customer gets more messages than `max` within `days` times 24 hours. Of one campaign a customer gets one message, whatever the caps.',
  })

const ReadingLevel = z
  .strictObject({
    minEase: z.int().min(0).max(100).meta({
      description:
        'How easy a message should be to read, 0 to 100: Flesch (English), Amstad (German), Fernández Huerta (Spanish). 60 is plain language. Below it a draft gets a warning.',
    }),
  })
  .meta({ id: 'ReadingLevel' })

/** What the brand may say, as whom, and when. Stored in versions; the version in force is part of every digest. */
export const BrandPolicy = z
  .strictObject({
    name: SomeText(100),
    sender: Sender,
    replyTo: z.email().max(254).optional(),
    postalAddress: SomeText(300),
    linkDomains: z
      .array(z.string().regex(/^(?=.{1,253}$)([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/, 'must be a host name'))
      .max(50),
    voice: Text(8000).optional(),
    bannedPhrases: z.array(SomeText(200)).max(500).optional(),
    requiredPhrases: z
      .array(RequiredPhrase)
      .max(20)
      .optional()
      .meta({ description: 'Without one of them that applies a draft is blocked' }),
    disclosures: z.array(Disclosure).max(5).optional().meta({
      description: 'Lines that code adds to the message: part of its length, of its digest and of its segments',
    }),
    readingLevel: ReadingLevel.optional(),
    maxLength: MaxLength.optional(),
    quietHours: z.partialRecord(ChannelName, QuietHours).optional().meta({
      description:
        'When nobody is written to, by channel. Text messages never leave from 21:00 to 08:00; hours set for `sms` are added to these.',
    }),
    defaultTimeZones: z.array(TimeZone).min(1).max(20).optional().meta({
      description:
        'Where customers live of whom neither zone nor country is known: quiet hours then hold in all of these. Without it they hold everywhere on earth, and what has nights as its quiet hours waits until more is known (`no_common_hour`), at last until its approval has run out.',
    }),
    frequencyCaps: z.array(FrequencyCap).max(20).optional(),
  })
  .meta({
    id: 'BrandPolicy',
    examples: [
      {
        name: 'Aquila',
        sender: { name: 'Aquila', email: 'hello@aquila.example' },
        postalAddress: '1 Quay, Lisbon',
        linkDomains: ['shop.example'],
        voice: 'Plain, warm, short sentences.',
        bannedPhrases: ['cheapest ever'],
        requiredPhrases: [
          {
            text: 'Prices include VAT',
            translations: { de: 'Preise inkl. MwSt.' },
            channels: ['email'],
            purposes: ['marketing'],
          },
        ],
        disclosures: [
          {
            text: 'Written with the help of AI and checked by a person.',
            translations: { de: 'Mit Hilfe von KI geschrieben und von einem Menschen geprüft.' },
            channels: ['email', 'chat'],
            reason: 'EU AI Act, art. 50: readers are told that an AI took part in the text.',
          },
        ],
        readingLevel: { minEase: 60 },
        maxLength: { email: { subject: 60, body: 1500 }, sms: { segments: 2 } },
        quietHours: { email: { from: '22:00', to: '07:00' } },
        defaultTimeZones: ['Europe/Lisbon'],
        frequencyCaps: [
          { channel: 'email', max: 2, days: 7 },
          { max: 3, days: 7 },
        ],
      },
    ],
  })
export type BrandPolicy = z.infer<typeof BrandPolicy>
export type VersionedBrand = { version: number; policy: BrandPolicy }
