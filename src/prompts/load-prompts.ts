import { readdirSync, readFileSync } from 'node:fs'
import type { Prompt } from './prompt.ts'
import { readPrompt } from './read-prompt.ts'

/**
 * Reads every `*.hbs` file of a folder, by name. Runs at boot, before anything is served.
 * @throws Error that names file and line of every fault at once.
 */
export function loadPrompts(folder: URL): Prompt[] {
  const base = folder.href.endsWith('/') ? folder : new URL(`${folder.href}/`)
  const read = readdirSync(base)
    .filter((file) => file.endsWith('.hbs'))
    .toSorted()
    .map((file) => ({ file, result: readPrompt(file.slice(0, -4), readFileSync(new URL(file, base), 'utf8')) }))
  const faults = read.flatMap(({ file, result }) =>
    result.ok ? [] : result.faults.map(({ line, message }) => `${file}:${line}: ${message}`),
  )
  if (faults.length > 0) throw new Error(`The prompts are not right:\n  ${faults.join('\n  ')}`)
  if (read.length === 0) throw new Error(`There is no prompt in ${base.pathname}`)
  return read.flatMap(({ result }) => (result.ok ? [result.prompt] : []))
}
