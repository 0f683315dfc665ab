import type { AuditEvent } from '../../src/audit/audit-event.ts'
import { EMPTY, faultsOf } from '../../src/audit/chain.ts'
import { aCustomer } from '../support/wire-examples.ts'
import type { Scenario } from './crash-trial.ts'

/**
 * A customer is added, drafted for and erased while the service dies: nothing of the person may come back, every event has to be
 * in the audit log exactly once, and the chain has to be whole.
 */
export const privacy: Scenario = {
  name: 'privacy',
  groups: ['audit', 'erasure'],
  async run(trial) {
    const customerId = `${trial.id}-c`
    const path = `/v1/customers/${encodeURIComponent(customerId)}`
    const body = aCustomer({ email: `${trial.id}@mail.example` })
    await trial.send('PUT', path, { as: 'shop', body })
    const told = async (action: string): Promise<number> => {
      const { text } = await trial.send('GET', `/v1/audit?subjectId=${encodeURIComponent(customerId)}`, { as: 'admin' })
      const lines = text.split('\n').filter((line) => line !== '')
      return lines.filter((line) => (JSON.parse(line) as { action: string }).action === action).length
    }
    /** Sealed a second or two after it happened; the process may die on the way. */
    const sealed = async (action: string, count: number): Promise<void> => {
      for (const until = Date.now() + 60_000; (await told(action)) < count;) {
        if (Date.now() > until) throw new Error(`${action} was not sealed within a minute`)
      }
    }
    const consents = body.consents as unknown[]
    await sealed('consent.recorded', consents.length)
    trial.promise('every consent told once', consents.length, () => told('consent.recorded'))
    const draft = { customerId, channel: 'email' }
    const headers = { 'idempotency-key': trial.id }
    await trial.send('POST', '/v1/drafts', { as: 'agent', body: draft, headers })
    await sealed('draft.requested', 1)
    trial.promise('the draft told once', 1, () => told('draft.requested'))

    await trial.send('DELETE', path, { as: 'admin' })
    trial.promise('a customer who is gone', 0, async () =>
      (await trial.send('GET', path, { expect: [200, 404] })).status === 200 ? 1 : 0,
    )
    await sealed('customer.erased', 1)
  },
  async audit(read) {
    const rows =
      await read(`select sequence::int as sequence, at, action, actor_id as "actorId", subject_id as "subjectId",
      customer_id as "customerId", revision, state, digest, count, previous, hash from audit_events order by sequence`)
    let head = EMPTY
    const faults = rows.flatMap((row) => {
      const event = row as AuditEvent
      const found = faultsOf(head, event)
      head = { sequence: event.sequence, hash: event.hash }
      return found
    })
    // Other scenarios may have had the database before: the ids of these customers name this one.
    const words =
      await read(`select (select count(*) from revisions r join drafts d on d.id = r.draft_id where d.customer_id like '%-privacy-%' and r.body <> '')::int
      + (select count(*) from customers where id like '%-privacy-%' and email is not null)::int
      + (select count(*) from consents where customer_id like '%-privacy-%')::int
      + (select count(*) from idempotency_keys where customer_id like '%-privacy-%' and body like '%Ines%')::int as count`)
    const left = words[0]?.['count'] === 0 ? [] : [`${JSON.stringify(words)} rows still hold words of the erased`]
    return [...faults, ...left]
  },
}
