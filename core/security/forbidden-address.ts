import { BlockList, isIP } from 'node:net'

/**
 * Networks that a URL from outside may not lead into: ourselves, our network, the cloud's metadata, and what is no single
 * host (IANA special-purpose registries, RFC 6890). IPv6 forms that carry an IPv4 address reach it past an IPv4 check.
 */
const FORBIDDEN: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Everything but global unicast: loopback, mapped IPv4, NAT64, unique local, link local, multicast.
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  // Teredo, benchmarking, ORCHID and other protocol assignments; documentation; 6to4.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const forbidden = blockList(FORBIDDEN.map(([network, prefix]) => `${network}/${prefix}`))

/** Whether an IP address may not be connected to; what is no address may not either. `networks` are excepted, as CIDR. */
export function isForbiddenAddress(address: string, networks: BlockList = NONE): boolean {
  const family = familyOf(address)
  if (!family) return true
  return !networks.check(address, family) && forbidden.check(address, family)
}

const NONE = new BlockList()

/** Of networks written as `10.1.0.0/16` or as one address. Throws a `RangeError` where one is neither. */
export function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    const family = familyOf(address)
    if (!family) throw new RangeError(`${network} is no network.`)
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return list
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address)
  if (version === 0) return undefined
  return version === 4 ? 'ipv4' : 'ipv6'
}
