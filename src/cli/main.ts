import { run } from './program.ts'

const interrupted = new AbortController()
process.on('SIGINT', () => {
  // The second time nothing is waited for.
  if (interrupted.signal.aborted) process.exit(130)
  interrupted.abort()
})
// Who reads the output may stop reading, as `head` does.
process.stdout.on('error', () => process.exit(0))

process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  out: process.stdout,
  err: process.stderr,
  signal: interrupted.signal,
  now: () => performance.now(),
})
