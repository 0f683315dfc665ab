import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { sendEvents } from '../http/event-stream.ts'
import { problemFor } from '../http/problem-handler.ts'
import type { GenerateDeps } from './generate-revision.ts'
import { clientGone } from './problems.ts'
import { beginDraft, type DraftRequest } from './request-draft.ts'
import { Draft, viewDraft } from './view.ts'

/** How a stream of `POST /v1/drafts` looks. It has the status of the JSON that it ends with, as the draft is made either way. */
export const DRAFT_EVENTS = z.string().meta({
  description:
    'Events `partial` (`{ unchecked: true, subject?, body? }`, the text so far, its slots not filled), at the end one `draft` (the checked draft, as JSON has it) or one `problem`',
  examples: ['event: partial\ndata: {"unchecked":true,"body":"Hello {{cust"}\n\n'],
})

/**
 * Writes a draft and shows the text as it comes. What is refused before the model is asked is answered as without a stream.
 * A client that goes away stops the model, and the draft fails with `client-gone`.
 */
export async function streamDraft(
  deps: GenerateDeps,
  wish: DraftRequest,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { claim } = request
  const { draftId, write } = await beginDraft(deps, wish)
  const location = `/v1/drafts/${draftId}`
  const gone = new AbortController()
  const keep = (status: number, type: string, body: object) =>
    claim?.keep({ status, headers: { 'content-type': type, location }, body: JSON.stringify(body) })
  return sendEvents(
    request,
    reply.code(201).header('location', location),
    async (tell) => {
      try {
        const written = await write({
          signal: gone.signal,
          onPartial: (partial) => tell({ event: 'partial', data: { unchecked: true, ...partial } }),
        })
        const draft = z.encode(Draft, viewDraft(written, deps.now()))
        await keep(201, 'application/json; charset=utf-8', draft)
        return { event: 'draft', data: draft }
      } catch (error) {
        const problem = problemFor(request, error)
        await keep(problem.status, 'application/problem+json', problem)
        return { event: 'problem', data: problem }
      }
    },
    () => gone.abort(clientGone()),
  )
}
