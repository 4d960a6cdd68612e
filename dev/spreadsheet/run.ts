/** `npm run spreadsheet`: ten thousand hostile rows, downloaded as the owner would and opened by LibreOffice. */
import { mkdtemp, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { inOrg, logIn } from '../business.ts'
import type { Business } from '../businesses.ts'
import { withStage, type Stage } from '../stage.ts'
import { hostileText, phoneNumber } from './hostile.ts'
import { findLibreOffice, openSheet, type Cell } from './sheet.ts'

const ROWS = 10_000
const SEPARATORS = { comma: ',', semicolon: ';' } as const

type Stand = { stage: Stage; business: Business; cookie: string }

const seed = ({ stage, business }: Stand) =>
  inOrg(stage.ownerUrl, business, async (client) => {
    const numbered = Array.from({ length: ROWS }, (_, n) => n)
    await client.query(
      'insert into app.customers (name, phone) select * from unnest($1::text[], $2::text[])',
      [numbered.map(hostileText), numbered.map(phoneNumber)],
    )
    await client.query(
      `with chats as (
         insert into app.conversations (channel_id, customer_id, chat_id, last_message_at)
         select $1::uuid, id, substr(phone, 2) || '@s.whatsapp.net', now() from app.customers returning id)
       insert into app.messages (conversation_id, channel_id, by, text, at)
       select c.id, $1::uuid, 'customer', t.text, now()
         from (select id, row_number() over () as n from chats) c
         join unnest($2::text[]) with ordinality as t (text, n) using (n)`,
      [business.channelId, numbered.map(hostileText)],
    )
  })

type Found = { rows: number; formulas: number; changed: number; phones: number }

/** A whole number of so few digits is shown as it was written. */
const isAsWritten = ({ type, text }: Cell): boolean =>
  type === 'string' || type === '' || /^(?:[1-9]\d{0,10}|0)$/.test(text)

/** `typed`: the columns of somebody's words; `phone`: that of their number. */
const tell = (rows: readonly Cell[][], typed: readonly number[], phone: number): Found => {
  const known = new Set(Array.from({ length: ROWS }, (_, n) => phoneNumber(n)))
  const found = { rows: 0, formulas: 0, changed: 0, phones: 0 }
  for (const row of rows.slice(1)) {
    found.rows += 1
    found.formulas += row.filter(({ isFormula }) => isFormula).length
    found.changed += typed.filter((n) => !row[n] || !isAsWritten(row[n])).length
    const cell = row[phone]
    if (cell?.type === 'string' && known.delete(`+${cell.text.replaceAll(/\D/g, '')}`))
      found.phones += 1
  }
  return found
}

const files = [
  { what: 'customers', typed: [1], phone: 2 },
  { what: 'messages', typed: [1, 6], phone: 2 },
] as const

const download = async ({ stage, cookie }: Stand, what: string, query: string): Promise<string> => {
  const response = await fetch(`${stage.appOrigin}/export/${what}.csv?${query}`, {
    headers: { cookie },
  })
  if (response.status !== 200) throw new Error(`answered ${response.status}`)
  // Not as text: that would take the byte order mark away.
  const file = path.join(await mkdtemp(path.join(stage.folder, 'sheet-')), `${what}.csv`)
  await writeFile(file, Buffer.from(await response.arrayBuffer()))
  return file
}

const main = async (): Promise<void> => {
  await findLibreOffice()
  await withStage({ name: 'sheet', queue: false }, async (stage) => {
    const owner = { name: 'Thandi', email: 'thandi@example.com' }
    const business = await stage.businesses.load({ name: 'Sheet', owner })
    const stand = { stage, business, cookie: await logIn(stage.ownerUrl, business.email) }
    await seed(stand)
    for (const { what, typed, phone } of files) {
      for (const [name, separator] of Object.entries(SEPARATORS)) {
        const file = await download(stand, what, `separator=${name}`)
        const found = tell(await openSheet(file, separator), typed, phone)
        const isSafe =
          found.rows === ROWS && found.phones === ROWS && found.formulas + found.changed === 0
        if (!isSafe) process.exitCode = 1
        console.log(isSafe ? 'safe  ' : 'UNSAFE', `${what}, ${name}:`, told(found))
      }
    }
    // The form for software promises no safety: if it looked safe, nothing would be seen here at all.
    const file = await download(stand, 'customers', 'form=software')
    const found = tell(await openSheet(file, ','), [1], 2)
    if (found.formulas === 0 || found.phones === ROWS) process.exitCode = 1
    console.log('as it would be without:', told(found))
  })
}

const told = ({ rows, formulas, changed, phones }: Found): string =>
  `${rows} rows, ${formulas} formula cells, ${changed} texts taken for a number or a date, ${phones} phone numbers equal`

await main()
