const ipv4 = /^\d{1,3}(\.\d{1,3}){3}$/

/**
 * What a client's address counts as: an IPv4 address as it is, also where IPv6 carries it; an IPv6 address by its first
 * 64 bits, all of which belong to one customer (RFC 6177). Ports and zones are left away. What is no address counts as
 * one and the same, so that nobody chooses counters by inventing texts.
 */
export function clientNetwork(from: string): string {
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(from) ?? []
  const address = (bracketed ?? from).replace(/^(\d[\d.]*):\d+$/, '$1').replace(/%.*$/, '')
  if (ipv4.test(address)) return isIpv4(address) ? address : NONE
  const groups = groupsOf(address)
  if (groups === null) return NONE
  const [high = 0, low = 0] = groups.slice(6)
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`
}

const NONE = 'no address'

const isIpv4 = (address: string): boolean => address.split('.').every((part) => Number(part) <= 255)

/** The eight groups of an IPv6 address (RFC 4291, 2.2), or null when it is not one. */
function groupsOf(address: string): readonly number[] | null {
  const [, head = address, last = ''] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? []
  if (last !== '' && !isIpv4(last)) return null
  const [a = 0, b = 0, c = 0, d = 0] = last.split('.').map(Number)
  const text = last === '' ? head : `${head}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
  const sides = text.split('::')
  if (sides.length > 2) return null
  const [left = [], right = []] = sides.map((side) => (side === '' ? [] : side.split(':')))
  const missing = 8 - left.length - right.length
  if (sides.length === 2 ? missing < 1 : missing !== 0) return null
  const groups = [...left, ...Array.from({ length: sides.length === 2 ? missing : 0 }, () => '0'), ...right]
  return groups.every((group) => /^[\da-f]{1,4}$/i.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : null
}
