import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'

/** A message a customer sent: `chat` and `channelId` are the provider's own ids. */
export type SentLine = {
  id: string
  orgId: string
  channelId: string
  chat: string
  text: string
}

/** What happened, in the order it was seen. */
export type Happening =
  | ({ what: 'send' } & SentLine)
  /** The customer changed the words of message `id`. */
  | { what: 'edit'; id: string; text: string }
  /** The webhook that carried message `id` was answered 2xx. */
  | { what: 'ack'; id: string }
  /** Whapi's stand-in took a reply: from here on the customer has it. */
  | { what: 'accept'; id: string; channelId: string; chat: string; text: string }
  | { what: 'kill'; point: string }
  | { what: 'freeze' | 'thaw' }
  /** A write under an old token was refused. */
  | { what: 'refusal' }
  /** The stage's clock moved. */
  | { what: 'clock'; seconds: number }
  /** From here on nothing new may be sent to anybody. */
  | { what: 'silence' }

export type Entry = Happening & { ms: number }
export type History = Awaited<ReturnType<typeof openHistory>>

/** Keeps what happened with a monotonic time, in memory for the checker and as JSON lines for people. */
export const openHistory = async (file: string) => {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const lines = createWriteStream(file, { mode: 0o600 })
  const entries: Entry[] = []
  const started = performance.now()
  return {
    file,
    entries: entries as readonly Entry[],
    note: (happening: Happening): void => {
      const entry = { ms: Math.round(performance.now() - started), ...happening }
      entries.push(entry)
      lines.write(`${JSON.stringify(entry)}\n`)
    },
    count: (what: Happening['what']): number =>
      entries.filter((entry) => entry.what === what).length,
    close: (): Promise<void> => new Promise((resolve) => lines.end(resolve)),
  }
}
