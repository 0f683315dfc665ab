import { asSchema } from 'ai'
import { expect, test } from 'vitest'
import { answerSchema } from '../../src/llm/answer.ts'

type Schema = { [keyword: string]: unknown; properties?: Record<string, Schema>; items?: Schema }

const STRICT_KEYWORDS = new Set(['$schema', 'type', 'properties', 'required', 'additionalProperties', 'items'])

/** What OpenAI's strict mode would refuse: https://platform.openai.com/docs/guides/structured-outputs#supported-schemas */
function strictFaults(schema: Schema, at = '#'): string[] {
  const faults = Object.keys(schema)
    .filter((keyword) => !STRICT_KEYWORDS.has(keyword))
    .map((keyword) => `${at}: ${keyword}`)
  if (schema.properties !== undefined) {
    const names = Object.keys(schema.properties)
    if (JSON.stringify(schema['required']) !== JSON.stringify(names)) faults.push(`${at}: not all required`)
    if (schema['additionalProperties'] !== false) faults.push(`${at}: open`)
    for (const name of names) faults.push(...strictFaults(schema.properties[name]!, `${at}/${name}`))
  } else if (schema['type'] === 'object') faults.push(`${at}: no properties`)
  return schema.items === undefined ? faults : [...faults, ...strictFaults(schema.items, `${at}/*`)]
}

test.each([true, false])('the form that models are asked for is strict (subject: %s)', async (hasSubject) => {
  // As the SDK sends it.
  const schema = (await asSchema(answerSchema(hasSubject)).jsonSchema) as Schema
  expect(Object.keys(schema.properties ?? {})).toEqual([...(hasSubject ? ['subject'] : []), 'body', 'claims'])
  expect(strictFaults(schema)).toEqual([])
})
