import { createHash } from 'node:crypto'

/** Chooses one of a list: the same seed and purpose always choose the same. */
export type Pick = <T>(purpose: string, choices: readonly [T, ...T[]]) => T

export const picker =
  (seed: string): Pick =>
  (purpose, choices) => {
    const number = createHash('sha256').update(`${seed} ${purpose}`).digest().readUInt32BE(0)
    return choices[number % choices.length] ?? choices[0]
  }
