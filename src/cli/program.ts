import { Command, CommanderError, Option } from 'commander'
import { type Api, openApi, Refused, Unreachable } from './api.ts'
import { forecast, Misused, prepare, readDefinition } from './run-campaign.ts'
import { openScreen } from './screen.ts'
import { type Until, watchCampaign } from './watch-campaign.ts'

/** What the program may do to the world around it. */
export type Surroundings = {
  environment: Readonly<Record<string, string | undefined>>
  out: NodeJS.WriteStream
  err: NodeJS.WriteStream
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
  now(): number
}

export const EXIT = { done: 0, failed: 1, misused: 2, unreachable: 3, interrupted: 130 } as const

const HELP = `
Environment:
  FOREWORD_URL  where the service is (default: http://127.0.0.1:3000)
  FOREWORD_KEY  a marketer's key

Exit codes:
  ${EXIT.done}    done
  ${EXIT.failed}    refused by the service, or the campaign was cancelled or failed
  ${EXIT.misused}    not understood: arguments, files or environment
  ${EXIT.unreachable}    the service does not answer
  ${EXIT.interrupted}  Ctrl-C: only the watching ends, the campaign goes on`

type RunOptions = { watch?: true; until: Until; dryRun?: true; ids?: string }

/** Runs the command line. @returns its exit code */
export async function run(parameters: readonly string[], around: Surroundings): Promise<number> {
  const { out, err, signal, environment } = around
  const say = (text: string): void => void err.write(`${text}\n`)
  let code: number = EXIT.done

  const api = (): Api => {
    const key = environment['FOREWORD_KEY']
    if (key === undefined || key === '') throw new Misused("FOREWORD_KEY is not set: a marketer's key is needed.")
    const url = environment['FOREWORD_URL'] ?? 'http://127.0.0.1:3000'
    if (!URL.canParse(url)) throw new Misused('FOREWORD_URL is no address.')
    return openApi(url, key)
  }

  async function watch(client: Api, id: string, until: Until): Promise<void> {
    const screen = openScreen(out, around.now)
    try {
      const { status } = await watchCampaign(client, id, { until, screen, signal })
      code = status === 'cancelled' || status === 'failed' ? EXIT.failed : EXIT.done
    } catch (error) {
      if (!signal.aborted) throw error
      screen.close()
      say(`The campaign goes on. Watch it again: npx foreword campaign watch ${id}`)
      say(`Stop it: npx foreword campaign pause ${id}`)
      code = EXIT.interrupted
    } finally {
      screen.close()
    }
  }

  const program = new Command('foreword')
    .description('Campaigns from the command line, over the HTTP API of a running service')
    .addHelpText('after', HELP)
    .exitOverride()
    .configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => err.write(text) })
  const campaign = program.command('campaign').description('run, watch, pause, resume and cancel campaigns')
  const untilOption = new Option('--until <moment>', 'when watching ends')
    .choices(['ended', 'written'])
    .default('ended')

  campaign
    .command('run <file>')
    .description('make a campaign of a JSON file (the body of POST /v1/campaigns) and start it')
    .option('--ids <file>', 'whom it is for: customer ids as .csv or .ndjson, instead of the audience in the file')
    .option('--dry-run', 'only say what it would do, as JSON')
    .option('--watch', 'show how far it is until it has ended')
    .addOption(untilOption)
    .action(async (file: string, { ids, dryRun, watch: isWatched, until }: RunOptions) => {
      const client = api()
      const definition = await readDefinition(file)
      if (dryRun) return void out.write(`${JSON.stringify(await forecast(client, definition, ids), null, 2)}\n`)
      const { id, uploaded } = await prepare(client, definition, ids, (made) => say(`Campaign ${made} is made.`))
      if (uploaded !== null) say(`${uploaded.accepted} ids taken, ${uploaded.rejectedCount} lines without one.`)
      await client.call('POST', `/v1/campaigns/${id}/start`)
      say('It is started. Somebody else has to approve what it writes.')
      if (isWatched) await watch(client, id, until)
      else out.write(`${id}\n`)
    })

  campaign
    .command('watch <id>')
    .description('show how far a campaign is until it has ended')
    .addOption(untilOption)
    .action(async (id: string, { until }: { until: Until }) => watch(api(), id, until))

  for (const action of ['pause', 'resume', 'cancel'] as const) {
    campaign
      .command(`${action} <id>`)
      .description(`${action} a campaign`)
      .action(async (id: string) => {
        const { status } = await api().call('POST', `/v1/campaigns/${encodeURIComponent(id)}/${action}`)
        out.write(`${status}\n`)
      })
  }

  try {
    await program.parseAsync(parameters, { from: 'user' })
    return code
  } catch (error) {
    return codeOf(error, say)
  }
}

function codeOf(error: unknown, say: (text: string) => void): number {
  // Commander has said what was wrong; help that was asked for is nothing wrong.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.misused
  say((error as Error).message)
  if (error instanceof Misused) return EXIT.misused
  if (error instanceof Unreachable) return EXIT.unreachable
  if (error instanceof Refused) return EXIT.failed
  return EXIT.failed
}
