import { expect, test } from 'vitest'
import { readReply } from '../../src/delivery/reply-keyword.ts'

test.each([
  'stop',
  'STOP',
  'Stop.',
  ' stop! ',
  '“STOP”',
  'S T O P',
  'ＳＴＯＰ',
  'stop stop stop',
  'STOPALL',
  'stop all',
  'unsubscribe',
  'Cancel',
  'END',
  'quit',
  'REVOKE',
  'opt out',
  'Opt-Out',
  'optout',
  'stop 🛑',
  'Stopp!',
  'abmelden',
  'ABBESTELLEN',
  'Ende',
  'baja',
  'BAJA.',
  'alto',
  'Cancelar',
  'arrêt',
  'ARRET',
  'arrêter',
  'désabonner',
  'Désinscription',
  'Fin',
])('%j ends text messages', (text) => expect(readReply(text)).toBe('stop'))

test.each(['start', 'START', 'Start!', 'unstop', ' UNSTOP. '])('%j begins them again', (text) =>
  expect(readReply(text)).toBe('start'),
)

test.each(['help', 'HELP?', 'info', 'Hilfe', 'ayuda'])('%j asks for help', (text) =>
  expect(readReply(text)).toBe('help'),
)

test.each([
  'Please stop texting me',
  'stop by tomorrow',
  'can you stop by the shop?',
  'I said STOP, do not text me again',
  'dont text me',
  "Don't contact me anymore",
  'Remove me from your list',
  'leave me alone',
  'I want to opt out please',
  'cancel my order',
  'unsubscribe me pls',
  'who is this',
  'Bitte keine SMS mehr',
  'Ich möchte nicht mehr',
  'no quiero más mensajes',
  'Dejen de escribirme',
  'ne plus recevoir de sms svp',
  'Arrêtez ça',
])('%j may mean it, which a person reads', (text) => expect(readReply(text)).toBe('may-mean-stop'))

test.each(
  [
    'When does it start?',
    'start',
    'Let us start over',
    'starting to get annoyed',
    'yes',
    'ok',
    'Thanks!',
    'Ja, gern',
    'sí',
    'oui',
    '',
    '👍',
    '12345',
    'How much is the dishwasher?',
    'restart',
    'I will attend',
  ].filter((text) => text !== 'start'),
)('%j is an answer like any other', (text) => expect(readReply(text)).toBe('other'))

test('nothing but the word alone begins anything again', () => {
  for (const words of ['yes start', 'start it', 'please unstop', 'start stop', 'stop start', 'startup', 'st art now']) {
    expect(readReply(words), words).not.toBe('start')
  }
})

test('a very long reply is read in no time worth speaking of', () => {
  expect(readReply('do not '.repeat(200_000))).toBe('other')
  expect(readReply('a'.repeat(1_000_000))).toBe('other')
})
