import { createHash } from 'node:crypto'
import { LineCounter, parseDocument } from 'yaml'
import { Brief } from '../briefs/brief.ts'
import { dataBlock } from './data-block.ts'
import { formOf, HOUSE_RULES } from './house-rules.ts'
import { PromptHead, type Prompt } from './prompt.ts'
import { splitSections } from './prompt-sections.ts'
import { compileTemplate, type Fault } from './template.ts'

export type ReadPrompt = { ok: true; prompt: Prompt } | { ok: false; faults: Fault[] }

/** Turns the text of the file `<name>.hbs` into a prompt, or says everything that is wrong with it. Pure. */
export function readPrompt(name: string, file: string): ReadPrompt {
  const text = file.replaceAll('\r\n', '\n')
  const sections = splitSections(text)
  if (!sections.ok) return sections
  const head = readHead(name, sections.head.text, sections.head.line)
  const user = compileTemplate(sections.user.text, Brief, sections.user.line)
  const faults = [
    ...(head.ok ? [] : head.faults),
    ...mustaches(sections.system.text, sections.system.line),
    ...(user.ok ? [] : user.faults),
  ]
  if (!head.ok || !user.ok || faults.length > 0) return { ok: false, faults }
  const { version } = head.head
  const system = sections.system.text.trim().replaceAll('\\{{', '{{')
  return {
    ok: true,
    prompt: {
      ...head.head,
      // What every prompt says counts too: other house rules are another prompt.
      hash: createHash('sha256')
        .update(HOUSE_RULES)
        .update(head.head.channels.map(formOf).join())
        .update(text)
        .digest('hex'),
      orders: system,
      render(brief, instruction) {
        // Parsing makes a plain copy: whatever a caller hands over, no function or getter of it can run.
        const plain = Brief.parse(brief)
        const marker = `foreword prompt=${name}@${version} channel=${plain.channel}`
        return {
          system: [marker, HOUSE_RULES, formOf(plain.channel), system].join('\n\n'),
          user: `${user.render(plain)}\n\n${dataBlock(plain, name, instruction)}`,
        }
      },
    },
  }
}

/** The system section is plain text, so that no data can speak as the system; slots are written `\{{p1.name}}` as everywhere. */
const mustaches = (text: string, firstLine: number): Fault[] =>
  text
    .split('\n')
    .flatMap((line, index) =>
      /(?<!\\)\{\{/.test(line)
        ? [{ line: firstLine + index, message: 'the system section takes no data; write slots as \\{{p1.name}}' }]
        : [],
    )

function readHead(
  name: string,
  yaml: string,
  firstLine: number,
): { ok: true; head: PromptHead } | { ok: false; faults: Fault[] } {
  const lines = new LineCounter()
  const document = parseDocument(yaml, { schema: 'core', strict: true, uniqueKeys: true, lineCounter: lines })
  const lineAt = (offset: number) => lines.linePos(offset).line + firstLine - 1
  const broken = [...document.errors, ...document.warnings]
  if (broken.length > 0) {
    const faults = broken.map(({ pos, message }) => ({ line: lineAt(pos[0]), message: message.split('\n')[0] ?? '' }))
    return { ok: false, faults }
  }
  let data: unknown
  try {
    data = document.toJS({ maxAliasCount: 0 })
  } catch {
    return { ok: false, faults: [{ line: firstLine, message: 'aliases ("*name") are not allowed' }] }
  }
  const parsed = PromptHead.safeParse(data)
  const faults = (parsed.error?.issues ?? []).map(({ path, message }) => ({
    line: lineOf(path),
    message: `${path.join('.') || 'front matter'}: ${message}`,
  }))
  if (parsed.success && parsed.data.name !== name) {
    faults.push({ line: lineOf(['name']), message: `name: must be "${name}", as the file is called` })
  }
  return parsed.success && faults.length === 0 ? { ok: true, head: parsed.data } : { ok: false, faults }

  function lineOf(path: readonly PropertyKey[]): number {
    const node = path.length === 0 ? document.contents : document.getIn(path, true)
    const range = node !== null && typeof node === 'object' && 'range' in node ? node.range : undefined
    return Array.isArray(range) ? lineAt(Number(range[0])) : firstLine
  }
}
