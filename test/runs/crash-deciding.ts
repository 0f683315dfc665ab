import { aShopper } from './crash-drafting.ts'
import type { Scenario } from './crash-trial.ts'

/**
 * An approval, taken back and given again, a rejection and a wish for changes. Nothing is sent: this process only answers, so
 * that an approval can still be taken back when the clock has gone on.
 */
export const deciding: Scenario = {
  name: 'deciding',
  groups: ['approval', 'decision', 'withdrawal', 'key'],
  environment: { WORKER_CONCURRENCY: '0' },
  async run(trial) {
    const customerId = await aShopper(trial)
    const aDraft = async (): Promise<string> =>
      (await trial.send('POST', '/v1/drafts', { as: 'agent', body: { customerId, channel: 'email' } })).body.id
    const [yes, no, perhaps] = [await aDraft(), await aDraft(), await aDraft()]
    const statusOf = async (id: string): Promise<string> => (await trial.send('GET', `/v1/drafts/${id}`)).body.status
    const deliveriesOf = async (id: string): Promise<{ id: string; state: string }[]> =>
      (await trial.send('GET', `/v1/deliveries?draftId=${id}`)).body.items
    const live = async (id: string): Promise<string[]> =>
      (await deliveriesOf(id)).flatMap((one) => (one.state === 'cancelled' ? [] : [one.id]))

    const statusName = (id: string): string => `the status of ${id}`
    const promiseStatus = (id: string, status: string) =>
      trial.promise(statusName(id), 1, async () => ((await statusOf(id)) === status ? 1 : 0))
    const promiseDelivery = (deliveryId: string | null, cancelled: number) => {
      trial.promise('the delivery', deliveryId === null ? 0 : 1, async () => {
        const found = await live(yes)
        if (deliveryId !== null && !found.includes(deliveryId)) trial.fault('it is another delivery')
        return found.length
      })
      trial.promise('deliveries taken back', cancelled, async () => {
        const all = await deliveriesOf(yes)
        return all.filter(({ state }) => state === 'cancelled').length
      })
    }
    /** Approved means in the outbox, everything else means not. */
    const half = async (): Promise<string | null> => {
      const [status, found] = [await statusOf(yes), await live(yes)]
      return (status === 'approved') === (found.length === 1) ? null : `${status} with ${found.length} deliveries`
    }
    let keys = 0
    const act = (id: string, what: string, body?: object, isKeyed = true) =>
      trial.send('POST', `/v1/drafts/${id}/${what}`, {
        ...(body === undefined ? {} : { body }),
        changes: [statusName(id), ...(id === yes ? ['the delivery', 'deliveries taken back'] : [])],
        headers: isKeyed ? { 'idempotency-key': `${trial.id}-${++keys}` } : {},
        half,
      })

    const first = await act(yes, 'approve', { revision: 1 })
    promiseStatus(yes, 'approved')
    promiseDelivery(first.body.delivery.id, 0)

    const withdrawn = await act(yes, 'withdraw')
    if (withdrawn.body.status !== 'ready_for_review') trial.fault(`taken back, it is ${withdrawn.body.status}`)
    promiseStatus(yes, 'ready_for_review')
    promiseDelivery(null, 1)

    const second = await act(yes, 'approve', { revision: 1 }, false)
    promiseStatus(yes, 'approved')
    promiseDelivery(second.body.delivery.id, 1)

    const rejection = { revision: 1, reason: 'tone', note: 'Too pushy for a first message.' }
    const rejected = await act(no, 'reject', rejection)
    if (rejected.body.status !== 'rejected') trial.fault(`rejected, it is ${rejected.body.status}`)
    promiseStatus(no, 'rejected')

    const wish = { revision: 1, instruction: 'Leave out the price.' }
    const sentBack = await act(perhaps, 'request-changes', wish, false)
    if (sentBack.body.instruction !== wish.instruction) trial.fault('the wish is not there')
    promiseStatus(perhaps, 'changes_requested')
  },
  async audit(read) {
    const rows = await read(
      `select d.id, string_agg(c.verdict, ',' order by c.created_at) as verdicts
       from drafts d join decisions c on c.draft_id = d.id join customers p on p.id = d.customer_id
       where p.id like '%-deciding-%' group by d.id`,
    )
    const asked = ['approve,approve', 'reject', 'request_changes']
    return rows.flatMap(({ id, verdicts }) =>
      asked.includes(String(verdicts)) ? [] : [`${String(id)} was decided by ${String(verdicts)}`],
    )
  },
}
