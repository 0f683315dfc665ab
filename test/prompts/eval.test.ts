import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { openModel } from '../../src/llm/model.ts'
import { loadPrompts } from '../../src/prompts/load-prompts.ts'
import { EVAL_FILE, evaluate } from '../bench/eval.ts'
import { readCases } from '../bench/prompt-cases.ts'

const prompts = loadPrompts(new URL('../../prompts/', import.meta.url))

let result: Awaited<ReturnType<typeof evaluate>>
beforeAll(async () => {
  result = await evaluate(await openModel({ model: { kind: 'offline' } }))
})

test.each(prompts)('$name has cases in three languages, for every channel that it serves', ({ name, channels }) => {
  const cases = readCases(name)
  expect(cases.length).toBeGreaterThanOrEqual(6)
  expect([...new Set(cases.map(({ locale }) => locale))].toSorted()).toEqual(['de-DE', 'en-GB', 'es-ES'])
  expect([...new Set(cases.map(({ channel }) => channel))].toSorted()).toEqual(channels.toSorted())
})

test('nothing that the offline writer makes of them is blocked', () => {
  const blocked = [...result.written].flatMap(([prompt, texts]) =>
    texts.flatMap(({ of, findings }) =>
      findings
        .filter(({ severity }) => severity === 'block')
        .map(({ rule, message }) => `${prompt}, ${of.channel}, ${of.locale}, ${of.name}: ${rule}: ${message}`),
    ),
  )
  expect(blocked).toEqual([])
})

test('the committed tables are what comes of them now: npm run eval writes them', () => {
  expect(readFileSync(EVAL_FILE, 'utf8')).toBe(result.report)
})
