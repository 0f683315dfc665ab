/** A named place between two steps. A test may end the process there; everywhere else nothing happens. */
export type Failpoint = (name: string) => Promise<void>

export const noFailpoint: Failpoint = async () => {}

/**
 * With `FAILPOINT=7` the process ends at the seventh failpoint that it reaches, whatever its name. Ending it for each
 * number until none is reached any more kills it once between any two steps.
 * @param end ends the process at once, without any clean-up
 * @throws Error with one sentence when FAILPOINT is set outside of a test, or is not a whole number from 1 on
 */
export function readFailpoint(
  environment: Record<string, string | undefined>,
  end: (reached: { number: number; name: string }) => void,
): Failpoint {
  const wanted = environment['FAILPOINT'] ?? ''
  if (wanted === '') return noFailpoint
  if (environment['NODE_ENV'] !== 'test') throw new Error('FAILPOINT kills the service: it needs NODE_ENV=test.')
  if (!/^[1-9]\d{0,5}$/.test(wanted)) throw new Error('FAILPOINT is the number of a step: 1, 2, 3, …')
  let reached = 0
  return async (name) => {
    reached += 1
    if (reached !== Number(wanted)) return
    end({ number: reached, name })
    // Nothing after this place may run, however long the end takes.
    await new Promise<never>(() => {})
  }
}
