import { everyStep, killService, type LaneMaker, readRows, type Steps } from './crash-lane.ts'
import { type Place, type Scenario, startPlace, Trial } from './crash-trial.ts'

export type ScenarioResult = {
  name: 'crash'
  scenario: string
  database: string
  /** The steps after which the service was killed. */
  steps: string[]
  kills: number
  /** Promises that answers made, each looked at after the restart and at the end. */
  acknowledged: number
  lost: number
  /** What is there more often than it was sent. */
  duplicates: number
  seconds: number
  ok: boolean
}

/** Services at work at the same time, each on a database of its own. */
const SERVICES = 3

export const openPlaces = (makeLane: LaneMaker): Promise<Place[]> =>
  Promise.all(
    Array.from({ length: SERVICES }, async (_, index) => {
      const lane = await makeLane(`lane${index + 1}`)
      return { ...lane, keys: null, aheadMs: 0, service: null, step: null }
    }),
  )

/** Kills the service at the steps of one scenario, `by` steps apart, until one is not reached any more. */
export async function runScenario(
  database: string,
  scenario: Scenario,
  places: readonly Place[],
  by: number,
): Promise<{ result: ScenarioResult; faults: string[] }> {
  const began = performance.now()
  const steps = everyStep(by)
  const ran = await Promise.all(places.map((place) => runPlace(place, scenario, steps)))
  const trials = ran.flatMap((one) => one.trials)
  const faults = ran.flatMap((one) => one.faults)
  const kills = trials.flatMap((trial) => trial.killedAt ?? [])
  const sum = (count: (trial: Trial) => number): number => trials.reduce((total, trial) => total + count(trial), 0)
  return {
    result: {
      name: 'crash',
      scenario: scenario.name,
      database,
      steps: [...new Set(kills)],
      kills: kills.length,
      acknowledged: sum((trial) => trial.acknowledged),
      lost: sum((trial) => trial.lost),
      duplicates: sum((trial) => trial.duplicates),
      seconds: Math.round((performance.now() - began) / 100) / 10,
      ok: faults.length === 0 && kills.length > 0,
    },
    faults,
  }
}

/** Takes steps as long as there are some. A place that breaks ends the run: it comes back as a fault. */
async function runPlace(place: Place, scenario: Scenario, steps: Steps) {
  const trials: Trial[] = []
  const faults: string[] = []
  try {
    await startPlace(place, scenario, steps)
    while (place.step !== null) {
      const trial = new Trial(place, scenario, steps)
      trials.push(trial)
      await trial.run()
      console.error(`${trial.id}: ${trial.killedAt ?? 'not reached'}`)
    }
    const { code, log } = await place.service!.stop()
    if (code !== 0) faults.push(`${place.name} did not stop in order: ${log}`)
    faults.push(...((await scenario.audit?.((statement) => readRows(place, statement))) ?? []))
  } catch (error) {
    steps.end = 0
    faults.push(`${place.name} broke off at ${trials.at(-1)?.killedAt ?? 'no step'}: ${(error as Error).message}`)
    if (place.service !== null) await killService(place.service)
  }
  return { trials, faults: [...trials.flatMap((trial) => trial.faults), ...faults] }
}
