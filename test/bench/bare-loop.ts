import { readFileSync } from 'node:fs'
import { createOpenAI } from '@ai-sdk/openai'
import { generateText, Output } from 'ai'
import { SubjectAnswer } from '../../src/llm/answer.ts'
import { inParallel } from '../support/api-client.ts'

/**
 * What a draft costs without Foreword: `generateText` with the same schema, the same rendered prompts and the same provider, in a
 * process of its own. Arguments: the provider's address, and a file of rendered prompts as JSON.
 */
export type BareRun = {
  calls: number
  concurrency: number
  /** How often the SDK itself tries a call again. */
  maxRetries?: number
}
export type BareResult = { elapsedMs: number }
export type RenderedPrompt = { system: string; user: string }

const [url = '', promptFile = ''] = process.argv.slice(2)
const prompts = JSON.parse(readFileSync(promptFile, 'utf8')) as RenderedPrompt[]
const model = createOpenAI({ apiKey: 'none', baseURL: url }).chat('bench')
const output = Output.object({ schema: SubjectAnswer, name: 'message' })

async function run({ calls, concurrency, maxRetries = 0 }: BareRun): Promise<BareResult> {
  const began = performance.now()
  await inParallel(Array.from({ length: calls }), concurrency, async (_, index) => {
    const { system, user } = prompts[index % prompts.length]!
    const result = await generateText({
      model,
      instructions: system,
      prompt: user,
      output,
      maxOutputTokens: 1000,
      maxRetries,
      providerOptions: { openai: { store: false, strictJsonSchema: true } },
    })
    if (result.output.body === '') throw new Error('The provider answered nothing.')
  })
  return { elapsedMs: performance.now() - began }
}

process.on('disconnect', () => process.exit())
process.on('message', (asked: BareRun) => {
  void run(asked).then((result) => process.send?.(result))
})
process.send?.({ elapsedMs: 0 } satisfies BareResult)
