/** Where a request comes from, as far as a limit and a log may know it. */
import type { HouseContext } from './http.ts'

/** Set by Cloudflare's edge; no other header is believed. */
const addressOf = (c: HouseContext): string => c.req.header('cf-connecting-ip') ?? 'unknown'

/** What a limit counts: an IPv4 address, or the /64 an IPv6 one belongs to (a household has as many of those as it likes). */
export const limitedNetwork = (c: HouseContext): string => {
  const address = addressOf(c)
  return address.includes(':') ? prefix64(address) : address
}

/** What may be kept: the first three parts of an IPv4 address, or the /64. */
export const shownNetwork = (c: HouseContext): string => {
  const network = limitedNetwork(c)
  return network.replace(/^(\d+\.\d+\.\d+)\.\d+$/, '$1.0/24')
}

const prefix64 = (address: string): string => {
  const [head = '', tail] = address.toLowerCase().split('::')
  const before = head ? head.split(':') : []
  const after = tail ? tail.split(':') : []
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
