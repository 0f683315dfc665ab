import { generateKeyPairSync } from 'node:crypto'
import { dkimVerify } from 'mailauth'
import { openDkim } from '../../src/channels/dkim.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
export const DKIM = { domain: 'aquila.example', selector: 'fw1', key: PEM }
export const dkim = openDkim(DKIM)

/** The domain's DNS, answered here: one key under the selector, nothing else. */
const resolver = async (name: string, type: string): Promise<string[][]> => {
  if (type === 'TXT' && name === 'fw1._domainkey.aquila.example') {
    return [[`v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`]]
  }
  throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
}

/** What an independent verifier says of a mail: `pass` or why not, and the headers that the signature covers. */
export async function verify(raw: Buffer): Promise<{ result: string; domain: string; covers: string[] }> {
  const { results } = await dkimVerify(raw, { resolver })
  const [first] = results
  if (results.length !== 1 || first === undefined)
    return { result: `${results.length} signatures`, domain: '', covers: [] }
  const covers = String(first.signingHeaders?.keys ?? '')
    .toLowerCase()
    .split(/\s*:\s*/)
  return { result: first.status.result, domain: first.signingDomain ?? '', covers }
}
