/**
 * A named place between two steps, such as `ingest.committed`: its group, then what was just done. A test may end the process
 * there; everywhere else nothing happens.
 */
export type Failpoint = (name: string) => Promise<void>

export const noFailpoint: Failpoint = async () => {}

/**
 * With `FAILPOINT=7` the process ends at the seventh failpoint that it reaches, whatever its name; with
 * `FAILPOINT=7@ingest,key` at the seventh of those groups. Ending it for each number until none is reached any more kills it
 * once between any two steps. With `7 after SIGCONT` it counts from that signal on.
 * @param end ends the process at once, without any clean-up
 * @param onSignal calls back at each SIGCONT
 * @throws Error with one sentence when FAILPOINT is set outside of a test, or is not a whole number from 1 on
 */
export function readFailpoint(
  environment: Record<string, string | undefined>,
  end: (reached: { number: number; name: string }) => void,
  onSignal: (begin: () => void) => void,
): Failpoint {
  const given = environment['FAILPOINT'] ?? ''
  if (given === '') return noFailpoint
  if (environment['NODE_ENV'] !== 'test') throw new Error('FAILPOINT kills the service: it needs NODE_ENV=test.')
  const [, wanted, groups, later] = /^([1-9]\d{0,5})(?:@([a-z]+(?:,[a-z]+)*))?( after SIGCONT)?$/.exec(given) ?? []
  if (wanted === undefined) throw new Error('FAILPOINT is the number of a step: 1, 2, 3, … or 1@ingest,key')
  const counted = groups?.split(',')
  let reached = later === undefined ? 0 : -Infinity
  if (later !== undefined) onSignal(() => (reached = 0))
  return async (name) => {
    if (counted !== undefined && !counted.includes(name.split('.', 1)[0]!)) return
    reached += 1
    if (reached !== Number(wanted)) return
    end({ number: reached, name })
    // Nothing after this place may run, however long the end takes.
    await new Promise<never>(() => {})
  }
}
