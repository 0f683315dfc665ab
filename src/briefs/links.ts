/** The product's address when it lies on one of the brand's own hosts or below it, as it may stand in a message; else null. */
export function brandLink(url: string | undefined, linkDomains: readonly string[]): string | null {
  if (url === undefined || !URL.canParse(url)) return null
  const { protocol, hostname, username, password, href } = new URL(url)
  if ((protocol !== 'https:' && protocol !== 'http:') || username !== '' || password !== '') return null
  const ours = linkDomains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`))
  return ours ? href : null
}
