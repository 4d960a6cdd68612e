/** The load generator, a process of its own: requests made beforehand, keep-alive connections, one request at a time on each. */
import { once } from 'node:events'
import { connect } from 'node:net'

import { median, percentile } from '../percentile.ts'
import { chatNumber, CHATS } from './deliveries.ts'

/** A request with the places of what changes from one to the next. */
export type Template = { text: string; id: string; chat: string }
export type Job = { port: number; clients: number; seconds: number; templates: Template[] }
export type Load = { requests: number; seconds: number; p50: number; p95: number }

const ID_COUNTER_DIGITS = 10
const END_OF_HEAD = '\r\n\r\n'

/** Writes the next request over the one before; `n` never comes twice for a client. */
const createWriter = ({ text, id, chat }: Template, client: number) => {
  const bytes = Buffer.from(text)
  const ids = placesOf(text, id).map((place) => place + id.length - ID_COUNTER_DIGITS)
  const chats = placesOf(text, chat)
  const clientPlaces = ids.map((place) => place - 3)
  for (const place of clientPlaces) bytes.write(String(client).padStart(2, '0'), place)
  return (n: number): Buffer => {
    const counter = String(n).padStart(ID_COUNTER_DIGITS, '0')
    const number = chatNumber(Math.floor(Math.random() * CHATS))
    for (const place of ids) bytes.write(counter, place)
    for (const place of chats) bytes.write(number, place)
    return bytes
  }
}

const placesOf = (text: string, part: string): number[] =>
  part === '' ? [] : [...text.matchAll(new RegExp(part, 'g'))].map(({ index }) => index)

/** The length of the first whole answer in `text`, 0 where it has not all come. */
const answerLength = (text: string): number => {
  const head = text.indexOf(END_OF_HEAD)
  if (head < 0) return 0
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(text) ?? []
  if (length === undefined) throw new Error(`an answer without a length: ${text}`)
  const whole = head + END_OF_HEAD.length + Number(length)
  return text.length < whole ? 0 : whole
}

/** One connection, until `end`. Anything but 200 ends the benchmark: a failed request is not a fast one. */
const runClient = (job: Job, client: number, end: number): Promise<number[]> =>
  new Promise((resolve, reject) => {
    const writers = job.templates.map((template) => createWriter(template, client))
    const latencies: number[] = []
    const socket = connect(job.port, '127.0.0.1')
    let sentAt = 0
    let received = ''
    const next = (): void => {
      const write = writers[Math.floor(Math.random() * writers.length)]
      if (write) socket.write(write(latencies.length))
      sentAt = performance.now()
    }
    socket.setNoDelay().on('connect', next).on('error', reject)
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
      if (answerLength(received) === 0) return
      if (!received.startsWith('HTTP/1.1 200')) {
        socket.destroy(new Error(received))
        return
      }
      received = ''
      const now = performance.now()
      latencies.push(now - sentAt)
      if (now < end) return next()
      socket.destroy()
      resolve(latencies)
    })
  })

const run = async (job: Job): Promise<Load> => {
  const started = performance.now()
  const end = started + job.seconds * 1000
  const clients = Array.from({ length: job.clients }, (_, client) => runClient(job, client, end))
  const latencies = (await Promise.all(clients)).flat()
  const seconds = (performance.now() - started) / 1000
  return {
    requests: latencies.length,
    seconds,
    p50: median(latencies),
    p95: percentile(latencies, 0.95),
  }
}

if (import.meta.main) {
  const [job] = await once(process, 'message')
  process.send?.(await run(job as Job))
  process.disconnect()
}
