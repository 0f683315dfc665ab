import type { DestinationStream } from 'pino'

const lines: string[] = []

/** Everything that was logged in this test process, at debug level. */
export const logged = (): string => lines.join('')

export const recordedLog: DestinationStream = { write: (line: string) => void lines.push(line) }
