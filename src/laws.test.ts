import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { Column, getTableColumns, getViewSelectedFields, is } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'

import { conversations } from '../db/schema/conversation.ts'
import { customers } from '../db/schema/customer.ts'
import { messages } from '../db/schema/message.ts'
import { paymentRequests } from '../db/schema/payment-request.ts'
import {
  conversationsSeen,
  customersSeen,
  messagesSeen,
  paymentRequestsSeen,
} from '../db/schema/seen.ts'

const root = path.resolve(import.meta.dirname, '..')

const isTestFile = (file: string) => /\.test\.tsx?$|(^|\/)testing\.tsx?$/.test(file)
const sources = globSync('{functions,src,db}/**/*.{ts,tsx,sql}', { cwd: root })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !file.startsWith('db/migrations/'))
  .filter((file) => !isTestFile(file))
  .toSorted()
  .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }))
const inSrc = sources.filter(({ file }) => file.startsWith('src/'))

type Import = { from: string; to: string; typeOnly: boolean }
/** What a file imports: another file of ours by its path from the root, or a package. */
const importsOf = ({ file, text }: { file: string; text: string }): Import[] =>
  [...text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'";]*?from\s+)?'([^']+)'/gm)].map(
    ([, type, target = '']) => ({
      from: file,
      to: target.startsWith('.') ? path.posix.join(path.posix.dirname(file), target) : target,
      typeOnly: type !== undefined,
    }),
  )
const imports = sources.flatMap(importsOf)
const say = ({ from, to }: Import) => `${from} imports ${to}`
const room = (file: string) => file.split('/')[0] ?? ''
/** The concept of a file of src; null for the small nouns that stand at its root. */
const conceptOf = (file: string) => /^src\/([\w-]+)\//.exec(file)?.[1] ?? null

const rooms: Record<string, string[]> = {
  functions: ['functions', 'src'],
  src: ['src', 'db'],
  db: ['db'],
}

/** Each concept with those whose faces it may call. */
const downhill: Record<string, string[]> = {
  audit: [],
  org: [],
  knowledge: [],
  service: [],
  vendors: [],
  mail: ['vendors'],
  notice: ['subscription'],
  member: ['audit', 'org'],
  session: ['audit', 'org', 'member'],
  customer: ['audit', 'org'],
  conversation: ['audit', 'org', 'customer'],
  message: ['audit', 'org', 'customer', 'conversation'],
  subscription: ['org'],
  'payment-request': ['session', 'subscription'],
  export: ['audit', 'member', 'subscription'],
  reception: [
    'org',
    'customer',
    'conversation',
    'message',
    'knowledge',
    'service',
    'payment-request',
    'subscription',
    'vendors',
  ],
}

/** The files of a concept that may be imported from outside it, besides its own name: what is pure or read-only and has a name of its own. */
const faces: Record<string, string[]> = {
  audit: ['deed'],
  conversation: ['inbox', 'loops', 'quiet', 'signals'],
  export: ['cell', 'pages'],
  knowledge: ['ranking', 'spelling', 'stems'],
  member: ['custom-role', 'invitation', 'roles'],
  message: ['inbound', 'thanks'],
  notice: ['letter'],
  org: ['holidays', 'hours'],
  'payment-request': ['merchant', 'pay-link', 'request-payment'],
  session: ['magic-link', 'password', 'password-rules', 'second-factor', 'session', 'token'],
  subscription: ['happening', 'judge', 'ledger', 'plan', 'reconcile', 'run', 'usage', 'vat'],
  vendors: [
    'mail',
    'payfast',
    'payfast-account',
    'payfast-checkout',
    'payfast-confirm',
    'payfast-notice',
    'payfast-source',
    'whapi',
    'whapi-hook',
    'whapi-webhook',
  ],
}

/** Types that point uphill on purpose. */
const agreed = [
  // The reception's contract with the rest of the house.
  'src/message/message.ts imports src/reception/briefing.ts',
  // What the reception needs is part of what the handlers are given.
  'functions/deps.ts imports src/reception/turn.ts',
]
const isAgreed = (found: Import) => found.typeOnly && agreed.includes(say(found))

describe('imports go downhill', () => {
  test('from the handlers to the house to the cellar, and only functions/deps.ts joins them', () => {
    const uphill = imports.filter(
      ({ from, to }) =>
        room(to) in rooms &&
        !rooms[room(from)]?.includes(room(to)) &&
        !(from === 'functions/deps.ts' && room(to) === 'db'),
    )
    expect(uphill.map(say)).toEqual([])
  })

  test('the house knows of the cellar only its tables, and scope.ts its words', () => {
    const deep = imports.filter(
      ({ from, to }) =>
        room(from) === 'src' &&
        room(to) === 'db' &&
        !to.startsWith('db/schema/') &&
        from !== 'src/scope.ts',
    )
    expect(deep.map(say)).toEqual([])
    expect(imports.filter(({ from, to }) => from === 'src/scope.ts' && room(to) === 'db')).toEqual([
      { from: 'src/scope.ts', to: 'db/client.ts', typeOnly: true },
    ])
  })

  test('every concept of the house stands in the order, and calls only what is below it', () => {
    const concepts = new Set(
      inSrc.map(({ file }) => conceptOf(file)).filter((name) => name !== null),
    )
    expect([...concepts].filter((name) => !(name in downhill))).toEqual([])
    const uphill = imports.filter((found) => {
      const [from, to] = [conceptOf(found.from), conceptOf(found.to)]
      return from && to && from !== to && !downhill[from]?.includes(to) && !isAgreed(found)
    })
    expect(uphill.map(say)).toEqual([])
    for (const [concept, below] of Object.entries(downhill))
      for (const lower of below) expect(downhill[lower]).not.toContain(concept)
  })

  test('the small nouns at the root of the house know no concept', () => {
    const found = imports.filter(
      ({ from, to }) =>
        from.startsWith('src/') && conceptOf(from) === null && conceptOf(to) !== null,
    )
    expect(found.map(say)).toEqual([])
  })

  test('from outside a concept only its faces are imported', () => {
    const behind = imports.filter((found) => {
      const concept = conceptOf(found.to)
      if (concept === null || concept === conceptOf(found.from) || isAgreed(found)) return false
      const open = [concept, ...(faces[concept] ?? [])].map((name) => `src/${concept}/${name}.ts`)
      return !open.includes(found.to)
    })
    expect(behind.map(say)).toEqual([])
  })

  test('every face and every agreed exception is still there', () => {
    const files = new Set(inSrc.map(({ file }) => file))
    const listed = Object.entries(faces).flatMap(([concept, names]) =>
      names.map((name) => `src/${concept}/${name}.ts`),
    )
    expect(listed.filter((file) => !files.has(file))).toEqual([])
    expect(agreed.filter((line) => !imports.map(say).includes(line))).toEqual([])
  })

  test('a vendor is known by its types alone, but to the file that joins the rooms', () => {
    const known = imports.filter(
      ({ from, to, typeOnly }) =>
        conceptOf(to) === 'vendors' && conceptOf(from) === 'reception' && !typeOnly,
    )
    expect(known.map(say)).toEqual([])
  })

  test('nothing that is deployed imports the stage', () => {
    expect(imports.filter(({ to }) => room(to) === 'dev').map(say)).toEqual([])
  })

  test.each([
    { packages: /^hono(\/|$)/, only: /^functions\// },
    { packages: /^drizzle-orm(\/|$)/, only: /^(src|db)\// },
    { packages: /^@neondatabase\//, only: /^db\/client\.ts$/ },
    { packages: /^oslo(\/|$)/, only: /^src\/session\/token\.ts$/ },
    { packages: /^bcryptjs$/, only: /^src\/session\/password\.ts$/ },
    { packages: /^uqr$/, only: /^functions\/pages\/qr\.tsx$/ },
    // PayFast signs with MD5, which Web Crypto has in workerd but not in Node.
    { packages: /^node:crypto$/, only: /^src\/vendors\/payfast-sign\.ts$/ },
    { packages: /^(pg|node:(?!crypto$).*)$/, only: /^db\/migrate\.ts$/ },
  ])('$packages is imported where $only says, and nowhere else', ({ packages, only }) => {
    const strays = imports.filter(({ from, to }) => packages.test(to) && !only.test(from))
    expect(strays.map(say)).toEqual([])
  })
})

/** The tables of db/schema: its name in TypeScript and in SQL, and the concept whose file it stands in. */
const tables = sources
  .filter(({ file }) => file.startsWith('db/schema/'))
  .flatMap(({ file, text }) =>
    [...text.matchAll(/export const (\w+) = app\s*\.table\(\s*'(\w+)'/g)].map(
      ([, name, inSql]) => ({
        name: String(name),
        inSql: String(inSql),
        concept: path.posix.basename(file, '.ts'),
      }),
    ),
  )

/** Every statement of a source that writes, with its table. */
const writesIn = (text: string) => [
  ...[...text.matchAll(/\.(insert|update|delete)\(\s*(\w+)\s*\)/g)].flatMap(([, verb, name]) =>
    tables.filter((table) => table.name === name).map((table) => ({ verb, table })),
  ),
  ...[...text.matchAll(/\b(insert into|update|delete from)\s+(?:app\.|\$\{)(\w+)/g)].flatMap(
    ([, verb, name]) =>
      tables
        .filter((table) => table.inSql === name || table.name === name)
        .map((table) => ({ verb, table })),
  ),
]

describe('the house and its tables', () => {
  test('the law sees the tables and the writes', () => {
    expect(tables.length).toBeGreaterThan(12)
    expect(inSrc.flatMap(({ text }) => writesIn(text)).length).toBeGreaterThan(15)
  })

  test('a table is written only in the folder of its concept', () => {
    const strays = sources
      .filter(({ file }) => file.endsWith('.ts') || file.endsWith('.tsx'))
      .flatMap(({ file, text }) =>
        writesIn(text)
          .filter(({ table }) => table.concept !== conceptOf(file))
          .map(({ verb, table }) => `${file}: ${verb} ${table.inSql}`),
      )
    expect(strays).toEqual([])
  })

  test('every write says which rows it touched', () => {
    const silent = inSrc.flatMap(({ file, text }) =>
      text
        .split(/^(?=(?:export )?const )/m)
        .filter((verb) => writesIn(verb).length > (verb.match(/\breturning\b/g)?.length ?? 0))
        .map((verb) => `${file}: ${verb.split('\n')[0]}`),
    )
    expect(silent).toEqual([])
  })

  test('no query promises a Date that the driver hands over as text', () => {
    const promises = sources.filter(({ text }) => /sql<[^>]*\bDate\b/.test(text))
    expect(promises.map(({ file }) => file)).toEqual([])
  })

  test('no field that asks a second table names a column of the first through drizzle, which would leave its table out', () => {
    const named = /sql<[^`]*`[^`]*\bselect\b[^`]*\$\{\w+\.\w+\}/
    const planted =
      'n: sql<number>`(select count(*) from ${payments} p where p.token = ${runs.token})`'
    expect(named.test(planted)).toBe(true)
    expect(sources.filter(({ text }) => named.test(text)).map(({ file }) => file)).toEqual([])
  })

  test('only the doors set what stands behind a door', () => {
    const setters = sources.filter(({ text }) => text.includes('set_config('))
    expect(setters.map(({ file }) => file)).toEqual(['db/doors.sql', 'db/migrate.ts'])
  })
})

/** Each table with the columns that its view hides from a role without `personal.read`; the last two have no view, so no page reads them at all. */
const personal: Record<string, { name: string; inSql: string }[]> = {
  customers: hiddenBy(getViewSelectedFields(customersSeen), getTableColumns(customers)),
  conversations: hiddenBy(getViewSelectedFields(conversationsSeen), getTableColumns(conversations)),
  messages: hiddenBy(getViewSelectedFields(messagesSeen), getTableColumns(messages)),
  paymentRequests: hiddenBy(
    getViewSelectedFields(paymentRequestsSeen),
    getTableColumns(paymentRequests),
  ),
  customerChats: [{ name: 'chatId', inSql: 'chat_id' }],
  events: ['raw', 'value', 'target'].map((name) => ({ name, inSql: name })),
}

function hiddenBy(view: Record<string, unknown>, table: Record<string, Column>) {
  return Object.entries(table)
    .filter(([name]) => !is(view[name], Column))
    .map(([name, column]) => ({ name, inSql: column.name }))
}

/** What of a source names a personal column: by its table, in SQL, or by handing the whole table to somebody. */
const namesPersonal = (source: string): boolean => {
  const tableNames = Object.keys(personal).join('|')
  const columns = Object.entries(personal).flatMap(([table, names]) =>
    names.map(({ name }) => String.raw`\b${table}\.${name}\b`),
  )
  const inSql = [
    ...new Set(
      Object.values(personal)
        .flat()
        .map(({ inSql: name }) => name),
    ),
  ]
  const written = [...source.matchAll(/\bsql(?:<[^`]*?>)?`([^`]*)`/g)].map(([, body = '']) =>
    body.replaceAll(/\$\{[^}]*\}|::\w+|'[^']*'/g, ''),
  )
  const handedOn = String.raw`\b(?!(?:from|innerJoin|leftJoin|insert|update|delete)\()\w+\((?:${tableNames})\b[,)]`
  return (
    new RegExp([...columns, handedOn].join('|')).test(source) ||
    written.some((body) => new RegExp(String.raw`\b(?:${inSql.join('|')})\b`).test(body))
  )
}

/** Every statement at the top of a file that builds queries, with the name it gives. */
const declarations = inSrc.flatMap(({ file, text }) =>
  (text.includes('/db/schema/') ? text : '')
    .split(/^(?=(?:export )?(?:const|function) )/m)
    .slice(1)
    .map((body) => ({ place: `${file} ${/(?:const|function) (\w+)/.exec(body)?.[1]}`, body })),
)

/** Asked only behind a job's door: the receptionist reads what she answers. No handler of a page may import them. */
const behindJobs: Record<string, string> = {
  'src/conversation/conversation.ts claimed':
    'what claimReply hands the reception: the chat to send to',
  'src/customer/customer.ts readCustomer': 'the reception greets by name',
  'src/message/message.ts listPending': 'what is about to be sent',
  'src/notice/notice.ts readNotice': 'the owner’s mail says who waits, and why',
  'src/payment-request/payment-request.ts listOpenRequests': 'the links that she may send again',
  'src/message/message.ts seen': 'the lines that listUnanswered and listRecent hand the reception',
}
const jobVerbs = [
  'claimReply',
  'readCustomer',
  'listPending',
  'listUnanswered',
  'listRecent',
  'listOpenRequests',
  'readNotice',
]

/** Asked only behind the payer's door: what they pay for. */
const byPayer = ['src/payment-request/payment-request.ts readRequest']

/** Name such a column and hand out none. */
const handsOutNothing: Record<string, string> = {
  'src/conversation/conversation.ts readByOwner': 'a write: keeps the reason or clears it',
  'src/conversation/inbox.ts needsYou': 'a condition: that there is a reason',
  'src/member/custom-role.ts addCustomRole': 'a write: the name of a role',
  'src/message/message.ts queueReply': 'a write: what a member just typed',
  'src/message/thanks.ts queueThanks': 'a write: the line that thanks',
  'src/org/org.ts connectWhatsapp': 'a write: the number of the business itself',
}

describe('personal data', () => {
  test('the law sees what the views hide', () => {
    expect(
      Object.fromEntries(
        Object.entries(personal).map(([table, names]) => [table, names.map(({ name }) => name)]),
      ),
    ).toEqual({
      customers: ['name', 'phone'],
      conversations: ['chatId', 'attention'],
      messages: ['text', 'quotes', 'details', 'evidence', 'reaction'],
      paymentRequests: ['purpose'],
      customerChats: ['chatId'],
      events: ['raw', 'value', 'target'],
    })
    for (const planted of [
      'db.select({ n: customers.name }).from(customers)',
      'sql`select m.text from ${messages} m`',
      'db.select(getTableColumns(messages)).from(messages)',
    ])
      expect([planted, namesPersonal(planted)]).toEqual([planted, true])
    expect(namesPersonal('db.select({ t: messagesSeen.text }).from(messagesSeen)')).toBe(false)
  })

  test('is read past the views only by verbs that no page asks [#24]', () => {
    const found = declarations.filter(({ body }) => namesPersonal(body)).map(({ place }) => place)
    expect(found.toSorted()).toEqual(
      [...Object.keys(behindJobs), ...byPayer, ...Object.keys(handsOutNothing)].toSorted(),
    )
    const whole = declarations.filter(({ body }) =>
      /\.select\(\)\s*\.from\((?:customers|conversations|messages|paymentRequests|customerChats|events)\)/.test(
        body,
      ),
    )
    expect(whole.map(({ place }) => place)).toEqual([])
  })

  test('no page imports a verb of the reception that reads it [#24]', () => {
    const pages = sources.filter(({ file }) => /^functions\/.*\.tsx$/.test(file))
    expect(pages.length).toBeGreaterThan(8)
    const strays = pages.filter(({ text }) => jobVerbs.some((verb) => text.includes(verb)))
    expect(strays.map(({ file }) => file)).toEqual([])
  })

  test('a write answers with ids and states, never with what it wrote of somebody [#24]', () => {
    const answers = declarations.flatMap(({ place, body }) =>
      [...body.matchAll(/\.returning\(([^)]*)\)/g)].map(([, given = '']) => ({ place, given })),
    )
    expect(answers.length).toBeGreaterThan(15)
    const open = answers.filter(({ given }) => !given.startsWith('{') || namesPersonal(given))
    expect(open.map(({ place, given }) => `${place}: ${given}`)).toEqual([
      'src/conversation/conversation.ts claimReply: claimed',
    ])
  })
})

describe('the manners of the house', () => {
  test('only a vendor’s file calls the outside', () => {
    const callers = inSrc.filter(
      ({ file, text }) => conceptOf(file) !== 'vendors' && /\bfetch\(/.test(text),
    )
    expect(callers.map(({ file }) => file)).toEqual([])
  })

  test('no secret is compared with ===, which tells by its time where two differ [#35]', () => {
    const secret = /^(sig|signature|secret|token|hash|pin|code|password|digest)$/
    const isSecret = (name: string) =>
      (name.split('.').at(-1) ?? '')
        .split(/(?=[A-Z])|_/)
        .some((word) => secret.test(word.toLowerCase()))
    const plain = /^(null|undefined|'.*|\d+)$/
    const compared = sources
      .filter(({ file }) => !file.endsWith('.sql'))
      .flatMap(({ file, text }) =>
        [...text.matchAll(/([\w.]+)\)*\s*[!=]==\s*('\w*'|[\w.]+)/g)]
          .filter(([, one = '', other = '']) => !plain.test(one) && !plain.test(other))
          .filter(([, one = '', other = '']) => isSecret(one) || isSecret(other))
          // What went wrong has a code too.
          .filter(([, one = '']) => !one.startsWith('error.'))
          .map(([found]) => `${file}: ${found}`),
      )
    expect(compared).toEqual([])
  })

  test('zod is imported whole, which a bundler can thin out', () => {
    const named = sources.filter(({ text }) => /import \{[^}]*\} from 'zod'/.test(text))
    expect(named.map(({ file }) => file)).toEqual([])
  })

  test('no test holds how long something took below a limit: that is for the benchmarks', () => {
    const timed = /(?:performance|Date)\.now\(\)[^\n]*\btoBeLess/
    expect(timed.test('expect(performance.now() - start).toBeLessThan(1000)')).toBe(true)
    const tests = globSync('{functions,src,db,dev}/**/*.test.{ts,tsx}', { cwd: root })
    expect(tests.length).toBeGreaterThan(100)
    const found = tests.filter((file) => timed.test(readFileSync(path.join(root, file), 'utf8')))
    expect(found).toEqual(['src/laws.test.ts'])
  })

  test('no file is longer than three hundred lines', () => {
    const long = sources.filter(({ text }) => text.trimEnd().split('\n').length > 300)
    expect(long.map(({ file }) => file)).toEqual([])
  })
})
