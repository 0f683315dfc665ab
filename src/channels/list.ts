import { call } from './call.ts'
import type { Channel, ChannelName } from './channel.ts'
import { chat } from './chat.ts'
import { email } from './email.ts'
import { sms } from './sms.ts'
import { webhook } from './webhook.ts'

/** Every channel that can be written for. What has no transport in `deps.ts` is not sent. */
export const channels: readonly Channel[] = [email, sms, chat, call, webhook]

/** What waits for an agent instead of being sent. */
export const agentChannels = channels.filter(({ takenOver }) => takenOver).map(({ name }) => name)

export const findChannel = (name: ChannelName): Channel | undefined => channels.find((channel) => channel.name === name)
