import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** An SMTP server that takes every message and keeps it raw, with the envelope's recipients in the file's name. */
const [folder = ''] = process.argv.slice(2)
let received = 0

// It lives no longer than the run that started it.
process.on('disconnect', () => process.exit())

const server = new SMTPServer({
  // Plain SMTP on this machine only: it has no certificate and no users.
  disabledCommands: ['STARTTLS', 'AUTH'],
  onData(stream, session, done) {
    buffer(stream).then((raw) => {
      const recipients = session.envelope.rcptTo.map(({ address }) => address).join(',')
      writeFileSync(join(folder, `${String(++received).padStart(6, '0')} ${recipients}.eml`), raw)
      done()
    }, done)
  },
})
// A client that is killed leaves a broken connection behind, and nothing else.
server.on('error', () => {})
server.listen(0, '127.0.0.1')
await once(server.server, 'listening')
process.send?.({ port: (server.server.address() as AddressInfo).port })
