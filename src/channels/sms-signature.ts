import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * The signature that Twilio, and who copies it, sends as `X-Twilio-Signature`: HMAC-SHA-1 with the account's token over the
 * whole URL and every field of the form, in the order of their names.
 * @param url as the provider was told it, query included
 */
export function smsSignature(token: string, url: string, form: URLSearchParams): string {
  const names = [...new Set(form.keys())].toSorted()
  const fields = names.flatMap((name) => [...new Set(form.getAll(name))].toSorted().map((value) => name + value))
  return createHmac('sha1', token)
    .update(url + fields.join(''))
    .digest('base64')
}

/** Compares in a time that tells nothing of how much was right. */
export function isSignedBy(token: string, url: string, form: URLSearchParams, signature: string): boolean {
  const expected = Buffer.from(smsSignature(token, url, form))
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
