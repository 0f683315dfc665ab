import { describe, expect, test } from 'vitest'
import { loadConfig } from '../src/config.ts'

describe('the configuration', () => {
  test('works with nothing set: embedded, offline, mail as files', () => {
    expect(loadConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: undefined,
      dataDir: '.foreword',
      model: { kind: 'offline' },
      smtpUrl: undefined,
      publicUrl: 'http://127.0.0.1:3000',
      workerConcurrency: 4,
      campaignConcurrency: 20,
    })
  })

  test('takes an empty variable for one that is not set', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: '', MODEL: '' })).toEqual(loadConfig({}))
  })

  test('reports every bad variable at once, and shows no value', () => {
    const bad = {
      PORT: '99999',
      DATABASE_URL: 'mysql://secret@db',
      ADMIN_KEY: 'short-secret',
      SMTP_URL: 'secret',
      LOG_LEVEL: 'loud',
    }
    let message = ''
    try {
      loadConfig(bad)
    } catch (error) {
      message = (error as Error).message
    }
    for (const name of Object.keys(bad)) expect(message).toContain(`${name}:`)
    expect(message).not.toContain('secret')
  })

  test.each([
    [
      { MODEL: 'gpt-5-mini', OPENAI_API_KEY: 'k' },
      { id: 'gpt-5-mini', apiKey: 'k', api: 'responses', baseUrl: undefined },
    ],
    [
      { MODEL: 'qwen', OPENAI_BASE_URL: 'http://127.0.0.1:8000/v1' },
      { id: 'qwen', apiKey: 'none', api: 'chat' },
    ],
    [{ MODEL: 'qwen', OPENAI_BASE_URL: 'http://127.0.0.1:8000/v1', OPENAI_API: 'responses' }, { api: 'responses' }],
  ])('reads the model from %j', (environment, model) => {
    expect(loadConfig(environment).model).toMatchObject({ kind: 'openai', ...model })
  })

  test('limits of the model and of a day are off until they are set', () => {
    const off = { modelRequestsPerMinute: undefined, modelTokensPerMinute: undefined }
    expect(loadConfig({})).toMatchObject({ ...off, dailyBudget: { usd: null, tokens: null } })
    const set = {
      MODEL_REQUESTS_PER_MINUTE: '6000',
      MODEL_TOKENS_PER_MINUTE: '2000000',
      DAILY_BUDGET_USD: '12.50',
      DAILY_BUDGET_TOKENS: '5000000',
    }
    expect(loadConfig(set)).toMatchObject({
      modelRequestsPerMinute: 6000,
      modelTokensPerMinute: 2_000_000,
      dailyBudget: { usd: '12.50', tokens: 5_000_000 },
    })
    for (const [name, value] of [
      ['MODEL_REQUESTS_PER_MINUTE', '0'],
      ['MODEL_TOKENS_PER_MINUTE', '1.5'],
      ['DAILY_BUDGET_USD', '-1'],
      ['DAILY_BUDGET_USD', '1e9'],
      ['DAILY_BUDGET_TOKENS', 'many'],
    ] as const)
      expect(() => loadConfig({ [name]: value })).toThrow(`${name}:`)
  })

  test('a model without a key and without a server of its own is refused at the start', () => {
    expect(() => loadConfig({ MODEL: 'gpt-5-mini' })).toThrow(/OPENAI_API_KEY: needed because/)
  })

  test('a second model is off until it is named, and may be used beside the offline writer', () => {
    expect(loadConfig({}).judge).toBeUndefined()
    const config = loadConfig({ JUDGE_MODEL: 'gpt-5-mini', OPENAI_API_KEY: 'k' })
    expect(config).toMatchObject({ model: { kind: 'offline' }, judge: { id: 'gpt-5-mini', api: 'responses' } })
    expect(() => loadConfig({ JUDGE_MODEL: 'gpt-5-mini' })).toThrow(/OPENAI_API_KEY: needed because JUDGE_MODEL/)
    expect(() => loadConfig({ JUDGE_MODEL: 'offline' })).toThrow(/JUDGE_MODEL: the offline writer cannot judge/)
  })

  test('the public address loses its last slash', () => {
    expect(loadConfig({ PUBLIC_URL: 'https://fw.example/' }).publicUrl).toBe('https://fw.example')
  })
})
