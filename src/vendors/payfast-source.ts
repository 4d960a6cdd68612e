/** Where PayFast sends from, as it publishes it. A signal, never a refusal: live notices have come from addresses it does not publish. */

export const PAYFAST_SOURCES: readonly string[] = [
  '197.97.145.144/28',
  '41.74.179.192/27',
  '102.216.36.0/28',
  '102.216.36.128/28',
  '144.126.193.139/32',
  // Unpublished, and in use since the middle of 2026.
  '13.245.74.88/32',
]

export const isListedSource = (address: string, sources = PAYFAST_SOURCES): boolean => {
  const asked = numberOf(address)
  return asked !== null && sources.some((range) => holds(range, asked))
}

const holds = (range: string, asked: number): boolean => {
  const [first = '', bits = '32'] = range.split('/')
  const start = numberOf(first)
  const size = 2 ** (32 - Number(bits))
  return start !== null && Math.floor(asked / size) === Math.floor(start / size)
}

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/

/** Null for what is no IPv4 address: PayFast sends from no other. */
const numberOf = (address: string): number | null => {
  const parts = IPV4.exec(address)?.slice(1).map(Number)
  if (!parts || parts.some((part) => part > 255)) return null
  return parts.reduce((sum, part) => sum * 256 + part, 0)
}
