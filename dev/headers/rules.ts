/**
 * The rules of MDN HTTP Observatory, as `@mdn/mdn-http-observatory` 1.4.8 has them, as far as one answer can be judged by itself:
 * what each rule looks at and how many points it gives or takes. The names and points are theirs, the words and the code are ours.
 */
import { judgePolicy, readPolicy } from './policy.ts'

export type Answer = { headers: Headers; html: string | null }
export type Finding = { points: number; says: string }
export type Rule = { name: string; judge: (answer: Answer) => Finding }
export type Score = { score: number; grade: string; findings: (Finding & { name: string })[] }

const SIX_MONTHS_SECONDS = 15_768_000
/** Extra points count only where the penalties leave at least this much. */
const EXTRA_FROM = 90

const valueOf = ({ headers }: Answer, name: string): string | null =>
  headers.get(name)?.trim().toLowerCase() ?? null

const contentSecurityPolicy = ({ headers }: Answer): Finding =>
  judgePolicy(headers.get('content-security-policy'))

const cookies = (answer: Answer): Finding => {
  const judged = answer.headers.getSetCookie().map((cookie) => judgeCookie(cookie, answer))
  const [worst] = judged.toSorted((one, other) => one.points - other.points)
  return worst ?? { points: 0, says: 'no cookie' }
}

/** Theirs calls a cookie a session's when "sess" or "login" stands in its name; ours is called `sid`. */
const judgeCookie = (cookie: string, answer: Answer): Finding => {
  const [pair = '', ...rest] = cookie.split(';').map((part) => part.trim().toLowerCase())
  const [name = ''] = pair.split('=')
  const isSession = /sess|login|sid/.test(name)
  const sameSite = rest.find((part) => part.startsWith('samesite'))?.split('=')[1]
  const isKept = hsts(answer).points === 0
  if (!rest.includes('secure')) {
    if (isSession) return { points: isKept ? -10 : -40, says: `${name}: not Secure` }
    return { points: isKept ? -5 : -20, says: `${name}: not Secure` }
  }
  if (isSession && !rest.includes('httponly')) return { points: -30, says: `${name}: not HttpOnly` }
  if (sameSite === undefined)
    return { points: name.includes('csrf') ? -20 : 0, says: `${name}: no SameSite` }
  if (!['lax', 'strict', 'none'].includes(sameSite))
    return { points: -20, says: `${name}: SameSite=${sameSite}` }
  return { points: 5, says: 'Secure, HttpOnly, SameSite' }
}

const crossOriginSharing = (answer: Answer): Finding => {
  const origin = valueOf(answer, 'access-control-allow-origin')
  const withCookies = valueOf(answer, 'access-control-allow-credentials') === 'true'
  if (origin === null) return { points: 0, says: 'not shared' }
  if (origin !== '*' && withCookies)
    return { points: -50, says: `shared with ${origin}, signed in` }
  return { points: 0, says: `shared with ${origin}` }
}

/** From http to https is the edge's part; an answer of ours may not lead back. */
const redirection = (answer: Answer): Finding =>
  valueOf(answer, 'location')?.startsWith('http:')
    ? { points: -20, says: 'leads to plain http' }
    : { points: 0, says: 'stays where it is' }

const referrerPolicies: Record<string, number> = {
  'no-referrer': 5,
  'same-origin': 5,
  'strict-origin': 5,
  'strict-origin-when-cross-origin': 5,
  origin: -5,
  'origin-when-cross-origin': -5,
  'unsafe-url': -5,
  'no-referrer-when-downgrade': -5,
}
const referrerPolicy = (answer: Answer): Finding => {
  const header = valueOf(answer, 'referrer-policy')
  if (header === null) return { points: 0, says: 'absent' }
  const known = header.split(',').map((policy) => referrerPolicies[policy.trim()])
  return { points: known.findLast((points) => points !== undefined) ?? -5, says: header }
}

