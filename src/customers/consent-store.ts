import { type SQL, sql } from 'drizzle-orm'
import type { ChannelName, Purpose } from '../channels/channel.ts'
import type { Consent } from './customer.ts'

export type HeldConsent = Omit<Consent, 'proof'> & { proof: string | null }

/** A consent that counts: what a customer ended on our own page, nobody's word but a later one with its proof begins again. */
const counts = sql`not (said.state = 'granted' and said.proof is null and exists (
  select from consents own
  where own.customer_id = said.customer_id and own.channel = said.channel and own.purpose = said.purpose
    and own.recorded_by is null and own.state = 'withdrawn'))`

/** What holds now for each channel and purpose, read with the customer: who drafts or sends needs both at once. */
export const consentsOfCustomer = sql<HeldConsent[]>`(
  select coalesce(jsonb_agg(to_jsonb(newest) order by newest.channel, newest.purpose), '[]'::jsonb)
  from (
    select distinct on (channel, purpose) channel, purpose, state, source, proof, at
    from consents said
    where said.customer_id = customers.id and ${counts}
    order by channel, purpose, at desc, said.id desc
  ) newest
)`

/** What holds of everybody who ever said anything about it, as a query with the columns `customer_id` and `state`. */
export const heldConsents = (channel: ChannelName, purpose: Purpose): SQL => sql`
  select distinct on (said.customer_id) said.customer_id, said.state from consents said
  where said.channel = ${channel} and said.purpose = ${purpose} and ${counts}
  order by said.customer_id, said.at desc, said.id desc`

/** What holds of one customer, as an expression; null when nobody said anything. For a few people, or among other questions. */
export const heldConsent = (customerId: SQL, channel: ChannelName, purpose: Purpose): SQL => sql`(
  select said.state from consents said
  where said.customer_id = ${customerId} and said.channel = ${channel} and said.purpose = ${purpose} and ${counts}
  order by said.at desc, said.id desc limit 1)`
