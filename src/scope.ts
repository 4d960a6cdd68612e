/** The only words the house shares with the cellar: how a query is built and run. */
export type { Ask, AskBehind, Db, Entry, LookUp, Me, Query } from '../db/client.ts'

/** Who acts. The doors write it to `app.actor`; every mark in the audit carries it. */
export type Actor =
  | `member:${string}`
  | `channel:${string}`
  | 'receptionist'
  | 'payfast'
  | `api_key:${string}`
