/**
 * Tracking routes are called from any web page, with a key that may only write. No credentials are allowed, so no page
 * can act for somebody who is signed in somewhere.
 */
export const CORS = {
  'access-control-allow-origin': '*',
  // After a 429 a browser's client waits as long as it is told.
  'access-control-expose-headers': 'retry-after',
  'cross-origin-resource-policy': 'cross-origin',
}

/** What a browser learns before its first call, for a day. */
export const PREFLIGHT = {
  ...CORS,
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers':
    'authorization, content-type, content-encoding, x-retry-count, x-write-key, x-ip-policy, x-enable-debug',
  'access-control-max-age': '86400',
}
