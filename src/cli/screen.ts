import cliProgress from 'cli-progress'
import { barsOf, lineOf, type Progress, stateOf } from './progress.ts'

export type Screen = {
  show(progress: Progress): void
  /** Leaves the last state standing. */
  close(): void
}

/** Milliseconds between two lines that only say that it goes on. */
const LINE_EVERY_MS = 5000

/** Bars in a terminal; in a pipe plain lines, when something has changed, and not more often than is worth reading. */
export const openScreen = (out: NodeJS.WriteStream, now: () => number): Screen =>
  out.isTTY ? openBars(out) : openLines(out, now)

export function openLines(out: { write(text: string): unknown }, now: () => number): Screen {
  let shown = { line: '', status: '', at: -Infinity }
  let last: string | null = null
  const print = (line: string, status: string): void => {
    shown = { line, status, at: now() }
    out.write(`${line}\n`)
  }
  return {
    show(progress) {
      const line = lineOf(progress)
      last = line === shown.line ? null : line
      if (last === null) return
      if (progress.status !== shown.status || now() - shown.at >= LINE_EVERY_MS) {
        print(line, progress.status)
        last = null
      }
    },
    close() {
      if (last !== null) print(last, shown.status)
      last = null
    },
  }
}

function openBars(out: NodeJS.WriteStream): Screen {
  const screen = new cliProgress.MultiBar(
    {
      stream: out,
      format: '{name} {bar} {value}/{total}  {note}',
      hideCursor: true,
      emptyOnZero: true,
      autopadding: true,
    },
    cliProgress.Presets.shades_classic,
  )
  const bars = new Map<string, cliProgress.SingleBar>()
  return {
    show(progress) {
      for (const { name, done, total } of barsOf(progress)) {
        const words = { name: name.padEnd(8), note: name === 'written' ? stateOf(progress) : '' }
        const bar = bars.get(name) ?? screen.create(total, done, words)
        bars.set(name, bar)
        bar.setTotal(total)
        bar.update(done, words)
      }
    },
    close: () => screen.stop(),
  }
}