/** The five points of the browsers' preload list are not ours to claim before a domain stands in it. */
const hsts = (answer: Answer): Finding => {
  const header = valueOf(answer, 'strict-transport-security')
  if (header === null) return { points: -20, says: 'absent' }
  const seconds = /(?:^|;)\s*max-age=(\d+)/.exec(header)?.[1]
  if (seconds === undefined || header.includes(',')) return { points: -20, says: 'unreadable' }
  const isLong = Number(seconds) >= SIX_MONTHS_SECONDS
  return isLong ? { points: 0, says: header } : { points: -10, says: 'less than six months' }
}

const subresourceIntegrity = ({ html }: Answer): Finding => {
  const scripts = [...(html ?? '').matchAll(/<script\b[^>]*?\ssrc="([^"]*)"[^>]*>/gi)]
  const judged = scripts.map(([tag, src = '']) => judgeScript(src, /\sintegrity="/i.test(tag)))
  const [worst] = judged.toSorted((one, other) => one.points - other.points)
  return worst ?? { points: 0, says: 'no script' }
}

const judgeScript = (src: string, hasIntegrity: boolean): Finding => {
  const isForeign = /^(https?:)?\/\//i.test(src)
  if (!isForeign) return { points: hasIntegrity ? 5 : 0, says: `our own ${src}` }
  if (!/^https:/i.test(src)) return { points: hasIntegrity ? -20 : -50, says: `insecure ${src}` }
  return { points: hasIntegrity ? 5 : -5, says: `foreign ${src}` }
}

const contentTypeOptions = (answer: Answer): Finding =>
  valueOf(answer, 'x-content-type-options') === 'nosniff'
    ? { points: 0, says: 'nosniff' }
    : { points: -5, says: 'no nosniff' }

const framing = (answer: Answer): Finding => {
  const policy = readPolicy(answer.headers.get('content-security-policy') ?? '')
  if (policy?.has('frame-ancestors')) return { points: 5, says: 'frame-ancestors' }
  const header = valueOf(answer, 'x-frame-options')
  if (header === null) return { points: -20, says: 'absent' }
  const isKnown = header === 'deny' || header === 'sameorigin' || header.startsWith('allow-from')
  return { points: isKnown ? 0 : -20, says: header }
}

const resourcePolicies: Record<string, number> = {
  'same-origin': 10,
  'same-site': 10,
  'cross-origin': 0,
}
const resourcePolicy = (answer: Answer): Finding => {
  const header = valueOf(answer, 'cross-origin-resource-policy')
  if (header === null) return { points: 0, says: 'absent' }
  return { points: resourcePolicies[header] ?? -5, says: header }
}

export const rules: readonly Rule[] = [
  { name: 'content-security-policy', judge: contentSecurityPolicy },
  { name: 'cookies', judge: cookies },
  { name: 'cross-origin-resource-sharing', judge: crossOriginSharing },
  { name: 'redirection', judge: redirection },
  { name: 'referrer-policy', judge: referrerPolicy },
  { name: 'strict-transport-security', judge: hsts },
  { name: 'subresource-integrity', judge: subresourceIntegrity },
  { name: 'x-content-type-options', judge: contentTypeOptions },
  { name: 'x-frame-options', judge: framing },
  { name: 'cross-origin-resource-policy', judge: resourcePolicy },
]

export const scoreOf = (answer: Answer): Score => {
  const findings = rules.map(({ name, judge }) => ({ name, ...judge(answer) }))
  const sum = (points: number[]) => points.reduce((total, more) => total + more, 100)
  const points = findings.map((finding) => finding.points)
  const plain = sum(points.filter((more) => more < 0))
  const score = Math.max(0, plain >= EXTRA_FROM ? sum(points) : plain)
  return { score, grade: gradeOf(score), findings }
}

const grades: readonly [from: number, grade: string][] = [
  [100, 'A+'],
  [90, 'A'],
  [85, 'A-'],
  [80, 'B+'],
  [70, 'B'],
  [65, 'B-'],
  [60, 'C+'],
  [50, 'C'],
  [45, 'C-'],
  [40, 'D+'],
  [30, 'D'],
  [25, 'D-'],
]
export const gradeOf = (score: number): string => grades.find(([from]) => score >= from)?.[1] ?? 'F'
