import { setTimeout as pause } from 'node:timers/promises'
import { aCustomer } from '../support/wire-examples.ts'
import type { Answer, Scenario, Trial } from './crash-trial.ts'

/** What is not written by then counts as lost. */
const WRITTEN_WITHIN_MS = 60_000

// oxlint-disable-next-line typescript/no-explicit-any -- the draft as the API shows it
type Draft = any

/**
 * Drafts in all three ways and without a key, edits, a second writing and a reviewer's wish. What was begun is written in the
 * end, by whoever is there; what is sent again under its key is the same draft, and the same revision.
 */
export const drafting: Scenario = {
  name: 'drafting',
  groups: ['draft', 'revision', 'decision', 'key'],
  async run(trial) {
    const customerId = await aShopper(trial)
    let keys = 0
    const keyed = () => ({ 'idempotency-key': `${trial.id}-${++keys}` })
    const ask = (headers: Record<string, string>): Promise<Answer> =>
      trial.send('POST', '/v1/drafts', { as: 'agent', body: { customerId, channel: 'email' }, headers })
    const act = (id: string, what: string, body: object, headers: Record<string, string> = {}, isReview = false) =>
      trial.send('POST', `/v1/drafts/${id}/${what}`, {
        as: isReview ? 'reviewer' : 'agent',
        body,
        headers,
        changes: [wordsOf(id)],
      })

    const waited = await begun(trial, await ask(keyed()))
    const queued = await begun(trial, await ask({ ...keyed(), prefer: 'respond-async' }))
    const streamed = await begun(trial, await ask({ ...keyed(), accept: 'text/event-stream' }))
    const bare = await ask({})
    await begun(trial, bare)

    const edit = await act(waited.id, 'revisions', { baseRevision: 1, body: `Hello. ${trial.id}` }, keyed())
    promiseRevision(trial, edit.body, 2)

    const anew = await act(queued.id, 'regenerate', { instruction: 'Shorter, please.' }, keyed())
    promiseRevision(trial, await written(trial, anew.body.id), 2)

    const wish = { revision: 1, instruction: 'Leave out the price.' }
    const sentBack = await act(streamed.id, 'request-changes', wish, {}, true)
    if (sentBack.body.status !== 'changes_requested') trial.fault(`sent back, it is ${sentBack.body.status}`)
    promiseRevision(trial, sentBack.body, 1)
    const mended = await act(streamed.id, 'revisions', { baseRevision: 1, body: `As you wish. ${trial.id}` })
    promiseRevision(trial, mended.body, 2)

    // Who asks without a key, and asks again, may have two: both are written.
    const most = bare.isSecond ? 5 : 4
    trial.promise('no draft but these', most, async () => {
      const { body } = await trial.send('GET', `/v1/drafts?customerId=${customerId}&limit=100`)
      const drafts: Draft[] = body.items
      for (const { id } of drafts) await written(trial, id)
      return drafts.length === 4 ? most : drafts.length
    })
  },
}

/** A new customer who looked at the product. */
export async function aShopper(trial: Trial): Promise<string> {
  const customerId = `${trial.id}-c`
  const body = aCustomer({ email: `${customerId}@customers.test` })
  await trial.send('PUT', `/v1/customers/${customerId}`, { as: 'shop', body })
  const signal = { type: 'product-viewed', customerId, productId: 'dw-1', messageId: `${customerId}-1` }
  await trial.send('POST', '/v1/signals', { as: 'shop', body: { ...signal, occurredAt: trial.now().toISOString() } })
  return customerId
}

/** The draft of an answer, written; from here on it stays as it is. */
async function begun(trial: Trial, answer: Answer): Promise<Draft> {
  const isStream = answer.headers.get('content-type')?.includes('event-stream') === true
  const told = isStream ? /^event: draft\ndata: (.*)$/m.exec(answer.text)?.[1] : answer.text
  if (told === undefined) throw new Error(`the stream ended without a draft: ${answer.text.slice(-300)}`)
  const { id } = JSON.parse(told)
  trial.promise(`draft ${id}`, 1, async () => {
    const { status } = await trial.send('GET', `/v1/drafts/${id}`, { as: 'agent', expect: [200, 404] })
    return status === 200 ? 1 : 0
  })
  const draft = await written(trial, id)
  promiseRevision(trial, draft, 1)
  return draft
}

/** The draft when it is written. @throws Error when that takes too long, or it failed */
async function written(trial: Trial, id: string): Promise<Draft> {
  const until = Date.now() + WRITTEN_WITHIN_MS
  for (;;) {
    const { body } = await trial.send('GET', `/v1/drafts/${id}`, { as: 'agent' })
    if (body.status === 'failed' || Date.now() > until) throw new Error(`draft ${id} is ${body.status}`)
    if (body.status !== 'generating') return body
    await pause(200)
  }
}

const wordsOf = (id: string): string => `the words of ${id}`

function promiseRevision(trial: Trial, draft: Draft, revision: number): void {
  if (draft.revision !== revision) trial.fault(`draft ${draft.id} has ${draft.revision} revisions, not ${revision}`)
  trial.promise(wordsOf(draft.id), 1, async () => {
    const { body } = await trial.send('GET', `/v1/drafts/${draft.id}`, { as: 'agent' })
    return body.digest === draft.digest && body.rendered.text === draft.rendered.text ? 1 : 0
  })
}
