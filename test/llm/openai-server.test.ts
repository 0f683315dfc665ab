import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Call, Partial } from '../../src/llm/ask.ts'
import { generate } from '../../src/llm/generate.ts'
import { openModel, type Model } from '../../src/llm/model.ts'
import type { Problem } from '../../src/problem.ts'
import { aModel, anAnswer, aTiming, problemOf } from '../support/model.ts'
import { closedUrl, startOpenAiServer, type RawAnswer, type ScriptedAnswer } from '../support/openai-server.ts'

type Api = 'responses' | 'chat'
let server: Awaited<ReturnType<typeof startOpenAiServer>>
beforeAll(async () => {
  server = await startOpenAiServer()
})
afterEach(() => server.reset())
afterAll(() => server.stop())

const call: Call = {
  system: 'foreword prompt=research-follow-up@1 channel=email',
  user: 'Canaria-7f3a wants a quiet dishwasher',
  hasSubject: true,
  functionId: 'research-follow-up@1',
  maxOutputTokens: 400,
}

const open = (api: Api, baseUrl = server.url): Promise<Model> =>
  openModel({ model: { kind: 'openai', id: 'gpt-4.1-mini', apiKey: 'sk-test', baseUrl, api } })

const script = (...answers: ScriptedAnswer[]) => server.script('channel=email', ...answers)
/** Ends as a Problem that holds nothing of the prompt or the answer. */
async function cleanProblemOf(run: Promise<unknown>): Promise<Problem> {
  const problem = await problemOf(run)
  expect(inspect(problem, { depth: 10 }) + JSON.stringify(problem)).not.toContain('Canaria-7f3a')
  return problem
}
/** Chat and Responses name their tokens differently. */
const usage = { prompt_tokens: 500, completion_tokens: 60, input_tokens: 500, output_tokens: 60, total_tokens: 560 }
const good = { content: JSON.stringify(anAnswer), usage }
const error = (status: number, code: string, extra = {}) => ({
  error: { message: `no ${call.user}`, type: 'api_error', code },
  status,
  ...extra,
})
const json =
  (status: number, body: unknown): RawAnswer =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

/** A Responses object that stopped early or went wrong, as OpenAI's reference shows it. */
const response = (text: string, more: object) => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1,
  model: 'gpt-4.1-mini',
  output: [
    { type: 'message', id: 'msg_1', role: 'assistant', content: [{ type: 'output_text', text, annotations: [] }] },
  ],
  usage: { input_tokens: 500, output_tokens: 60 },
  ...more,
})

