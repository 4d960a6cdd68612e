/** What the words of our tables are called in a file that a person opens: the words of the pages. */
import { deedOf } from '../../src/audit/deed.ts'
import type { WordList, Words } from '../../src/export/cell.ts'
import { eventDetails, events, things } from './text-activity.en.ts'
import { text } from './text.en.ts'

const { chat, activity } = text

/** By what was done to which table. */
const deeds: Words = Object.fromEntries(
  Object.keys(things).flatMap((tableName) =>
    (['insert', 'update', 'delete'] as const).map((action) => {
      const deed = deedOf({ tableName, action, before: null, after: null })
      return [`${action} ${tableName}`, activity.did(deed, action, tableName)]
    }),
  ),
)

const told: Words = Object.fromEntries([
  ...Object.keys(events).map((type) => [type, activity.event(type, null)]),
  ...Object.entries(eventDetails).flatMap(([type, details]) =>
    Object.keys(details).map((detail) => [`${type} ${detail}`, activity.event(type, detail)]),
  ),
])

export const lists: Readonly<Record<WordList, Words>> = {
  author: chat.by,
  kind: { ...chat.kinds, text: text.export.plainText, note: chat.noteTitle },
  line: { ...chat.delivery, ...text.export.unsent },
  chat: text.states,
  request: text.payment.standings,
  doer: {
    member: text.export.team,
    receptionist: activity.doers.ai,
    channel: activity.doers.whatsapp,
    signup: activity.doers.signup,
    invited: activity.doers.invited,
    person: activity.doers.person,
    payfast: activity.doers.payfast,
  },
  deed: deeds,
  event: told,
}
