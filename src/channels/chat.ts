import { type Channel, handedOver } from './channel.ts'

/** A message that an agent pastes into a conversation: handed over, not sent. The conversation is the agent's, so there is no address. */
export const chat: Channel = {
  name: 'chat',
  hasSubject: false,
  limits: { subject: 0, body: 1000 },
  needsSender: false,
  takenOver: true,
  addressOf: () => null,
  render: handedOver,
}
