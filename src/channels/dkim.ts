import { createPrivateKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { DkimSettings } from '../config.ts'

/** What nodemailer signs with. */
export type Dkim = { domainName: string; keySelector: string; privateKey: string; headerFieldNames: string }

/**
 * What the signature covers: what RFC 6376, section 5.4.1 recommends of all that we send, and both headers of one-click
 * (RFC 8058, section 4), of which nodemailer's own list knows only one.
 */
const SIGNED_HEADERS = [
  'From',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'To',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Auto-Submitted',
].join(':')

/**
 * Reads the key that mail is signed with, once, at the start: nodemailer leaves a message unsigned when its key is no good.
 * @throws Error with one sentence, and nothing of the key, when it cannot sign
 */
export function openDkim({ domain, selector, key }: DkimSettings): Dkim {
  const pem = key.includes('-----BEGIN') ? key.replaceAll('\\n', '\n') : readKeyFile(key)
  const parsed = parseKey(pem)
  // RFC 8301, section 3: verifiers ignore shorter keys. nodemailer signs with RSA alone.
  if (parsed.asymmetricKeyType !== 'rsa' || (parsed.asymmetricKeyDetails?.modulusLength ?? 0) < 1024) {
    throw new Error('DKIM_KEY: must be an RSA key of 1024 bits or more; 2048 are usual.')
  }
  return { domainName: domain, keySelector: selector, privateKey: pem, headerFieldNames: SIGNED_HEADERS }
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new Error('DKIM_KEY: is neither a PEM text nor the path of a file that can be read.')
  }
}

function parseKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    throw new Error('DKIM_KEY: holds no private key in PEM format without a passphrase.')
  }
}
