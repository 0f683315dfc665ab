import { call } from './call.ts'
import type { Channel, ChannelName } from './channel.ts'
import { email } from './email.ts'

/** Every channel that can be used. */
export const channels: readonly Channel[] = [email, call]

export const findChannel = (name: ChannelName): Channel | undefined => channels.find((channel) => channel.name === name)
