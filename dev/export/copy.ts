/** The yardstick: `psql \copy` of the same rows in the same order, by one backend, as ours are read by one. Written by hand: a second opinion of what stands in the file. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { lists } from '../../functions/pages/export-lists.ts'
import type { House } from './house.ts'

/** What is kept as it is, or in the words and forms of the file for a spreadsheet. */
export type Form = 'software' | 'spreadsheet'

type Cells = Record<'moment' | 'typed' | 'phone', (column: string) => string> & {
  word: (list: keyof typeof lists, column: string) => string
}
const cells: Record<Form, Cells> = {
  software: {
    moment: (column) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
    typed: (column) => column,
    phone: (column) => column,
    word: (_list, column) => column,
  },
  spreadsheet: {
    moment: (column) =>
      `to_char(${column} at time zone 'Africa/Johannesburg', 'YYYY-MM-DD HH24:MI:SS')`,
    typed: (column) => `replace(app.csv_text(${column}), '""', '"')`,
    phone: (column) => `app.csv_phone(${column})`,
    word: (list, column) => {
      const words = Object.entries<string>(lists[list])
      return `case ${column} ${words.map(([name, word]) => `when '${name}' then '${word}'`).join(' ')} end`
    },
  },
}

const rowsOf = (orgId: string, form: Form): string => {
  const { moment, typed, phone, word } = cells[form]
  const columns = [
    moment('m.at'),
    typed('k.name'),
    phone('k.phone'),
    word('author', 'm.by'),
    typed('w.name'),
    word('kind', `case when m.note then 'note' else m.kind end`),
    typed('m.text'),
    word('line', 'm.state'),
    moment('m.edited_at'),
    moment('m.removed_at'),
    'm.conversation_id::text',
    'm.id::text',
  ]
  return `select ${columns.map((column) => `coalesce(${column}, '')`).join(', ')}
    from app.messages m
    join app.conversations c on c.org_id = m.org_id and c.id = m.conversation_id
    join app.customers k on k.org_id = c.org_id and k.id = c.customer_id
    left join app.members w on w.org_id = m.org_id and w.id = m.member_id
   where m.org_id = '${orgId}'
   order by m.at, m.seq`
}

/** Seconds it took; without a file nothing is kept, so that no disk has a say in it. */
export const copyOut = async (
  { stage, business }: House,
  { form, file = '/dev/null' }: { form: Form; file?: string },
): Promise<number> => {
  const query = rowsOf(business.orgId, form).replaceAll(/\n\s+/g, ' ')
  const started = performance.now()
  await promisify(execFile)(
    'psql',
    [stage.ownerUrl, '-qc', `\\copy (${query}) to '${file}' with (format csv, force_quote *)`],
    { env: { ...process.env, PGOPTIONS: '-c max_parallel_workers_per_gather=0' } },
  )
  return (performance.now() - started) / 1000
}
