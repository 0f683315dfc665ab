import { join } from 'node:path'
import type { Logger } from 'pino'
import { type Bell, createBell } from './campaigns/bell.ts'
import { sendingCampaigns } from './campaigns/sending-store.ts'
import { openDkim } from './channels/dkim.ts'
import { handOff, openMailFolder, openSmtp } from './channels/mail-transport.ts'
import { openSms, smsStatusUrl } from './channels/sms-transport.ts'
import { openWebhook } from './channels/webhook-transport.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { type Database, openDatabase, type Tx } from './db/client.ts'
import type { DeliverDeps } from './delivery/claim.ts'
import { createPace } from './delivery/pace.ts'
import { cancelDelivery, findScheduled, scheduleDelivery } from './delivery/schedule-delivery.ts'
import type { DecideDeps } from './drafts/decide-draft.ts'
import type { ReviseDeps } from './drafts/revise-draft.ts'
import { notePrompts } from './audit/store.ts'
import { warnOfOldZoneData } from './delivery/warn-of-old-zone-data.ts'
import { noFailpoint } from './failpoint.ts'
import { checkDailyBudget, putGates } from './llm/open-gate.ts'
import { openJudge, openModel } from './llm/model.ts'
import { newId } from './new-id.ts'
import { loadPrompts } from './prompts/load-prompts.ts'
import { checkRetention } from './privacy/retention.ts'
import { openQueue, prepareQueue } from './queue/queue.ts'
import { signalTypes } from './signals/types/list.ts'
import { jobs } from './jobs.ts'

/** Everything the service is made of, opened. Each operation names the part of it that it needs. */
export type Deps = Context &
  DeliverDeps &
  ReviseDeps &
  DecideDeps & {
    config: Config
    campaignBell: Bell
    /** Says that campaigns may have work, or are to stop. */
    wakeCampaigns(): void
  }
export type OpenDeps = Deps & { close(): Promise<void> }

/** What tests and runs put in place of the real thing. */
export type Replacements = Partial<Pick<Deps, 'now' | 'newId' | 'model' | 'judge' | 'transports' | 'failpoint'>> & {
  database?: Database
}

/** Opens database, queue, prompts, model and channels, in this order; what is opened first is closed last. */
export async function openDeps(config: Config, log: Logger, replace: Replacements = {}): Promise<OpenDeps> {
  checkRetention(
    config.retentionDays,
    signalTypes.map(({ type }) => type),
  )
  const prompts = loadPrompts(new URL('../prompts/', import.meta.url))
  // Before anything is opened: a start that fails on these leaves nothing behind.
  const dkim = config.dkim && openDkim(config.dkim)
  const webhook = config.webhook && openWebhook(config.webhook)
  const opened = replace.model ?? (await openModel(config))
  const openedJudge = replace.judge ?? (await openJudge(config))
  checkDailyBudget(config, opened, openedJudge)
  const database =
    replace.database ??
    (await openDatabase({
      url: config.databaseUrl,
      dataDir: config.dataDir,
      prepare: (connection) => prepareQueue(connection, jobs),
    }))
  const queue = await openQueue(database.connection, log)
  await notePrompts(database.db, prompts)
  const failpoint = replace.failpoint ?? noFailpoint
  const transports: Deps['transports'] = replace.transports ?? {
    email:
      config.smtpUrl === undefined
        ? openMailFolder(join(config.dataDir, 'outbox'), failpoint, dkim)
        : openSmtp(config.smtpUrl, dkim),
    call: handOff,
    chat: handOff,
    ...(config.sms === undefined ? {} : { sms: openSms(config.sms, (id) => smsStatusUrl(config.publicUrl, id)) }),
    ...(webhook === undefined ? {} : { webhook }),
  }
  const context: Context = {
    db: database.db,
    log,
    now: replace.now ?? (() => new Date()),
    newId: replace.newId ?? newId,
    failpoint,
  }
  warnOfOldZoneData(context)
  const campaignBell = createBell()
  const { model, judge, ...gates } = putGates(context, config, opened, openedJudge)
  return {
    ...context,
    config,
    queue,
    prompts,
    model,
    judge,
    publicUrl: config.publicUrl,
    resendUnknown: config.deliveryUnknown === 'resend',
    pace: createPace(config.mailPerDomainPerSecond),
    transports,
    schedule: (tx, approved, draft) =>
      scheduleDelivery({ ...context, queue, transports, sendingCampaigns }, tx, approved, draft),
    sendingCampaigns,
    findScheduled,
    campaignBell,
    wakeCampaigns: campaignBell.ring,
    cancelDelivery: (tx: Tx, draftId: string) => cancelDelivery(context, tx, draftId),
    close: async () => {
      await gates.close()
      await queue.close()
      for (const transport of Object.values(transports)) await transport.close?.()
      await database.close()
    },
  }
}
