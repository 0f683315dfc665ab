import { runHuman } from './truth/human.ts'
import { runIncentives } from './truth/incentives.ts'
import { runMissing } from './truth/missing.ts'
import { runObedient } from './truth/obedient.ts'
import { runSeeded, seededCases } from './truth/seeded.ts'

/**
 * How well the checks tell what is true, safe and welcome: one JSON line. The cases are made from catalogues, people's marks
 * and injections in the folder `../shared`, and look at no check.
 * `node test/bench/truth.ts [--dev] [--only seeded]`: `--dev` lists every miss of the half that rules may be tuned on (seeded
 * errors and incentives then count that half); without it the figures are of the half that was set aside.
 */
const PARTS = ['seeded', 'human', 'missing', 'obedient', 'incentives'] as const
type Part = (typeof PARTS)[number]

type Outcome = { figures: object; details: object; misses: readonly object[] }

const RUN: Record<Part, (heldOut: boolean) => Outcome | Promise<Outcome>> = {
  seeded: (heldOut) => {
    const { figures, misses, ...details } = runSeeded(seededCases(), heldOut)
    return { figures, details, misses }
  },
  human: () => {
    const { figures, misses, ...details } = runHuman()
    return { figures, details, misses }
  },
  missing: async () => {
    const { figures, misses, ...details } = await runMissing()
    return { figures, details, misses }
  },
  obedient: async () => {
    const { figures, misses, ...details } = await runObedient()
    return { figures, details, misses }
  },
  incentives: (heldOut) => {
    const { figures, misses, ...details } = runIncentives(heldOut)
    return { figures, details, misses }
  },
}

async function main(args: readonly string[]): Promise<void> {
  const isDev = args.includes('--dev')
  const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined
  const parts = PARTS.filter((part) => only === undefined || part === only)
  if (parts.length === 0) throw new Error(`--only takes one of ${PARTS.join(', ')}.`)
  const line: Record<string, unknown> = { name: 'bench:truth' }
  for (const part of parts) {
    const { figures, details, misses } = await RUN[part](!isDev)
    line[part] = figures
    if (!isDev) continue
    for (const miss of misses) console.error(JSON.stringify({ part, ...miss }))
    for (const [name, value] of Object.entries(details)) {
      for (const row of Array.isArray(value) ? value : [value]) console.error(`${part} ${name}: ${JSON.stringify(row)}`)
    }
  }
  console.log(JSON.stringify(line))
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
