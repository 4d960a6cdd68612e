/** The words of the files that can be downloaded, and of the page that offers them; text.en.ts takes them in. */
import type { ExportName } from '../../src/export/export.ts'

const files: Record<ExportName, { title: string; says: string }> = {
  messages: {
    title: 'Messages',
    says: 'Every line: when, with whom, who wrote it, its words and whether it arrived.',
  },
  conversations: { title: 'Chats', says: 'Each chat: with whom, since when and who has it.' },
  customers: { title: 'Customers', says: 'Names, numbers and who wants no messages.' },
  activity: { title: 'Activity', says: 'Who changed what, with the values before and after.' },
  security: { title: 'Log-ins and security', says: 'Log-ins, wrong passwords and refusals.' },
  payments: { title: 'Payments', says: 'What you paid for Frontdesk, with the VAT.' },
}

const columns: Record<string, string> = {
  time: 'Time',
  customer: 'Customer',
  phone: 'Phone',
  written_by: 'Written by',
  member: 'Team member',
  kind: 'Kind',
  message: 'Message',
  status: 'Status',
  edited: 'Edited',
  removed: 'Deleted',
  conversation: 'Chat',
  id: 'Id',
  began: 'Began',
  last_message: 'Last message',
  state: 'State',
  reason: 'Why to look',
  unread: 'Unread',
  first_seen: 'First seen',
  opted_out: 'Wants no messages since',
  who: 'Who',
  what: 'What',
  table: 'Table',
  row: 'Row',
  network: 'From where',
  request: 'Request',
  before: 'Before',
  after: 'After',
  amount: 'Amount in rand',
  vat: 'Of that VAT',
  without_vat: 'Without VAT',
  vat_number: 'VAT number',
  payfast_id: 'PayFast payment',
}
export const dataExport = {
  title: 'Download',
  team: 'Team',
  plainText: 'Text',
  unsent: { queued: 'Waiting', sending: 'Sending', dropped: 'Not sent' },
  column: (name: string) => columns[name] ?? name,
  files,
  file: ({ business, what, day }: { business: string; what: ExportName; day: string }) =>
    `${business} ${files[what].title.toLowerCase()} ${day}.csv`,
  dayWrong: 'Choose a day from the calendar.',
  wrongWay: 'The first day is after the last day.',
  odd: (name: string) => `${name}: this file has no such thing`,
  bothOrNone: 'export and after: both or neither',
} as const
