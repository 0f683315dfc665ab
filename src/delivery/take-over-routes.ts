import { z } from 'zod'
import { problems } from '../http/problem-handler.ts'
import type { App } from '../http/zod-app.ts'
import type { DeliverDeps } from './claim.ts'
import { takeOverDelivery } from './take-over-delivery.ts'
import { Delivery, viewOf } from './view.ts'

const TakenOver = z
  .strictObject({ delivery: Delivery, text: z.string().meta({ description: 'What was approved, to the letter' }) })
  .meta({ id: 'TakenOver' })

export function registerTakeOverRoutes(app: App, deps: DeliverDeps): void {
  app.post(
    '/v1/deliveries/:id/hand-over',
    {
      config: { access: ['agent', 'marketer'] },
      schema: {
        tags: ['3. Deliveries'],
        operationId: 'handOverDelivery',
        summary: 'Take over an approved chat message or call script',
        description:
          'It is yours from now on, and your name stands on it. Consent, opt-outs, caps, quiet hours and facts are asked about once more in this moment: what may not be said now is refused here. Ask again, and you get the same answer; somebody else gets 409.',
        params: z.object({ id: z.uuid().meta({ description: 'The `id` of the delivery' }) }),
        response: { 200: TakenOver.describe('The delivery, and the text to say'), ...problems(404, 409) },
      },
    },
    async ({ params, principal }) => {
      const { delivery, text } = await takeOverDelivery(deps, { deliveryId: params.id, by: principal })
      return { delivery: await viewOf(deps, delivery), text }
    },
  )
}
