import { Hono, type MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

import {
  Busy,
  Conflict,
  Forbidden,
  fromDatabase,
  Invalid,
  LimitReached,
  NotFound,
  NotProven,
  QuotaReached,
  Unavailable,
  Upstream,
} from '../src/errors.ts'
import { mountActivity } from './activity.tsx'
import { mountBusinesses } from './businesses.tsx'
import { mountConfirm } from './confirm.tsx'
import { mountConnect } from './connect.tsx'
import { mountConversation } from './conversation.tsx'
import type { Deps } from './deps.ts'
import { mountEmail } from './email.tsx'
import { mountExportCsv } from './export-csv.ts'
import { mountExport } from './export.tsx'
import type { House, HouseApp, HouseContext } from './http.ts'
import { mountInbox } from './inbox.tsx'
import { refuseRepeated } from './input.ts'
import { mountJoin } from './join.tsx'
import { logError, logRequest } from './log.ts'
import { mountLogin } from './login.tsx'
import { mountMember } from './member.tsx'
import { mountMerchant } from './merchant.tsx'
import { mountMore } from './more.tsx'
import { ProblemPage } from './pages/problem.tsx'
import { mountPassword } from './password.tsx'
import { mountPay } from './pay.tsx'
import { mountPaymentRequests } from './payment-request.tsx'
import { answerPending } from './pending.tsx'
import { noteRefusal } from './refusals.ts'
import { mountReset } from './reset.tsx'
import { mountRole } from './role.tsx'
import { mountSecondFactor } from './second-factor.tsx'
import { mountSecond } from './second.tsx'
import { mountSignup } from './signup.tsx'
import { mountSubscriptionChanges } from './subscription-changes.tsx'
import { mountVatNumber } from './subscription-vat.tsx'
import { mountSubscription } from './subscription.tsx'
import { mountTeam } from './team.tsx'
import { mountVerify } from './verify.tsx'
import { mountPayfast } from './webhooks/payfast.ts'
import { mountWhapi } from './webhooks/whapi.ts'

/** The product on one page: what stands before every handler, then the handlers. */
export const createApp = (deps: Deps): HouseApp => {
  const app: HouseApp = new Hono<House>()
  app.use(oneRequest(deps), headers, ownOriginOnly(deps.origin), namesOnce)
  app.get('/healthz', (c) => c.text('ok'))
  mountWhapi(app)
  mountPayfast(app)
  mountLogin(app)
  mountVerify(app)
  mountPassword(app)
  mountReset(app)
  mountSecond(app)
  mountSignup(app)
  mountInbox(app)
  mountConversation(app)
  mountPaymentRequests(app)
  mountMerchant(app)
  mountPay(app)
  mountConnect(app)
  mountActivity(app)
  mountExport(app)
  mountExportCsv(app)
  mountMore(app)
  mountTeam(app)
  mountMember(app)
  mountRole(app)
  mountJoin(app)
  mountBusinesses(app)
  mountSubscriptionChanges(app)
  mountSubscription(app)
  mountVatNumber(app)
  mountConfirm(app)
  mountSecondFactor(app)
  mountEmail(app)
  app.notFound((c) =>
    c.req.path.startsWith('/webhooks/')
      ? c.body(null, 404)
      : answerProblem(c, new NotFound('not found')),
  )
  app.onError(async (error, c) => {
    const problem = fromDatabase(error)
    await noteRefusal(c, problem)
    return answerProblem(c, problem)
  })
  return app
}

/** The request's id, on its log line, its answer and all rows it writes. */
const oneRequest =
  (deps: Deps): MiddlewareHandler<House> =>
  async (c, next) => {
    const started = performance.now()
    c.set('deps', deps)
    c.set('requestId', crypto.randomUUID())
    c.set('ask', () => Promise.reject(new NotProven('a route without a guard')))
    await next()
    c.header('X-Request-Id', c.var.requestId)
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', cachingOf(c))
    allowForms(c)
    // Lets a browser fetch the page behind a link while the finger is still on it: a GET changes nothing.
    if (isPage(c)) c.header('Speculation-Rules', '"/rules.json"')
    const ms = Math.round(performance.now() - started)
    const { method, routePath: route } = c.req
    logRequest({ requestId: c.var.requestId, method, route, status: c.res.status, ms })
  }

/** Of this one answer: every other may only post to us. */
const allowForms = (c: HouseContext): void => {
  const policy = c.res.headers.get('content-security-policy')
  if (!c.var.formTargets || policy === null) return
  const targets = ["'self'", ...c.var.formTargets].join(' ')
  c.header(
    'Content-Security-Policy',
    policy.replace("form-action 'self'", `form-action ${targets}`),
  )
}

/** Pages may be kept by the owner's own browser for Back; what holds a token or a secret may not. */
const cachingOf = (c: HouseContext): string =>
  /^\/(login|signup|join|pay\/|security\/second-factor|subscription\/checkout)/.test(c.req.path)
    ? 'no-store'
    : 'private, no-cache'

const isPage = (c: HouseContext): boolean =>
  c.res.headers.get('content-type')?.startsWith('text/html') ?? false

const headers = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: ['app'],
  },
  strictTransportSecurity: 'max-age=63072000; includeSubDomains; preload',
  // `no-referrer` would send `Origin: null` with our own forms.
  referrerPolicy: 'strict-origin',
  permissionsPolicy: {
    accelerometer: [],
    camera: [],
    displayCapture: [],
    geolocation: [],
    gyroscope: [],
    hid: [],
    magnetometer: [],
    microphone: [],
    midi: [],
    payment: [],
    serial: [],
    usb: [],
  },
  xFrameOptions: 'DENY',
  xXssProtection: '0',
})

