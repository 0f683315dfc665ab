import { z } from 'zod'
import { Stage } from '../briefs/brief.ts'
import { ChannelName, Purpose } from '../channels/channel.ts'
import { isTimeZone } from '../customers/time-zone.ts'
import { SignalTypeName } from '../signals/wire.ts'
import { SomeText, Text } from '../text.ts'

/** Conditions within conditions, and values in all: more is no question that a person asks. */
const MAX_DEPTH = 12
const MAX_VALUES = 1000
const MAX_DAYS = 3650

const Time = z.iso.datetime({ offset: true }).refine((value) => Date.parse(value) >= Date.UTC(1900, 0, 1), {
  message: 'must not be before the year 1900',
})
const Days = z.int().min(1).max(MAX_DAYS)

const SignalCondition = z
  .strictObject({
    type: SignalTypeName,
    done: z.boolean().optional().meta({ description: 'false: those who have not done it' }),
    withinDays: Days.optional().meta({ description: 'Since so many days; left out: ever' }),
    productId: SomeText(200).optional(),
    category: SomeText(200).optional().meta({ description: 'Of its first product, or as the signal itself says' }),
    brand: SomeText(200).optional().meta({ description: 'Of its first product' }),
  })
  .meta({ id: 'SignalCondition' })
export type SignalCondition = z.infer<typeof SignalCondition>

const InterestCondition = z
  .strictObject({
    category: SomeText(200).optional(),
    brand: SomeText(200).optional(),
    withinDays: Days.optional().meta({ description: 'What is older says nothing. Left out: 90' }),
  })
  .refine((condition) => condition.category !== undefined || condition.brand !== undefined, {
    message: 'must name a category or a brand',
  })
  .meta({ id: 'InterestCondition' })

const ConsentCondition = z
  .strictObject({
    channel: ChannelName,
    purpose: Purpose,
    state: z.enum(['granted', 'denied', 'withdrawn', 'unknown']).meta({ description: '`unknown`: nobody asked' }),
  })
  .meta({ id: 'ConsentCondition' })

const ContactCondition = z
  .strictObject({
    withinDays: Days,
    channel: ChannelName.optional().meta({ description: 'Left out: by any' }),
  })
  .meta({ id: 'LastContactCondition' })

const TraitCondition = z
  .strictObject({
    name: SomeText(200),
    equals: z.union([Text(1000), z.number(), z.boolean(), z.null()]),
  })
  .meta({ id: 'TraitCondition' })

const CreatedCondition = z
  .strictObject({
    after: Time.optional().meta({ description: 'Then or later' }),
    before: Time.optional().meta({ description: 'Earlier than that' }),
  })
  .refine(({ after, before }) => after !== undefined || before !== undefined, { message: 'must name a time' })
  .meta({ id: 'CreatedCondition' })

/** RFC 4647, basic filtering: `es` stands for `es-ES` too. */
const LanguageRange = z.string().regex(/^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/, 'must be a language such as "es"')
const TimeZone = z.string().max(64).refine(isTimeZone, { message: 'must be an IANA zone such as "Europe/Madrid"' })

const leaves = {
  signal: SignalCondition.optional(),
  stage: z.array(Stage).min(1).max(5).optional().meta({
    description: 'Where the customer is on the way to a purchase, as the brief says it. Worked out person by person',
  }),
  interest: InterestCondition.optional().meta({ description: 'Did something about a product of it' }),
  consent: ConsentCondition.optional().meta({ description: 'What holds now' }),
  lastContact: ContactCondition.optional().meta({
    description: 'Was written to since; put it into `not` for the rest',
  }),
  locale: z.array(LanguageRange).min(1).max(50).optional().meta({ description: 'One of these; `es` is `es-ES` too' }),
  timeZone: z.array(TimeZone).min(1).max(500).optional(),
  trait: TraitCondition.optional(),
  created: CreatedCondition.optional().meta({ description: 'When the customer became known' }),
}
const LEAVES = Object.keys(leaves)
const MANY = 50

type Leaves = { [Key in keyof typeof leaves]?: z.output<(typeof leaves)[Key]> | undefined }
/** A question about a customer: exactly one of its fields is there. */
export type AudienceFilter = Leaves & {
  and?: AudienceFilter[] | undefined
  or?: AudienceFilter[] | undefined
  not?: AudienceFilter | undefined
}

const Filter: z.ZodType<AudienceFilter> = z
  .strictObject({
    get and() {
      return z.array(Filter).min(1).max(MANY).optional()
    },
    get or() {
      return z.array(Filter).min(1).max(MANY).optional()
    },
    get not() {
      return Filter.optional()
    },
    ...leaves,
  })
  .refine((filter) => Object.values(filter).filter((value) => value !== undefined).length === 1, {
    message: `must hold exactly one of and, or, not, ${LEAVES.join(', ')}`,
  })
  .meta({
    id: 'AudienceFilter',
    minProperties: 1,
    maxProperties: 1,
    examples: [
      {
        and: [
          { signal: { type: 'product-viewed', withinDays: 14, category: 'Dishwashers' } },
          { signal: { type: 'purchase', withinDays: 90, done: false } },
          { not: { lastContact: { withinDays: 7 } } },
          { locale: ['es', 'pt'] },
        ],
      },
    ],
  }) as never

/** Looked at before it is read: what is nested without end would exhaust the stack of whoever reads it. */
export const AudienceFilter = z.preprocess((value, context) => {
  const why = whyTooMuch(value)
  if (why !== null) context.addIssue({ code: 'custom', message: why })
  return why === null ? value : z.NEVER
}, Filter)

function whyTooMuch(root: unknown): string | null {
  let level = [root]
  let seen = 0
  for (let depth = 0; level.length > 0; depth++) {
    // A condition is an object in an object, or in a list in an object, and its leaf has two levels more.
    if (depth > MAX_DEPTH * 2 + 2) return `must not be nested deeper than ${MAX_DEPTH} conditions`
    seen += level.length
    if (seen > MAX_VALUES) return `must not hold more than ${MAX_VALUES} values`
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []))
  }
  return null
}

/** Whether the stage is asked for anywhere: that is worked out person by person, which takes its time. */
export const asksForStage = (filter: AudienceFilter): boolean =>
  filter.stage !== undefined ||
  [...(filter.and ?? []), ...(filter.or ?? []), ...(filter.not === undefined ? [] : [filter.not])].some(asksForStage)
