import { z } from 'zod'

const Port = z.coerce.number().int().min(0).max(65535)
const HttpUrl = z.url({ protocol: /^https?$/ })

const Environment = z.object({
  PORT: Port.default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATA_DIR: z.string().min(1).default('.foreword'),
  ADMIN_KEY: z.string().min(32, 'at least 32 characters').optional(),
  MODEL: z.string().min(1).default('offline'),
  JUDGE_MODEL: z.string().min(1).optional(),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: HttpUrl.optional(),
  OPENAI_API: z.enum(['responses', 'chat']).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  PUBLIC_URL: HttpUrl.optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  WORKER_CONCURRENCY: z.coerce.number().int().min(0).max(100).default(4),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(0).max(10_000_000).default(60_000),
})

/** A model at OpenAI, or at another server that speaks its API. */
export type OpenAiModel = {
  kind: 'openai'
  id: string
  apiKey: string
  baseUrl: string | undefined
  api: 'responses' | 'chat'
}

export type Config = {
  port: number
  host: string
  /** PostgreSQL to use; without it the embedded database lives under `dataDir`. */
  databaseUrl: string | undefined
  dataDir: string
  adminKey: string | undefined
  model: { kind: 'offline' } | OpenAiModel
  /** A second model that reads every draft and may only add warnings; undefined: none does. */
  judge: OpenAiModel | undefined
  /** SMTP server to hand mail to; without it every mail becomes an `.eml` file under `dataDir/outbox`. */
  smtpUrl: string | undefined
  /** What recipients can reach: the start of every unsubscribe link, without a slash at its end. */
  publicUrl: string
  logLevel: z.infer<typeof Environment>['LOG_LEVEL']
  /** Jobs run at once in this process; 0 runs the API alone. */
  workerConcurrency: number
  /** Calls a minute that one key may make of this process; 0 sets no limit. */
  rateLimitPerMinute: number
}

/**
 * Turns the environment into the configuration.
 * @throws Error that names every bad variable at once, never a value.
 */
export function loadConfig(environment: Record<string, string | undefined>): Config {
  // An empty variable means "not set", as in every .env file.
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(set)
  const faults = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  const isReachable = set['OPENAI_API_KEY'] !== undefined || set['OPENAI_BASE_URL'] !== undefined
  for (const name of ['MODEL', 'JUDGE_MODEL']) {
    if (set[name] === undefined || set[name] === 'offline' || isReachable) continue
    faults.push(
      `OPENAI_API_KEY: needed because ${name} is not "offline" (a local server needs OPENAI_BASE_URL instead)`,
    )
  }
  if (set['JUDGE_MODEL'] === 'offline') faults.push('JUDGE_MODEL: the offline writer cannot judge; leave it out')
  if (!parsed.success || faults.length > 0) {
    throw new Error(`Foreword cannot start, the environment is not right:\n  ${faults.join('\n  ')}`)
  }
  const env = parsed.data
  const openAi = (id: string): OpenAiModel => ({
    kind: 'openai',
    id,
    apiKey: env.OPENAI_API_KEY ?? 'none',
    baseUrl: env.OPENAI_BASE_URL,
    // Every OpenAI-compatible server speaks chat completions; few speak responses.
    api: env.OPENAI_API ?? (env.OPENAI_BASE_URL === undefined ? 'responses' : 'chat'),
  })
  return {
    port: env.PORT,
    host: env.HOST,
    databaseUrl: env.DATABASE_URL,
    dataDir: env.DATA_DIR,
    adminKey: env.ADMIN_KEY,
    model: env.MODEL === 'offline' ? { kind: 'offline' } : openAi(env.MODEL),
    judge: env.JUDGE_MODEL === undefined ? undefined : openAi(env.JUDGE_MODEL),
    smtpUrl: env.SMTP_URL,
    publicUrl: (env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`).replace(/\/+$/, ''),
    logLevel: env.LOG_LEVEL,
    workerConcurrency: env.WORKER_CONCURRENCY,
    rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
  }
}
