/** The activity as rows of a file: the words of the page, and the values as they were kept. */
import { deedOf, doerOf, type Mark } from '../../src/audit/deed.ts'
import { localParts } from '../../src/time.ts'
import type { EventRow } from './props.ts'
import { text } from './text.en.ts'

const words = text.activity

export const headCells = Object.values(words.csv.columns)

type FileMark = Mark & {
  at: Date
  actor: string
  memberName: string | null
  rowId: string | null
  network: string | null
  requestId: string | null
}

export const markCells = (mark: FileMark, zone: string) => [
  toTheSecond(mark.at, zone),
  mark.memberName ?? words.doers[doerOf(mark.actor)],
  words.did(deedOf(mark), mark.action, mark.tableName),
  mark.tableName,
  mark.rowId,
  mark.network,
  mark.requestId,
  valuesOf(mark.before),
  valuesOf(mark.after),
]

export const eventCells = (event: EventRow, zone: string) => [
  toTheSecond(event.at, zone),
  event.memberName ?? words.doers.team,
  words.event(event.type, event.detail),
  'security_events',
  event.id,
  event.network,
  null,
  null,
  null,
]

const valuesOf = (values: Mark['before']): string | null => values && JSON.stringify(values)

/** "2026-11-24 14:05:09": a zone is whole minutes away from the time of the world. */
const toTheSecond = (at: Date, zone: string): string => {
  const { date, time } = localParts(at, zone)
  return `${date} ${time}:${at.toISOString().slice(17, 19)}`
}
