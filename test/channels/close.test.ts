import { expect, test } from 'vitest'
import type { ChannelName, Transport } from '../../src/channels/channel.ts'
import { startApp } from '../support/app.ts'
import '../support/no-leaks.ts'

test('what the channels hold open is let go when the service ends', async () => {
  const closed: ChannelName[] = []
  const send = async () => ({ outcome: 'not_sent', reason: 'none' }) as const
  const closing = (name: ChannelName): Transport => ({
    idempotent: true,
    send,
    close: async () => void closed.push(name),
  })
  const transports = { email: closing('email'), sms: closing('sms'), webhook: { idempotent: true, send } }
  const service = await startApp({ transports })
  await service.close()
  expect(closed).toEqual(['email', 'sms'])
})
