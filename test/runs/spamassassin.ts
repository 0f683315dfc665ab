import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

export type Score = { score: number; rules: string[] }

/** Rules and texts alone: nothing is asked of the network, nothing is learned, nothing is rewritten into attachments. */
const SETTINGS = ['use_bayes 0', 'report_safe 0', 'use_txrep 0', 'fold_headers 0']
const STATUS = /^X-Spam-Status: (?:Yes|No), score=(-?\d+\.\d+) .*?\btests=([\w,]*)/gm

/**
 * What SpamAssassin gives each raw message, in order, with the rules that fired; 5.0 and more is spam.
 * @throws Error with one sentence when it is not installed or fails
 */
export async function scoreMails(mails: readonly Buffer[]): Promise<Score[]> {
  const folder = await mkdtemp(join(tmpdir(), 'foreword-spam-'))
  try {
    const files = mails.map((_mail, index) => join(folder, `${String(index).padStart(5, '0')}.eml`))
    await Promise.all(mails.map((mail, index) => writeFile(files[index]!, mail)))
    const output = await run(folder, files)
    const scores = [...output.matchAll(STATUS)].map(([, score, rules]) => ({
      score: Number(score),
      rules: rules === 'none' ? [] : rules!.split(','),
    }))
    if (scores.length !== mails.length) throw new Error(`It scored ${scores.length} of ${mails.length} messages.`)
    return scores
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function run(home: string, files: readonly string[]): Promise<string> {
  const settings = SETTINGS.map((setting) => `--cf=${setting}`)
  const child = spawn('spamassassin', ['--local', ...settings, ...files], {
    env: { PATH: process.env['PATH'], HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', () => reject(new Error('SpamAssassin is not installed: apt-get install spamassassin')))
    child.on('close', resolve)
  })
  const [code, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  if (code !== 0) throw new Error(`spamassassin ended with ${code}: ${errors.slice(-500)}`)
  return output
}
