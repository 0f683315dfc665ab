import { z } from 'zod'
import { ChannelName } from '../channels/channel.ts'
import { SomeText, Text } from '../text.ts'

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as "21:00"')

const Sender = z.strictObject({ name: SomeText(100), email: z.email().max(254) }).meta({ id: 'Sender' })
const QuietHours = z.strictObject({ from: Clock, to: Clock }).meta({ id: 'QuietHours' })
const FrequencyCap = z
  .strictObject({ channel: ChannelName, max: z.int().min(1).max(100), days: z.int().min(1).max(365) })
  .meta({ id: 'FrequencyCap' })

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
    voice: Text(4000).optional(),
    bannedPhrases: z.array(SomeText(200)).max(500).optional(),
    quietHours: z.partialRecord(ChannelName, QuietHours).optional(),
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
      },
    ],
  })
export type BrandPolicy = z.infer<typeof BrandPolicy>
export type VersionedBrand = { version: number; policy: BrandPolicy }