/** Every change from a browser comes from our own pages. Webhooks prove themselves in another way. */
const ownOriginOnly =
  (origin: string): MiddlewareHandler<House> =>
  async (c, next) => {
    const changes = c.req.method !== 'GET' && c.req.method !== 'HEAD'
    if (changes && !c.req.path.startsWith('/webhooks/') && !isOwn(c, origin)) {
      throw new Forbidden('a form of another site', 'elsewhere')
    }
    await next()
  }

/** No address names a thing twice, whether its handler reads it or not. A proven delivery is not lost for the sake of its address. */
const namesOnce: MiddlewareHandler<House> = async (c, next) => {
  const { url, path } = c.req
  if (url.includes('?') && !path.startsWith('/webhooks/')) {
    refuseRepeated([...new URL(url).searchParams.keys()])
  }
  await next()
}

/** Fetch Metadata where the browser sends it, and Origin where it is given; neither is no proof. */
const isOwn = (c: HouseContext, origin: string): boolean => {
  const site = c.req.header('sec-fetch-site')
  const from = c.req.header('origin')
  if (from !== undefined && from !== origin) return false
  return site === undefined ? from === origin : site === 'same-origin'
}

const statuses = [
  [NotProven, 401],
  [QuotaReached, 402],
  [Forbidden, 403],
  [NotFound, 404],
  [Conflict, 409],
  [Invalid, 400],
  [LimitReached, 429],
  [Upstream, 502],
  [Busy, 503],
  [Unavailable, 503],
] as const

const statusOf = (error: unknown) => statuses.find(([kind]) => error instanceof kind)?.[1] ?? 500

/** The one translator from what went wrong to what is said. What is not ours to explain is a 500 with a reference and nothing else. */
const answerProblem = (c: HouseContext, error: unknown): Response | Promise<Response> => {
  const status = statusOf(error)
  if (status >= 500) logError(c.var.requestId, error)
  // Whatever kept a proven delivery from being stored: the provider comes again.
  if (c.req.path.startsWith('/webhooks/')) return c.body(null, status === 401 ? 401 : 503)
  const way = wayOn(c, error)
  if (way) return c.redirect(way, 303)
  if (error instanceof Forbidden && error.reason === 'pending') return answerPending(c)
  const says = error instanceof Invalid ? error.message : null
  const problem = { status, says, requestId: c.var.requestId }
  if (error instanceof Busy) c.header('Retry-After', String(error.retrySeconds))
  if (!(error instanceof LimitReached)) return c.html(<ProblemPage {...problem} />, status)
  c.header('Retry-After', String(error.retrySeconds))
  const retryMinutes = Math.ceil(error.retrySeconds / 60)
  return c.html(<ProblemPage {...problem} retryMinutes={retryMinutes} />, status)
}

/** Where somebody who has to prove something goes. */
const wayOn = (c: HouseContext, error: unknown): string | null => {
  if (error instanceof NotProven) return wayIn(c, error)
  if (!(error instanceof Forbidden)) return null
  if (error.reason === 'factor') return '/security/second-factor'
  const next = c.var.standsOn ?? c.req.path
  return error.reason === 'stale' ? `/confirm?next=${encodeURIComponent(next)}` : null
}

/** Where somebody who is not signed in goes; the page's own script is told by the bare status. */
const wayIn = (c: HouseContext, { message }: NotProven): string | null => {
  if (message === 'link_spent') return '/login?notice=link_spent'
  const isPageRequest = c.req.method === 'GET' && !c.req.path.endsWith('live')
  return isPageRequest ? '/login' : null
}
