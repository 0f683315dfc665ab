import type { Channel, Content, Frame, Rendered } from './channel.ts'
import { headerLine } from './email.ts'

/** Subject and text as they are, and below them what the brand owes the reader; how to end it is told beside them. */
function render(content: Content, { unsubscribeUrl, disclosures = [] }: Frame): Rendered {
  const body = content.body.replace(/\r\n?/g, '\n').trim()
  return {
    text: `${[body, ...disclosures].join('\n\n')}\n`,
    html: null,
    headers: { Subject: headerLine(content.subject ?? ''), 'List-Unsubscribe': `<${unsubscribeUrl}>` },
  }
}

/** The brand's own system, which shows the message to the customer in its own way. It knows the customer by id alone. */
export const webhook: Channel = {
  name: 'webhook',
  hasSubject: true,
  limits: { subject: 120, body: 4000 },
  needsSender: false,
  addressOf: (customer) => customer.id,
  render,
}
