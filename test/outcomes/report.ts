import { deliver } from '../support/deliver.ts'
import { inOutbox } from '../drafts/shop.ts'
import type { Answer, TestApp } from '../support/app.ts'

let count = 0

/** A message that was handed over, and who got it. */
export async function aSentMessage(service: TestApp): Promise<{ deliveryId: string; email: string }> {
  const { deliveryId, customer } = await inOutbox(service)
  service.clock.forward(11)
  await deliver(service.deps, { deliveryId })
  return { deliveryId, email: customer.email }
}

/** Tells what came of a delivery, as the provider's adapter does. */
export const tell = (service: TestApp, outcome: Record<string, unknown>): Promise<Answer> =>
  service.call('POST', '/v1/outcomes', {
    key: service.keys.profiles,
    body: { occurredAt: service.clock.now.toISOString(), messageId: `event-${++count}`, ...outcome },
  })

export const handIn = (service: TestApp, mail: string, type = 'message/rfc822'): Promise<Answer> =>
  service.call('POST', '/v1/outcomes/mail', {
    key: service.keys.profiles,
    body: mail,
    headers: { 'content-type': type },
  })

export const deliveryOf = async (service: TestApp, id: string): Promise<Record<string, unknown>> =>
  (await service.call('GET', `/v1/deliveries/${id}`)).body
