import { describe, expect, test } from 'vitest'
import { isPublicAddress, whyNotPublic } from '../../src/channels/public-address.ts'
import { openWebhook } from '../../src/channels/webhook-transport.ts'
import { loadConfig } from '../../src/config.ts'
import { anOutgoing } from '../delivery/smtp.ts'
import { startHttpDouble } from './http-double.ts'

describe('an address', () => {
  test.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.255.255.255',
    '100.64.0.1',
    '100.100.100.200',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.168.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::7f00:1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::1',
    '3fff::1',
    '5f00::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    '',
    'localhost',
    '127.1',
    '0x7f.0.0.1',
  ])('%j is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  test.each(['1.1.1.1', '9.255.255.255', '11.0.0.0', '172.32.0.1', '192.1.0.1', '223.255.255.255', '2606:4700::1111'])(
    '%j is public',
    (address) => expect(isPublicAddress(address)).toBe(true),
  )
})

describe('where a webhook may lead', () => {
  test.each([
    ['http://shop.example/hook', 'https'],
    ['ftp://shop.example/hook', 'https'],
    ['https://shop.example:22/hook', 'port'],
    ['https://shop.example:80/hook', 'port'],
    ['https://user@shop.example/hook', 'password'],
    ['https://:secret@shop.example/hook', 'password'],
    ['https://localhost/hook', 'public'],
    ['https://LOCALHOST./hook', 'public'],
    ['https://a.localhost/hook', 'public'],
    ['https://metadata.google.internal/', 'public'],
    ['https://printer/', 'public'],
    ['https://[::ffff:7f00:1]/', 'public'],
    ['https://2130706433/', 'public'],
    ['https://127.0.0.1./', 'public'],
    ['https://010.0.0.1/', 'plain digits'],
    ['https://134744072/', 'plain digits'],
  ])('%s: not there', (url, why) => {
    expect(whyNotPublic(url)).toContain(why)
  })

  test('a name that leads to this machine gets nothing, though something listens there', async () => {
    const listening = await startHttpDouble()
    const hook = openWebhook(
      { url: 'https://shop.example:8443/hook', secret: 'whsec_AAAA', allowPrivate: false },
      { resolveName: (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]) },
    )
    expect(await hook.send(anOutgoing())).toEqual({ outcome: 'refused', reason: 'EPRIVATE' })
    expect(listening.received).toEqual([])
    await listening.stop()
  })

  test('a name that is not found is tried again', async () => {
    const hook = openWebhook(
      { url: 'https://shop.example/hook', secret: 'whsec_AAAA', allowPrivate: false },
      { resolveName: (_name, _options, done) => done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []) },
    )
    expect(await hook.send(anOutgoing())).toEqual({ outcome: 'not_sent', reason: 'ENOTFOUND' })
  })

  test.each([
    [{ WEBHOOK_URL: 'https://shop.example' }, 'WEBHOOK_SECRET:'],
    [{ WEBHOOK_SECRET: `whsec_${'A'.repeat(32)}` }, 'WEBHOOK_URL:'],
    [{ WEBHOOK_URL: 'https://shop.example', WEBHOOK_SECRET: 'secret' }, 'WEBHOOK_SECRET:'],
    [{ SMS_ACCOUNT: 'AC1', SMS_TOKEN: 'x' }, 'SMS_FROM:'],
    [{ SMS_ACCOUNT: 'AC1', SMS_FROM: '+15551112222' }, 'SMS_TOKEN:'],
    [{ SMS_ACCOUNT: 'AC1', SMS_TOKEN: 'x', SMS_FROM: '+1', SMS_MESSAGING_SERVICE: 'MG1' }, 'SMS_FROM:'],
    [{ SMS_ACCOUNT: 'a/../b', SMS_TOKEN: 'x', SMS_FROM: '+1' }, 'SMS_ACCOUNT:'],
    [{ SMS_FROM: '+15551112222' }, 'SMS_ACCOUNT:'],
  ])('settings that need each other are named (%#)', (environment, named) => {
    expect(() => loadConfig(environment as Record<string, string>)).toThrow(named)
  })
})
