import { execFileSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The rules of the same date as ours, from somebody else: compiled by `zic` and read by Python. */
const PACKAGE = 'tzdata==2026.6'

/** Offsets from 2026 to 2027, asked day by day; where two days differ, the moment of the change is looked for between them. */
const SCRIPT = `
import importlib.resources, json, sys, zoneinfo
from datetime import datetime, timedelta, timezone
sys.path.insert(0, sys.argv[1])
zoneinfo.reset_tzpath(to=[])
names = (importlib.resources.files('tzdata') / 'zones').read_text().split()
def offset(zone, second):
    return int(datetime.fromtimestamp(second, timezone.utc).astimezone(zone).utcoffset().total_seconds())
begin, end = 1767052800, 1830470400
found = {}
for name in names:
    zone = zoneinfo.ZoneInfo(name)
    steps = [[begin, offset(zone, begin)]]
    for day in range(begin, end, 86400):
        low, high = day, day + 86400
        if offset(zone, low) == offset(zone, high): continue
        while high - low > 1:
            middle = (low + high) // 2
            if offset(zone, middle) == offset(zone, low): low = middle
            else: high = middle
        steps.append([high, offset(zone, high)])
    found[name] = steps
print(json.dumps(found))
`

export type Step = { at: number; aheadMs: number }

/**
 * Every zone of the IANA database with its offsets of 2026 and 2027, in milliseconds, the first since before then.
 * @throws when Python 3 with venv is missing, or PyPI cannot be reached the first time
 */
export function loadJudgedZones(): Map<string, Step[]> {
  const folder = join(tmpdir(), `foreword-${PACKAGE}`)
  const library = join(folder, 'library')
  if (!existsSync(join(library, 'tzdata', 'zones'))) {
    rmSync(folder, { recursive: true, force: true })
    const run = (program: string, args: string[]) =>
      execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    run('python3', ['-m', 'venv', folder])
    run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', library, PACKAGE])
  }
  const printed = execFileSync('python3', ['-c', SCRIPT, library], { encoding: 'utf8', maxBuffer: 1 << 26 })
  return new Map(
    Object.entries(JSON.parse(printed) as Record<string, [number, number][]>).map(([name, steps]) => [
      name,
      steps.map(([second, ahead]) => ({ at: second * 1000, aheadMs: ahead * 1000 })),
    ]),
  )
}

/** What a clock there shows, in milliseconds since midnight. */
export function wallClock(steps: readonly Step[], at: number): number {
  const { aheadMs } = steps.findLast((step) => step.at <= at)!
  const day = 86_400_000
  return (((at + aheadMs) % day) + day) % day
}
