import { fork } from 'node:child_process'
import { once } from 'node:events'

export type ChildScript<Question, Answer> = {
  pid: number
  /** The first message of the script: it is ready. */
  ready: Answer
  /** Sends one message and waits for the next one that comes back. */
  ask(question: Question): Promise<Answer>
  stop(): Promise<void>
}

/** Runs one of our scripts as a process of its own. Its first message says that it is ready. */
export async function startScript<Question extends object, Answer>(
  script: URL,
  parameters: readonly string[] = [],
): Promise<ChildScript<Question, Answer>> {
  const child = fork(script, parameters)
  const gone = once(child, 'exit').then(() => {
    throw new Error(`${script.pathname.split('/').at(-1)} ended before it answered.`)
  })
  // Who waits for an answer hears of it; nobody else has to.
  gone.catch(() => {})
  const answer = async (): Promise<Answer> => (await Promise.race([once(child, 'message'), gone]))[0] as Answer
  const ready = await answer()
  return {
    pid: child.pid!,
    ready,
    ask: (question) => {
      const answered = answer()
      child.send(question)
      return answered
    },
    stop: async () => {
      child.kill('SIGTERM')
      await gone.catch(() => {})
    },
  }
}
