import { type Channel, handedOver } from './channel.ts'

/** A script that an agent reads on the phone: handed over, not sent. */
export const call: Channel = {
  name: 'call',
  hasSubject: false,
  limits: { subject: 0, body: 4000 },
  needsSender: false,
  takenOver: true,
  addressOf: (customer) => customer.phone,
  render: handedOver,
}
