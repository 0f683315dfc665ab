import { z } from 'zod'

const Port = z.coerce.number().int().min(0).max(65535)
const HttpUrl = z.url({ protocol: /^https?$/ })
const Domain = z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i, 'letters, digits, dots and hyphens')

const Money = z.string().regex(/^\d{1,12}(\.\d{1,9})?$/, 'a sum such as 25 or 12.50')

const RetentionDays = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue({ code: 'custom', message: 'is no JSON' })
      return z.NEVER
    }
  })
  .pipe(z.record(z.string(), z.int().min(1).max(36_500)))

const Environment = z.object({
  PORT: Port.default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATA_DIR: z.string().min(1).default('.foreword'),
  ADMIN_KEY: z.string().min(32, 'at least 32 characters').optional(),
  MODEL: z.string().min(1).default('offline'),
  MODEL_REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).max(10_000_000).optional(),
  MODEL_TOKENS_PER_MINUTE: z.coerce.number().int().min(1).max(10_000_000_000).optional(),
  DAILY_BUDGET_USD: Money.optional(),
  DAILY_BUDGET_TOKENS: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  JUDGE_MODEL: z.string().min(1).optional(),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: HttpUrl.optional(),
  OPENAI_API: z.enum(['responses', 'chat']).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  DKIM_DOMAIN: Domain.optional(),
  DKIM_SELECTOR: Domain.optional(),
  DKIM_KEY: z.string().min(1).optional(),
  MAIL_PER_DOMAIN_PER_SECOND: z.coerce.number().min(0).max(10_000).default(20),
  SMS_URL: HttpUrl.optional(),
  SMS_ACCOUNT: z
    .string()
    .regex(/^[\w-]+$/, 'letters, digits, - and _')
    .optional(),
  SMS_TOKEN: z.string().min(1).optional(),
  SMS_FROM: z.string().min(1).optional(),
  SMS_MESSAGING_SERVICE: z.string().min(1).optional(),
  WEBHOOK_URL: HttpUrl.optional(),
  WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'whsec_ and 24 to 64 bytes in base64')
    .optional(),
  WEBHOOK_ALLOW_PRIVATE: z.enum(['true', 'false']).default('false'),
  DELIVERY_UNKNOWN: z.enum(['quarantine', 'resend']).default('quarantine'),
  BOUNCE_DIR: z.string().min(1).optional(),
  PUBLIC_URL: HttpUrl.optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  WORKER_CONCURRENCY: z.coerce.number().int().min(0).max(100).default(4),
  CAMPAIGN_CONCURRENCY: z.coerce.number().int().min(1).max(500).default(20),
  RETENTION_DAYS: RetentionDays.default({}),
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

/** Whose signature stands on our mail: `key` is a PEM text, or the path of a file that holds one. */
export type DkimSettings = { domain: string; selector: string; key: string }

/** A provider of text messages with the REST interface of Twilio. */
export type SmsSettings = {
  /** Where the API is, without a slash at its end. */
  url: string
  account: string
  token: string
  /** One of the two says who sends. */
  from: string | undefined
  messagingService: string | undefined
}

