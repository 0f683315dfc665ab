import { styleText } from 'node:util'
import type { DemoCustomer } from './customers.ts'

/** What the demo shows of `GET …/brief` and of a draft; both hold more. */
export type ShownBrief = { stage: string; stageReason: string }
export type ShownDraft = {
  id: string
  status: string
  revision: number
  channel: string
  prompt: { name: string; version: number; reason: string }
  rendered: { text: string; headers: Record<string, string> }
  findings: { rule: string; severity: string; message: string }[]
}

const WIDTH = 100
const LABEL = 10

export const bold = (text: string): string => styleText('bold', text)
export const faint = (text: string): string => styleText('dim', text)
const tone = (status: string, text: string): string =>
  styleText(status === 'blocked' ? 'red' : status === 'ready_for_review' ? 'green' : 'yellow', text)

export const heading = (number: number, text: string): string => `\n${bold(`${number}. ${text}`)}`

/** A label and its text, wrapped at words and hung under the label. */
export const field = (label: string, text: string): string =>
  `  ${faint(label.padEnd(LABEL))}${wrap(text, WIDTH - LABEL - 2).join(`\n${' '.repeat(LABEL + 2)}`)}`

/** One draft: who, why so, and the message as far as `most` lines, or all of it. */
export function showDraft({ record }: DemoCustomer, brief: ShownBrief, draft: ShownDraft, most: number): string {
  const lines = bodyLines(draft.rendered.text)
  const { prompt, findings, status } = draft
  return [
    '',
    `  ${bold(`${record.firstName} ${record.lastName}`)}${draft.channel === 'email' ? '' : `, by ${draft.channel}`}`,
    field('stage', `${brief.stage}. ${brief.stageReason}`),
    field('prompt', `${prompt.name} v${prompt.version}. ${prompt.reason}`),
    field('checks', tone(status, status === 'blocked' ? 'blocked' : status.replaceAll('_', ' '))),
    ...findings.map(({ rule, severity, message }) => field('', `${severity}: ${rule}. ${message}`)),
    ...(draft.rendered.headers['Subject'] ? [field('subject', draft.rendered.headers['Subject'])] : []),
    ...quoted(lines.slice(0, most)),
    ...(lines.length > most ? [`  ${faint('│ …')}`] : []),
  ].join('\n')
}

export const quoted = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => wrap(line, WIDTH - 4).map((part) => `  ${faint('│')} ${part}`.trimEnd()))

/** The message without the footer that every mail carries, and without empty lines at its end. */
const bodyLines = (text: string): string[] => (text.split('\n--\n')[0] ?? '').trimEnd().split('\n')

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}
