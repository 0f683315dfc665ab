import { z } from 'zod'
import { ChannelName, Purpose } from '../channels/channel.ts'
import type { Context } from '../context.ts'
import { PrincipalKind } from '../principals/principal.ts'
import { findNames } from '../principals/store.ts'
import { Instant } from '../text.ts'
import { DeliveryState } from './delivery.ts'
import type { DeliveryRow } from './store.ts'

export const Delivery = z
  .strictObject({
    id: z.uuid(),
    draftId: z.uuid(),
    revision: z.int(),
    digest: z.string(),
    customerId: z.string(),
    campaignId: z.uuid().nullable(),
    channel: ChannelName,
    purpose: Purpose,
    state: DeliveryState,
    reason: z.string().nullable().meta({
      description:
        'Why it was skipped, is held or failed. Skipped for `suppressed`, `no_consent`, `objected` (it rests on signals that the customer does not want to be used), `address_changed` (the customer has another address now), `invalid_address`, `approval_expired`, `digest_mismatch`, `evidence_stale`, `offer_expired`, `frequency_cap`, `quiet_hours_expired` (it could not leave before its approval ran out) or `sending_window_over` (the time in which its campaign sends is over). Held for `frequency_cap`, `quiet_hours`, `no_common_hour` (no minute of the day is outside quiet hours in every zone where the customer may be; asked again every hour: a zone, a phone number, a locale with a country, or `defaultTimeZones` of the brand ends it), `sender_paused`, `pace` (of the recipient’s domain, or of its campaign), `campaign_paused`, `sending_window` (its campaign does not send yet) or `internal_error`.',
    }),
    attempts: z.int(),
    notBefore: Instant.meta({ description: 'While it is queued or held: when it is asked again whether it may leave' }),
    sentAt: Instant.nullable(),
    handedOverBy: z
      .strictObject({ name: z.string(), kind: PrincipalKind })
      .meta({ id: 'Agent' })
      .nullable()
      .meta({ description: 'Who took it over: for `chat` and `call`' }),
    providerMessageId: z.string().nullable(),
    createdAt: Instant,
  })
  .meta({ id: 'Delivery' })

const view = (row: DeliveryRow, names: ReadonlyMap<string, Name>): z.output<typeof Delivery> => ({
  id: row.id,
  draftId: row.draftId,
  revision: row.revision,
  digest: row.digest,
  customerId: row.customerId,
  campaignId: row.campaignId,
  channel: row.channel,
  purpose: row.purpose,
  state: row.state,
  reason: row.reason,
  attempts: row.attempts,
  notBefore: row.notBefore,
  sentAt: row.sentAt,
  handedOverBy: row.handedOverBy === null ? null : names.get(row.handedOverBy)!,
  providerMessageId: row.providerMessageId,
  createdAt: row.createdAt,
})

type Name = { name: string; kind: PrincipalKind }

/** Deliveries as the API shows them. */
export async function viewsOf(context: Context, rows: readonly DeliveryRow[]): Promise<z.output<typeof Delivery>[]> {
  const names = await findNames(
    context.db,
    rows.flatMap(({ handedOverBy }) => handedOverBy ?? []),
  )
  return rows.map((row) => view(row, names))
}

export const viewOf = async (context: Context, row: DeliveryRow): Promise<z.output<typeof Delivery>> =>
  (await viewsOf(context, [row]))[0]!