/** The brand's own system, which takes messages by HTTP. */
export type WebhookSettings = {
  url: string
  /** `whsec_` and the key in base64, as Standard Webhooks writes it. */
  secret: string
  /** True lets messages go to any address and port, and without TLS: for a receiver in the own network. */
  allowPrivate: boolean
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
  /** Calls of `model` a minute, of all processes on the same database together; undefined: no limit. */
  modelRequestsPerMinute: number | undefined
  /** Tokens of `model` a minute, of all processes together; undefined: no limit. */
  modelTokensPerMinute: number | undefined
  /** What all calls of models of one day (UTC) may cost, in US dollars and in tokens; null: no limit. */
  dailyBudget: { usd: string | null; tokens: number | null }
  /** SMTP server to hand mail to; without it every mail becomes an `.eml` file under `dataDir/outbox`. */
  smtpUrl: string | undefined
  /** Whose DKIM signature stands on our mail; undefined: none, the mail server may add one. */
  dkim: DkimSettings | undefined
  /** Mails a second that this process hands over for one domain of recipients; 0 sets no limit. */
  mailPerDomainPerSecond: number
  /** Where text messages go; undefined: none are sent. */
  sms: SmsSettings | undefined
  /** Where the webhook channel sends to; undefined: nothing is sent by it. */
  webhook: WebhookSettings | undefined
  /** What becomes of a message that may or may not have gone out: a person decides, or it is handed over again. */
  deliveryUnknown: 'quarantine' | 'resend'
  /** A Maildir, or a folder of `.eml` files, with mail that came back; undefined: none is read. */
  bounceDir: string | undefined
  /** What recipients can reach: the start of every unsubscribe link, without a slash at its end. */
  publicUrl: string
  logLevel: z.infer<typeof Environment>['LOG_LEVEL']
  /** Jobs run at once in this process; 0 runs the API alone. */
  workerConcurrency: number
  /** Drafts of campaigns that this process has written at once, when it runs jobs. */
  campaignConcurrency: number
  /** Days for which signals of a type, and the words of drafts, are kept; `default` for other types. Others: for ever. */
  retentionDays: Readonly<Record<string, number>>
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
  faults.push(...halfSet(set))
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
    modelRequestsPerMinute: env.MODEL_REQUESTS_PER_MINUTE,
    modelTokensPerMinute: env.MODEL_TOKENS_PER_MINUTE,
    dailyBudget: { usd: env.DAILY_BUDGET_USD ?? null, tokens: env.DAILY_BUDGET_TOKENS ?? null },
    smtpUrl: env.SMTP_URL,
    dkim:
      env.DKIM_KEY === undefined
        ? undefined
        : { domain: env.DKIM_DOMAIN!, selector: env.DKIM_SELECTOR!, key: env.DKIM_KEY },
    mailPerDomainPerSecond: env.MAIL_PER_DOMAIN_PER_SECOND,
    sms:
      env.SMS_ACCOUNT === undefined
        ? undefined
        : {
            url: (env.SMS_URL ?? 'https://api.twilio.com').replace(/\/+$/, ''),
            account: env.SMS_ACCOUNT,
            token: env.SMS_TOKEN!,
            from: env.SMS_FROM,
            messagingService: env.SMS_MESSAGING_SERVICE,
          },
    webhook:
      env.WEBHOOK_URL === undefined
        ? undefined
        : { url: env.WEBHOOK_URL, secret: env.WEBHOOK_SECRET!, allowPrivate: env.WEBHOOK_ALLOW_PRIVATE === 'true' },
    deliveryUnknown: env.DELIVERY_UNKNOWN,
    bounceDir: env.BOUNCE_DIR,
    publicUrl: (env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`).replace(/\/+$/, ''),
    logLevel: env.LOG_LEVEL,
    workerConcurrency: env.WORKER_CONCURRENCY,
    campaignConcurrency: env.CAMPAIGN_CONCURRENCY,
    retentionDays: env.RETENTION_DAYS,
    rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
  }
}

/** Settings that mean something only together. */
function halfSet(set: Record<string, string | undefined>): string[] {
  const together = [
    ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_KEY'],
    ['SMS_ACCOUNT', 'SMS_TOKEN'],
    ['WEBHOOK_URL', 'WEBHOOK_SECRET'],
  ]
  const faults = together.flatMap((names) => {
    const missing = names.filter((name) => set[name] === undefined)
    return missing.length === names.length ? [] : missing.map((name) => `${name}: needed beside the others of its kind`)
  })
  const senders = ['SMS_FROM', 'SMS_MESSAGING_SERVICE'].filter((name) => set[name] !== undefined)
  if (set['SMS_ACCOUNT'] !== undefined && senders.length !== 1) {
    faults.push('SMS_FROM: set either this number or SMS_MESSAGING_SERVICE')
  }
  if (set['SMS_ACCOUNT'] === undefined && (senders.length > 0 || set['SMS_URL'] !== undefined)) {
    faults.push('SMS_ACCOUNT: needed for text messages')
  }
  return faults
}
