import type { Channel } from './channel.ts'

/** A script that an agent reads on the phone: handed over, not sent. */
export const call: Channel = {
  name: 'call',
  hasSubject: false,
  limits: { subject: 0, body: 4000 },
  needsSender: false,
  addressOf: (customer) => customer.phone,
  render: (content) => ({ text: `${content.body.replace(/\r\n?/g, '\n').trim()}\n`, html: null, headers: {} }),
}
