import { pino, type DestinationStream, type Logger } from 'pino'

/**
 * What may be known of an error: its class, its codes and where it happened. Never its message: database errors quote the
 * row, query errors the parameters, model errors the prompt.
 */
export function describeError(error: unknown, depth = 0): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error }
  const fields = error as unknown as Record<string, unknown>
  const known = Object.fromEntries(
    [
      'type',
      'code',
      'constraint',
      'constraint_name',
      'table',
      'routine',
      'status',
      'statusCode',
      'retryable',
      'syscall',
    ]
      .filter((key) => ['string', 'number', 'boolean'].includes(typeof fields[key]))
      .map((key) => [key, fields[key]]),
  )
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    name: error.name,
    ...known,
    at: frames.slice(0, 8).map((line) => line.trim()),
    ...(error.cause === undefined || depth > 3 ? {} : { cause: describeError(error.cause, depth + 1) }),
  }
}

/** A logger that writes JSON lines: events with ids, route patterns and codes; nothing that a customer or a model said. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service: 'foreword' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // Before pino sees them: it makes an error's message the line's message.
    hooks: {
      logMethod(this: Logger, parameters: unknown[], method: (...parameters: unknown[]) => void) {
        const [first, ...rest] = parameters
        method.apply(this, [withoutMessages(first), ...rest])
      },
    },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}

function withoutMessages(first: unknown): unknown {
  if (first instanceof Error) return { err: describeError(first) }
  if (first === null || typeof first !== 'object') return first
  return Object.fromEntries(
    Object.entries(first).map(([key, value]) => [key, value instanceof Error ? describeError(value) : value]),
  )
}
