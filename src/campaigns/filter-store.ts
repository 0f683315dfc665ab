import { type SQL, sql } from 'drizzle-orm'
import type { ChannelName, Purpose } from '../channels/channel.ts'
import { heldConsent } from '../customers/consent-store.ts'
import { ObjectionSource, sourceOfType } from '../signals/signal-source.ts'
import { signalTypes } from '../signals/types/list.ts'
import type { AudienceFilter, SignalCondition } from './audience-filter.ts'

/**
 * How the stage is answered. `anything`: whoever could match, whatever the stage is; `known`: by a relation `stages` with the
 * columns `id` and `stage`, worked out before.
 */
export type StageAnswer = 'anything' | 'known'

type Asked = { now: Date; stage: StageAnswer }

/**
 * The filter as a condition on a customer, `c` in the statement. Every value is a parameter; the text of the statement comes from
 * this file alone. Several features' tables are asked in it, as people are chosen where they are stored. What a customer objects
 * to is not looked at: who objects to the use of purchases neither counts as somebody who bought nor as somebody who did not.
 * Each condition is true or false, never null, so that `not` turns it round.
 */
export function filterSql(filter: AudienceFilter, asked: Asked, isWanted = true): SQL {
  const { and, or, not } = filter
  const each = (filters: readonly AudienceFilter[], word: SQL): SQL =>
    sql`(${sql.join(
      filters.map((one) => filterSql(one, asked, isWanted)),
      word,
    )})`
  if (and !== undefined) return each(and, isWanted ? AND : OR)
  if (or !== undefined) return each(or, isWanted ? OR : AND)
  if (not !== undefined) return filterSql(not, asked, !isWanted)
  if (filter.signal !== undefined) return signalSql(filter.signal, asked, isWanted)
  if (filter.interest !== undefined) return interestSql(filter.interest, asked, isWanted)
  if (filter.stage !== undefined && asked.stage === 'anything') return sql`true`
  return isWanted ? leafSql(filter, asked) : sql`not ${leafSql(filter, asked)}`
}

/** What is older says little of what somebody cares for now. */
const INTEREST_DAYS = 90
const AND = sql` and `
const OR = sql` or `

/** A list as one parameter, so that the statement is the same for any number. */
const listed = (values: readonly string[]): SQL =>
  sql`any(array(select value from jsonb_array_elements_text(${JSON.stringify(values)}::text::jsonb) as r(value)))`
const since = (days: number, now: Date): SQL =>
  sql`${new Date(now.getTime() - days * 86_400_000).toISOString()}::timestamptz`

function leafSql(filter: AudienceFilter, { now }: Asked): SQL {
  const { stage, consent, lastContact, locale, timeZone, trait, created } = filter
  if (stage !== undefined)
    return sql`coalesce((select stages.stage = ${listed(stage)} from stages where stages.id = c.id), false)`
  if (consent !== undefined) return consentSql(consent)
  if (lastContact !== undefined) return contactSql(lastContact, now)
  if (locale !== undefined) {
    const ranges = locale.map((range) => range.toLowerCase())
    return sql`coalesce(exists (
      select from jsonb_array_elements_text(${JSON.stringify(ranges)}::text::jsonb) as r(range)
      where lower(c.locale) = r.range or starts_with(lower(c.locale), r.range || '-')), false)`
  }
  if (timeZone !== undefined) return sql`coalesce(c.time_zone = ${listed(timeZone)}, false)`
  if (trait !== undefined)
    return sql`coalesce(c.traits -> ${trait.name}::text = ${JSON.stringify(trait.equals)}::text::jsonb, false)`
  const { after, before } = created!
  const from = after === undefined ? sql`true` : sql`c.created_at >= ${after}::timestamptz`
  return sql`(${from} and ${before === undefined ? sql`true` : sql`c.created_at < ${before}::timestamptz`})`
}

/** Looked up person by person: a set of all consents would be made anew for every page of people. */
const consentSql = ({ channel, purpose, state }: { channel: ChannelName; purpose: Purpose; state: string }): SQL =>
  sql`(coalesce(${heldConsent(sql`c.id`, channel, purpose)}, 'unknown') = ${state})`

/** What may have gone out counts. */
function contactSql(contact: { withinDays: number; channel?: ChannelName | undefined }, now: Date): SQL {
  const from = since(contact.withinDays, now)
  const by = contact.channel === undefined ? sql`` : sql`and d.channel = ${contact.channel}`
  return sql`exists (
    select from deliveries d where d.customer_id = c.id ${by}
      and (d.sent_at >= ${from} or d.state in ('sending', 'uncertain') and d.updated_at >= ${from}))`
}

function signalSql(condition: SignalCondition, { now }: Asked, isWanted: boolean): SQL {
  const { type, done = true, withinDays, productId, category, brand } = condition
  const where = [
    sql`s.type = ${type}`,
    ...(withinDays === undefined ? [] : [sql`s.occurred_at >= ${since(withinDays, now)}`]),
    ...(productId === undefined ? [] : [sql`s.product_id = ${productId}`]),
    ...aboutSql(category, brand),
  ]
  const own = sourceOfType(type)
  const kind = signalTypes.find((known) => known.type === type)!
  const sources = [
    ...(ObjectionSource.safeParse(own).success ? [own] : []),
    ...(kind.party === 'third' || kind.partyOf !== undefined ? ['elsewhere'] : []),
  ]
  return done === isWanted ? doneSql(where) : notDoneSql(where, sources)
}

function interestSql(
  { category, brand, withinDays = INTEREST_DAYS }: NonNullable<AudienceFilter['interest']>,
  { now }: Asked,
  isWanted: boolean,
): SQL {
  const telling = signalTypes.filter(({ weight }) => weight > 0).map(({ type }) => type)
  const where = [
    sql`s.type = ${listed(telling)}`,
    sql`s.occurred_at >= ${since(withinDays, now)}`,
    ...aboutSql(category, brand),
  ]
  return isWanted ? doneSql(where) : notDoneSql(where, ObjectionSource.options)
}

/** Of its first product; a category also where the signal itself names it. */
function aboutSql(category: string | undefined, brand: string | undefined): SQL[] {
  const known = (about: SQL): SQL => sql`exists (select from products p where p.id = s.product_id and ${about})`
  return [
    ...(category === undefined
      ? []
      : [sql`(s.properties ->> 'category' = ${category} or ${known(sql`p.category = ${category}`)})`]),
    ...(brand === undefined ? [] : [known(sql`p.brand = ${brand}`)]),
  ]
}

/** By type, where a signal comes from: for the database, which looks at rows. */
const SOURCES = JSON.stringify(Object.fromEntries(signalTypes.map(({ type }) => [type, sourceOfType(type)])))

const mayBeUsed = sql`not exists (
  select from signal_objections o where o.customer_id = s.customer_id and o.source =
    any(case when s.party <> 'third' then array[coalesce(${SOURCES}::text::jsonb ->> s.type, 'site')]
      when s.type = 'review-read' then array['elsewhere', 'reviews-read'] else array['elsewhere'] end))`

const doneSql = (where: readonly SQL[]): SQL =>
  sql`exists (select from signals s where s.customer_id = c.id and ${sql.join([...where, mayBeUsed], AND)})`

const notDoneSql = (where: readonly SQL[], sources: readonly string[]): SQL =>
  sql`(not exists (select from signals s where s.customer_id = c.id and ${sql.join([...where], AND)})
    and not exists (select from signal_objections o where o.customer_id = c.id and o.source = ${listed(sources)}))`
