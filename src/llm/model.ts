import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { wrapLanguageModel } from 'ai'
import type { Config, OpenAiModel } from '../config.ts'
import type { Gate } from './gate.ts'
import type { Judge } from './judge.ts'
import { createOfflineWriter } from './offline-writer.ts'

const OPENAI_URL = 'https://api.openai.com/v1'

/** The configured language model. `id` is what drafts show; `fallback` writes while `primary` is down. */
export type Model = {
  primary: LanguageModelV4
  id: string
  fallback: LanguageModelV4 | null
  /** Where `primary` is called, when not at OpenAI. Decides its price. */
  baseUrl?: string | undefined
  /** What every call of `primary` passes; undefined: nothing holds it up. */
  gate?: Gate | undefined
}

/** Opens the model of the configuration. Makes no call: a wrong key or id shows with the first draft. */
export async function openModel(config: Pick<Config, 'model'>): Promise<Model> {
  const offline = quiet(createOfflineWriter())
  if (config.model.kind === 'offline') return { primary: offline, id: offline.modelId, fallback: null }
  const { id, baseUrl } = config.model
  return { primary: await openOpenAi(config.model), id, fallback: offline, baseUrl }
}

/** Opens the second model of the configuration, if there is one. */
export async function openJudge({ judge }: Pick<Config, 'judge'>): Promise<Judge | null> {
  return judge === undefined ? null : { model: await openOpenAi(judge), id: judge.id, baseUrl: judge.baseUrl }
}

async function openOpenAi({ id, apiKey, api, baseUrl }: OpenAiModel): Promise<LanguageModelV4> {
  // Loaded only when used: merely loading it reads the environment, and an empty OPENAI_BASE_URL there makes it throw.
  const { createOpenAI } = await import('@ai-sdk/openai')
  // Both are always given, so the SDK reads nothing from the environment behind the configuration's back.
  const openai = createOpenAI({ apiKey, baseURL: baseUrl ?? OPENAI_URL })
  return quiet(api === 'chat' ? openai.chat(id) : openai.responses(id))
}

/**
 * Drops the SDK's warnings ("temperature is not supported by this model"), which it would print to the process at every
 * call. Done per model, because the SDK's own switch is a global variable.
 */
function quiet(model: LanguageModelV4): LanguageModelV4 {
  return wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: 'v4',
      wrapGenerate: async ({ doGenerate }) => ({ ...(await doGenerate()), warnings: [] }),
      wrapStream: async ({ doStream }) => {
        const { stream, ...rest } = await doStream()
        const drop = new TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart>({
          transform: (part, controller) =>
            controller.enqueue(part.type === 'stream-start' ? { ...part, warnings: [] } : part),
        })
        return { ...rest, stream: stream.pipeThrough(drop) }
      },
    },
  })
}
