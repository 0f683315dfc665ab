import type { DestinationStream } from 'pino'

const lines: string[] = []
const problemBodies: string[] = []

/** Takes everything that the service logs in this test file, at debug level. */
export const recordedLog: DestinationStream = { write: (line: string) => void lines.push(line) }
/** Everything that was logged so far in this test file. */
export const logged = (): string => lines.join('')
export const recordProblem = (body: string): void => void problemBodies.push(body)

/** What the tests' customers are called and reached by, what is written to them, and what models are told. */
const CANARIES = [
  /\bInes\b/,
  /\bRoca\b/,
  /ines@example\.com/,
  /[\w.+-]+@[\w-]+\.(?:com|org|net|test|example)\b/,
  /\+34 ?612/,
  /Silent 39/,
  /foreword prompt=/,
  /<\/?brief>/,
  /fw_[\w-]{20}/,
]

/** Lines and error bodies that tell what they must not. */
export function findLeaks(): string[] {
  return [...lines, ...problemBodies].flatMap((text) => {
    const canary = CANARIES.find((pattern) => pattern.test(text))
    return canary === undefined ? [] : [`${canary}: ${text.slice(0, 400)}`]
  })
}
