import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** What is no public address, of the IANA special-purpose registries for IPv4 and IPv6. */
const special = new BlockList()
for (const range of [
  '0.0.0.0/8', // this host
  '10.0.0.0/8',
  '100.64.0.0/10', // carriers, and some clouds' metadata
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local, and clouds' metadata
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16',
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
]) {
  const [net = '', prefix] = range.split('/')
  special.addSubnet(net, Number(prefix), 'ipv4')
}
for (const range of [
  '2001::/23', // Teredo and other protocols of the IETF
  '2001:db8::/32',
  '2002::/16', // 6to4, which leads to any IPv4 address
  '3fff::/20', // documentation
]) {
  const [net = '', prefix] = range.split('/')
  special.addSubnet(net, Number(prefix), 'ipv6')
}
const globalUnicast = new BlockList()
globalUnicast.addSubnet('2000::', 3, 'ipv6')

/**
 * Whether an address, as a resolver gives it, belongs to the public internet. Of IPv6 only global unicast does (RFC 4291,
 * section 2.4): mapped, compatible, translated (NAT64), unique local and link-local addresses all lead elsewhere.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special.check(address, 'ipv4')
  return isIPv6(address) && globalUnicast.check(address, 'ipv6') && !special.check(address, 'ipv6')
}

/** Names that mean something inside a network only, whatever a resolver says of them. */
const INSIDE = /^(?:[^.]+|.*\.(?:localhost|local|internal|intranet|lan|svc|home\.arpa))$/

/** Why nothing may be sent to this URL, before its name is resolved; null when it may be. @throws TypeError when it is none */
export function whyNotPublic(text: string): string | null {
  const url = new URL(text)
  if (url.protocol !== 'https:') return 'must begin with https://'
  if (url.port !== '' && url.port !== '8443') return 'must have the port 443 or 8443'
  if (url.username !== '' || url.password !== '') return 'must hold no user name and no password'
  const host = url.hostname.replace(/\.$/, '')
  const literal = host.startsWith('[') ? host.slice(1, -1) : host
  const isAddress = isIPv4(literal) || isIPv6(literal)
  // `010.0.0.1` is 8.0.0.1 to browsers and 10.0.0.1 to others: an address in such a spelling is nobody's honest wish.
  if (isIPv4(literal) && !text.includes(literal)) return 'must lead to a public address, written in plain digits'
  if (isAddress ? !isPublicAddress(literal) : INSIDE.test(host)) return 'must lead to a public address'
  return null
}
