import type { ServiceProcess } from '../support/service-process.ts'
import { ADMIN_KEY } from '../support/service-process.ts'
import { aBrand, aProduct } from '../support/wire-examples.ts'
import { beginToCount, failpointOf, killService, type Lane, startOnLane, type Steps, takeStep } from './crash-lane.ts'

/** Longer than any lease: so much later is it when a service is there again. */
const LATER_MS = 200_000
const LATER = ['--import', new URL('later.ts', import.meta.url).href]

export type Answer = {
  status: number
  headers: Headers
  text: string
  // oxlint-disable-next-line typescript/no-explicit-any -- callers know the shape of what they ask for
  body: any
  /** True when it was asked for a second time, since the service died before it had answered. */
  isSecond: boolean
}
export type Keys = { shop: string; agent: string; reviewer: string }
type Request = {
  as?: keyof Keys | 'admin'
  body?: unknown
  headers?: Record<string, string>
  /** Statuses that are as they should be; everything below 300 if there is nothing here. */
  expect?: number[]
  /** Promises that it changes: until it is answered they may hold or not. */
  changes?: string[]
  /** Looks, after the restart and before it is sent again, for what was done by half. @returns what is wrong, or null */
  half?: () => Promise<string | null>
}

/** A lane with what goes on from trial to trial: its keys, its clock, and the service with the step that it is to end at. */
export type Place = Lane & { keys: Keys | null; aheadMs: number; service: ServiceProcess | null; step: number | null }

/** What clients do, each of their calls sent again until it is answered. */
export type Scenario = {
  name: string
  /** Groups of failpoints of which each is a step. */
  groups: string[]
  environment?: Record<string, string>
  run(trial: Trial): Promise<void>
  /** Looks at the database when all trials of a lane are over. @returns what is wrong */
  audit?(read: (statement: string) => Promise<Record<string, unknown>[]>): Promise<string[]>
}

/** A promise that an answer made: so many of it are there from now on. */
type Promised = { expected: number; count: () => Promise<number> }

/** Starts the service, which is to kill itself at the next step, counted from the signal that a trial gives. */
export async function startPlace(place: Place, scenario: Scenario, steps: Steps): Promise<void> {
  place.step = takeStep(steps)
  const environment = { ...scenario.environment, CLOCK_AHEAD_MS: String(place.aheadMs) }
  const failpoint = place.step === null ? null : `${place.step}@${scenario.groups.join(',')} after SIGCONT`
  place.service = await startOnLane(place, failpoint, { environment, nodeFlags: LATER })
}

/**
 * One run of a scenario whose service kills itself at one step, and is started again on what it left behind. That process is
 * the next trial's: a start costs more than anything else here.
 */
export class Trial {
  readonly id: string
  readonly faults: string[] = []
  killedAt: string | null = null
  lost = 0
  duplicates = 0
  acknowledged = 0
  readonly #place: Place
  readonly #scenario: Scenario
  readonly #step: number
  readonly #steps: Steps
  readonly #promises = new Map<string, Promised>()

  constructor(place: Place, scenario: Scenario, steps: Steps) {
    this.#step = place.step ?? 0
    this.id = `${place.name}-${scenario.name}-${this.#step}`
    this.#place = place
    this.#scenario = scenario
    this.#steps = steps
  }

  /** What time it is for the service. */
  now(): Date {
    return new Date(Date.now() + this.#place.aheadMs)
  }

  /** Notes what must be so from now on: after the restart, and at the end. The same name takes the place of what it said before. */
  promise(what: string, expected: number, count: () => Promise<number>): void {
    this.acknowledged += 1
    this.#promises.set(what, { expected, count })
  }

  fault(what: string): void {
    this.faults.push(`${this.id} (${this.killedAt ?? 'not killed'}): ${what}`)
  }

  /** Sends a request until it is answered. @throws Error when the answer is not as expected */
  async send(method: string, path: string, request: Request = {}): Promise<Answer> {
    for (const what of request.changes ?? []) this.#promises.delete(what)
    let answer = await this.#ask(method, path, request)
    if (answer === null) {
      await this.#restart()
      const half = (await request.half?.()) ?? null
      if (half !== null) this.fault(`${method} ${path} was done by half: ${half}`)
      const second = await this.#ask(method, path, request)
      if (second === null) throw new Error(`${method} ${path} was not answered a second time`)
      answer = { ...second, isSecond: true }
    }
    const isExpected = request.expect?.includes(answer.status) ?? answer.status < 300
    if (!isExpected) throw new Error(`${method} ${path} was answered with ${answer.status}: ${answer.text}`)
    return answer
  }

  /** Runs the scenario with a service that kills itself at its step, and looks at what is left. */
  async run(): Promise<void> {
    const { service } = this.#place
    if (this.#place.keys === null) await this.#openShop()
    if (service !== null) await beginToCount(this.#place, service)
    await this.#scenario.run(this)
    if (this.#place.service !== service) return this.#look()
    // Not reached: killed all the same, so that what was acknowledged last has to stand, too.
    return this.#restart()
  }

  async #restart(): Promise<void> {
    const ending = await killService(this.#place.service!)
    this.killedAt ??= failpointOf(ending)
    if (this.killedAt === null) this.#steps.end = Math.min(this.#steps.end, this.#step)
    if (ending.signal !== 'SIGKILL') this.fault(`it ended with ${ending.signal ?? ending.code}: ${ending.log}`)
    this.#place.aheadMs += LATER_MS
    await startPlace(this.#place, this.#scenario, this.#steps)
    await this.#look()
  }

  /** Looks for what was promised. */
  async #look(): Promise<void> {
    for (const [what, { expected, count }] of this.#promises) {
      const found = await count()
      if (found === expected) continue
      this.fault(`${what}: ${found} instead of ${expected}`)
      if (found < expected) this.lost += expected - found
      else this.duplicates += found - expected
    }
  }

  /** @returns null when the service went away before its answer was whole */
  async #ask(method: string, path: string, { as = 'reviewer', body, headers }: Request): Promise<Answer | null> {
    const isText = typeof body === 'string'
    try {
      const response = await fetch(this.#place.service!.url + path, {
        method,
        headers: {
          authorization: `Bearer ${as === 'admin' ? ADMIN_KEY : (this.#place.keys?.[as] ?? ADMIN_KEY)}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      const type = response.headers.get('content-type') ?? ''
      const json = /[/+]json\b/.test(type) && text !== '' ? JSON.parse(text) : null
      return { status: response.status, headers: response.headers, text, body: json, isSecond: false }
    } catch (error) {
      if (error instanceof SyntaxError) throw error
      return null
    }
  }

  /** Keys, a brand and a product: what every scenario needs. */
  async #openShop(): Promise<void> {
    const keyOf = async (name: string, kind: string, role: string): Promise<string> =>
      (await this.send('POST', '/v1/keys', { body: { name, kind, roles: [role] } })).body.key
    this.#place.keys = {
      shop: await keyOf('shop', 'system', 'profiles'),
      agent: await keyOf('Ana', 'human', 'agent'),
      reviewer: await keyOf('Mia', 'human', 'marketer'),
    }
    await this.send('PUT', '/v1/brand', { body: aBrand() })
    await this.send('PUT', '/v1/products/dw-1', { as: 'shop', body: aProduct() })
  }
}
