import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { briefOf, slotsOf } from '../../src/briefs/load-brief.ts'
import { findChannel } from '../../src/channels/list.ts'
import { loadConfig } from '../../src/config.ts'
import { merge } from '../../src/drafts/merge.ts'
import { renderAndCheck } from '../../src/drafts/write-revision.ts'
import type { Finding } from '../../src/guardrails/guardrail.ts'
import { generate } from '../../src/llm/generate.ts'
import { type Model, openModel } from '../../src/llm/model.ts'
import { loadPrompts } from '../../src/prompts/load-prompts.ts'
import type { Prompt } from '../../src/prompts/prompt.ts'
import { CASES_NOW, type PromptCase, readCases, sourcesOf } from './prompt-cases.ts'

/**
 * What a model makes of every prompt's cases. `npm run eval` prints a table per prompt; with the offline writer it also writes
 * `prompts/eval.md`, so that whoever changes a prompt, a phrase or a check sees in the diff what it did. With MODEL and a key set it
 * asks that model and only prints.
 */
export const EVAL_FILE = new URL('../../prompts/eval.md', import.meta.url)
const PROMPTS = new URL('../../prompts/', import.meta.url)

type Written = { of: PromptCase; text: string; findings: Finding[]; mentions: number }

async function writeCase(model: Model, prompt: Prompt, of: PromptCase): Promise<Written> {
  const channel = findChannel(of.channel)!
  const sources = sourcesOf(of)
  const brief = briefOf(sources, { channel, purpose: prompt.purpose, agentName: 'Ana', note: null }, CASES_NOW)
  const slots = slotsOf(sources, brief, 'Ana')
  const { answer } = await generate(model, {
    ...prompt.render(brief),
    hasSubject: channel.hasSubject,
    functionId: `${prompt.name}@${prompt.version}`,
    ...prompt.parameters,
  })
  const { subject = '', body, claims } = answer
  const content = channel.hasSubject ? { subject, body } : { body }
  const unsubscribeUrl = `https://foreword.example/u/${'0'.repeat(32)}`
  const { findings } = renderAndCheck({
    channel,
    content,
    claims,
    brief,
    slots,
    brand: sources.brand,
    prompt,
    unsubscribeUrl,
  })
  const mentions = new Set(claims.flatMap((claim) => claim.facts)).size
  return { of, text: merge(content, slots).content.body, findings, mentions }
}

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
const sentences = (text: string): string[] => text.split(/(?<=[.!?])\s+|\n+/).filter((part) => words(part).length > 2)
const mean = (values: readonly number[]): number =>
  values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length)

/** The first sentence after the greeting. */
const openingOf = (text: string): string => sentences(text)[0] ?? ''

function trigrams(text: string): Set<string> {
  const all = words(text)
  return new Set(all.slice(2).map((_, index) => all.slice(index, index + 3).join(' ')))
}

/** How much two texts of one language have in common, on average: shared trigrams of all trigrams. */
function overlap(written: readonly Written[]): number {
  const shares: number[] = []
  for (const [index, a] of written.entries()) {
    for (const b of written.slice(index + 1)) {
      if (a.of.locale !== b.of.locale) continue
      const [left, right] = [trigrams(a.text), trigrams(b.text)]
      const both = [...left].filter((trigram) => right.has(trigram)).length
      shares.push(both / Math.max(1, left.size + right.size - both))
    }
  }
  return mean(shares)
}

function tableOf(prompt: Prompt, written: readonly Written[]): string {
  const passed = written.filter(({ findings }) => findings.every(({ severity }) => severity !== 'block')).length
  const rules = Map.groupBy(
    written.flatMap(({ findings }) => findings),
    ({ rule, severity }) => `${rule} (${severity})`,
  )
  const found = [...rules].map(([rule, all]) => `${rule} ${all.length}`).toSorted()
  const lengths = written.map(({ text }) => words(text).length)
  const all = written.flatMap(({ text }) => sentences(text))
  const openings = new Set(written.map(({ text }) => openingOf(text)))
  const rows = [
    ['cases', String(written.length)],
    ['pass', `${passed} of ${written.length}`],
    ['findings', found.join(', ') || 'none'],
    ['facts said a message', mean(written.map(({ mentions }) => mentions)).toFixed(1)],
    ['words a sentence', mean(all.map((sentence) => words(sentence).length)).toFixed(1)],
    ['words a message', `${Math.min(...lengths)} to ${Math.max(...lengths)}, ${mean(lengths).toFixed(0)} on average`],
    ['different openings', `${openings.size} of ${written.length}`],
    ['trigrams shared by two texts', `${(overlap(written) * 100).toFixed(0)} %`],
  ]
  const head = `## ${prompt.name}, version ${prompt.version}\n\n| | |\n|---|---|\n`
  return head + rows.map(([name, value]) => `| ${name} | ${value} |\n`).join('')
}

/** The tables of all prompts, and everything that was written for them. */
export async function evaluate(model: Model): Promise<{ report: string; written: Map<string, Written[]> }> {
  const written = new Map<string, Written[]>()
  const tables: string[] = []
  for (const prompt of loadPrompts(PROMPTS)) {
    const texts: Written[] = []
    for (const one of readCases(prompt.name)) texts.push(await writeCase(model, prompt, one))
    written.set(prompt.name, texts)
    tables.push(tableOf(prompt, texts))
  }
  const head = `# What the prompts make of their cases\n\nWritten by \`npm run eval\` with the model \`${model.id}\`. A case passes when no check blocks its text.\n\n`
  return { report: head + tables.join('\n'), written }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const model = await openModel(loadConfig(process.env))
  const { report, written } = await evaluate(model)
  process.stdout.write(`${report}\n`)
  for (const [prompt, texts] of written) {
    for (const { of, findings } of texts) {
      for (const { rule, severity, message } of findings) {
        process.stdout.write(`${prompt}, ${of.channel}, ${of.locale}, ${of.name}: ${rule} (${severity}): ${message}\n`)
      }
    }
  }
  if (model.id === 'offline') writeFileSync(EVAL_FILE, report)
}
