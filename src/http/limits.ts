/**
 * What a caller may take of the server, before any route is looked at. Times are milliseconds, sizes bytes. Who is slower
 * than this gets 408 and is cut off.
 */
export const HTTP_LIMITS = {
  bodyLimit: 2 * 1024 * 1024,
  /** Silence on a connection. Longer than the longest wait for a model. */
  connectionTimeout: 300_000,
  /** From the first byte of a request to its last: the largest import over a slow line. */
  requestTimeout: 300_000,
  /** An idle connection. Longer than proxies keep theirs (60 s), or they would send into one that is just closing. */
  keepAliveTimeout: 72_000,
  http: {
    maxHeaderSize: 16 * 1024,
    /** Until all headers are there. */
    headersTimeout: 15_000,
    /** How often the two times above are looked at. */
    connectionsCheckingInterval: 5000,
  },
}
export type HttpLimits = typeof HTTP_LIMITS
