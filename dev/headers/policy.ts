/** Content-Security-Policy, read and judged by the Observatory's rules. */
import type { Finding } from './rules.ts'

const BROAD = new Set('* ftp: http: https: http://* http://*.* https://* https://*.*'.split(' '))
const INLINE = new Set(["'unsafe-inline'", 'data:'])
const PASSIVE = ['img-src', 'media-src']
const EVERYTHING = ['*']

type Policy = Map<string, string[]>

/** Null where a directive stands twice, or where two policies were sent: we send one. */
export const readPolicy = (header: string): Policy | null => {
  if (header.includes(',')) return null
  const policy: Policy = new Map()
  for (const entry of header.split(';')) {
    const [directive = '', ...sources] = entry.trim().toLowerCase().split(/\s+/)
    if (!directive) continue
    if (policy.has(directive)) return null
    const isEmptyList = sources.length === 0 && directive.endsWith('-src')
    policy.set(directive, isEmptyList ? ["'none'"] : sources)
  }
  return policy.size === 0 ? null : policy
}

const allowedBy = (policy: Policy, directive: string): string[] =>
  withoutIgnored(policy.get(directive) ?? policy.get('default-src') ?? EVERYTHING)

/** A browser ignores 'unsafe-inline' beside a nonce or a hash. */
const withoutIgnored = (sources: string[]): string[] =>
  sources.some((source) => /^'(nonce|sha(256|384|512))-/.test(source))
    ? sources.filter((source) => source !== "'unsafe-inline'")
    : sources

const isInsecure = (source: string): boolean => /^(http|ftp):/.test(source)
const isBroadOrInline = (source: string): boolean => BROAD.has(source) || INLINE.has(source)

export const judgePolicy = (header: string | null): Finding => {
  if (header === null) return { points: -25, says: 'no policy' }
  const policy = readPolicy(header)
  if (!policy) return { points: -25, says: 'a policy that cannot be read' }
  const scripts = allowedBy(policy, 'script-src')
  const styles = allowedBy(policy, 'style-src')
  const objects = allowedBy(policy, 'object-src')
  if (scripts.some(isBroadOrInline) || objects.some((source) => BROAD.has(source)))
    return { points: -20, says: 'scripts or objects from anywhere, or inline' }
  const active = [...policy].flatMap(([name, from]) => (PASSIVE.includes(name) ? [] : from))
  if (active.some(isInsecure)) return { points: -20, says: 'active content over plain http' }
  if ([...scripts, ...styles].includes("'unsafe-eval'")) return { points: -10, says: 'eval' }
  const passive = PASSIVE.flatMap((name) => policy.get(name) ?? policy.get('default-src') ?? [])
  if (passive.some(isInsecure)) return { points: -10, says: 'pictures over plain http' }
  if (styles.some(isBroadOrInline)) return { points: 0, says: 'styles from anywhere, or inline' }
  const isClosed = policy.get('default-src')?.join(' ') === "'none'"
  return isClosed
    ? { points: 10, says: 'everything closed but what is named' }
    : { points: 5, says: 'nothing unsafe' }
}