describe.each<Api>(['responses', 'chat'])('over HTTP, %s', (api) => {
  test('writes an answer and counts its tokens', async () => {
    script(good)
    const { answer, use } = await generate(await open(api), call, aTiming())
    expect(answer).toEqual(anAnswer)
    expect(use).toEqual({ id: 'gpt-4.1-mini', fallback: false, inputTokens: 500, outputTokens: 60, costUsd: null })
    expect(server.sent.map((sent) => sent.path)).toEqual([api === 'chat' ? '/v1/chat/completions' : '/v1/responses'])
    expect(server.sent[0]?.headers.authorization).toBe('Bearer sk-test')
  })

  test('tells the server to keep nothing, and which form is strict', async () => {
    script(good)
    await generate(await open(api), call, aTiming())
    const body = server.sent[0]!.body
    expect(body).toMatchObject({ store: false, prompt_cache_key: 'research-follow-up@1' })
    const format = api === 'chat' ? body['response_format'] : (body['text'] as { format: unknown }).format
    const named = { name: 'message', strict: true, schema: { required: ['subject', 'body', 'claims'] } }
    expect(format).toMatchObject(
      api === 'chat' ? { type: 'json_schema', json_schema: named } : { type: 'json_schema', ...named },
    )
    expect(body['stream'] ?? false).toBe(false)
  })

  test('streams an answer and counts its tokens', async () => {
    script(good)
    const shown: Partial[] = []
    const asked = { ...call, onPartial: (partial: Partial) => void shown.push(partial) }
    const { answer, use } = await generate(await open(api), asked, aTiming())
    expect(answer).toEqual(anAnswer)
    expect(use).toMatchObject({ fallback: false, inputTokens: 500, outputTokens: 60 })
    expect(shown.at(-1)).toEqual({ subject: anAnswer.subject, body: anAnswer.body })
    expect(server.sent[0]!.body).toMatchObject({ stream: true, store: false })
  })

  test('asks again when a stream breaks off before its first word', async () => {
    server.answerRaw((reply) => {
      reply.writeHead(200, { 'content-type': 'text/event-stream' }).write(': begun\n\n', () => reply.destroy())
    })
    script(good)
    const asked = { ...call, onPartial: () => {} }
    expect((await generate(await open(api), asked, aTiming())).answer).toEqual(anAnswer)
    expect(server.sent).toHaveLength(2)
  })

  test('waits as long as a 429 asks, then writes', async () => {
    script(error(429, 'rate_limit_exceeded', { retryAfter: 2 }), good)
    const timing = aTiming()
    expect((await generate(await open(api), call, timing)).answer).toEqual(anAnswer)
    expect(timing.slept).toEqual([2_000])
  })

  test('comes back after a 500', async () => {
    script(error(500, 'server_error'), good)
    const timing = aTiming()
    expect((await generate(await open(api), call, timing)).use.fallback).toBe(false)
    expect(timing.slept).toEqual([250])
  })

  test('tells the queue when a 429 is too far away', async () => {
    script(error(429, 'rate_limit_exceeded', { retryAfter: 90 }))
    const problem = await cleanProblemOf(generate({ ...(await open(api)), fallback: null }, call, aTiming()))
    expect(problem).toMatchObject({ type: '/problems/llm-rate-limited', retryable: true, retryAfter: 90 })
    expect(problem.cause).toMatchObject({ status: 429, requestId: expect.stringMatching(/^req-/) })
  })

  test('does not ask an empty account again', async () => {
    script(error(429, 'insufficient_quota', { retryAfter: 1 }), good)
    const problem = await cleanProblemOf(generate({ ...(await open(api)), fallback: null }, call, aTiming()))
    expect(problem.type).toBe('/problems/llm-quota')
    expect(server.sent).toHaveLength(1)
  })

  test.each([
    [401, 'invalid_api_key', '/problems/llm-auth'],
    [400, 'context_length_exceeded', '/problems/llm-bad-request'],
  ])('takes a %i as final, with the fallback at hand', async (status, code, type) => {
    script(error(status, code), good)
    const problem = await cleanProblemOf(generate(await open(api), call, aTiming()))
    expect(problem).toMatchObject({ type, retryable: false, cause: { status, code } })
    expect(server.sent).toHaveLength(1)
  })

  test('has broken JSON repaired', async () => {
    script({ content: '{"subject": "Canaria-7f3a', usage }, good)
    const { answer, use } = await generate(await open(api), call, aTiming())
    expect(answer).toEqual(anAnswer)
    expect(use.inputTokens).toBe(1_000)
    expect(JSON.stringify(server.sent[0]?.body)).not.toContain('the asked form')
    expect(JSON.stringify(server.sent[1]?.body)).toContain('the asked form')
  })

  test('comes back after an answer that is not the API’s', async () => {
    script(good)
    server.answerRaw((res) => void res.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>'))
    server.answerRaw((res) => void res.writeHead(502).end('<h1>Bad gateway</h1>'))
    const timing = aTiming()
    expect((await generate(await open(api), call, timing)).answer).toEqual(anAnswer)
    expect(timing.slept).toEqual([250, 500])
  })

  test('comes back after a connection cut in mid-answer', async () => {
    script(good)
    server.answerRaw((res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      res.write('{"id":', () => res.destroy())
    })
    expect((await generate(await open(api), call, aTiming())).answer).toEqual(anAnswer)
    expect(server.sent).toHaveLength(2)
  })

  test('lets the fallback write when the server is closed', async () => {
    const standIn = aModel([anAnswer], { id: 'offline', provider: 'foreword' }).primary
    const timing = aTiming()
    const model = { ...(await open(api, await closedUrl())), fallback: standIn }
    const { answer, use } = await generate(model, call, timing)
    expect(answer).toEqual(anAnswer)
    expect(use).toMatchObject({ id: 'offline', fallback: true })
    expect(timing.slept).toEqual([250, 500])
  })

  test('gives up on a silent server', async () => {
    server.answerRaw(
      () => undefined,
      () => undefined,
    )
    const model = { ...(await open(api)), fallback: null }
    const problem = await cleanProblemOf(generate(model, call, { ...aTiming(), attemptMs: 50 }))
    expect(problem.type).toBe('/problems/llm-timeout')
    expect(server.sent).toHaveLength(2)
  })
})

test('says nothing to the process about a setting that the model does not take', async () => {
  script(good)
  const said: Error[] = []
  const listen = (warning: Error) => void said.push(warning)
  process.on('warning', listen)
  const reasoning = await openModel({
    model: { kind: 'openai', id: 'gpt-5-mini', apiKey: 'sk-test', baseUrl: server.url, api: 'responses' },
  })
  await generate(reasoning, { ...call, temperature: 0.3 }, aTiming())
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', listen)
  expect(server.sent[0]?.body).not.toHaveProperty('temperature')
  expect(said).toEqual([])
})

describe('over HTTP, cut answers and refusals', () => {
  const cut = JSON.stringify(anAnswer).slice(0, 40)
  const limits = () => server.sent.map((sent) => sent.body['max_output_tokens'] ?? sent.body['max_tokens'])

  test('chat: doubles the limit', async () => {
    script({ content: cut, finishReason: 'length', usage }, good)
    expect((await generate(await open('chat'), call, aTiming())).answer).toEqual(anAnswer)
    expect(limits()).toEqual([400, 800])
  })

  test('responses: doubles the limit', async () => {
    const incomplete = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
    server.answerRaw(json(200, response(cut, incomplete)))
    script(good)
    expect((await generate(await open('responses'), call, aTiming())).answer).toEqual(anAnswer)
    expect(limits()).toEqual([400, 800])
  })

  test('chat: a refusal ends it', async () => {
    const message = { role: 'assistant', content: null, refusal: `Not for ${call.user}.` }
    server.answerRaw(
      json(200, { id: 'c1', created: 1, model: 'm', choices: [{ index: 0, message, finish_reason: 'stop' }] }),
    )
    const problem = await cleanProblemOf(generate(await open('chat'), call, aTiming()))
    expect(problem.type).toBe('/problems/llm-refused')
    expect(server.sent).toHaveLength(1)
  })

  test('responses: a refusal ends it', async () => {
    const content = [{ type: 'refusal', refusal: `Not for ${call.user}.` }]
    const output = [{ type: 'message', id: 'msg_1', role: 'assistant', content }]
    server.answerRaw(json(200, response('', { status: 'completed', output })))
    const problem = await cleanProblemOf(generate(await open('responses'), call, aTiming()))
    expect(problem.type).toBe('/problems/llm-refused')
    expect(server.sent).toHaveLength(1)
  })

  test('responses: a failed response inside a 200 is tried again', async () => {
    const failed = { status: 'failed', output: [], error: { code: 'server_error', message: call.user } }
    server.answerRaw(json(200, response('', failed)))
    script(good)
    const timing = aTiming()
    expect((await generate(await open('responses'), call, timing)).answer).toEqual(anAnswer)
    expect(timing.slept).toEqual([250])
  })
})
