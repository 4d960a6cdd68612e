import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http'

import * as z from 'zod'

import { connectionDropped } from './mishap.ts'
import type { Answer, Headers } from './neon-query.ts'

export type Fetch = (request: Request) => Promise<Response>
export type Server = { port: number; stop: () => Promise<void> }

type Listener = {
  port: number
  fetch: Fetch
  /** The fast way in for `POST /sql`. */
  sql?: (header: Headers, body: string) => Promise<Answer>
}

/** A caller's mistake: answered with 400 and, for each wrong field, what is wanted. */
export class WrongInput extends Error {
  readonly fields: Record<string, string>
  constructor(fields: Record<string, string>) {
    super('wrong input')
    this.fields = fields
  }
  static from({ issues }: z.ZodError): WrongInput {
    const fields = issues.flatMap(flatten)
    return new WrongInput(Object.fromEntries(fields))
  }
}

type Issue = z.core.$ZodIssue

/** Of a union's branches the one nearest to what was sent, so that the field can be named. */
const flatten = (issue: Issue): [string, string][] => {
  const branches: Issue[][] = issue.code === 'invalid_union' ? issue.errors : []
  const least = Math.min(...branches.map(distance))
  const nearest = branches.find((branch) => distance(branch) === least)
  if (!nearest) return [[nameOf(issue), issue.message]]
  return nearest.flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] }))
}

const distance = (issues: readonly Issue[]): number =>
  issues.length + issues.filter(({ code }) => code === 'unrecognized_keys').length

const nameOf = (issue: Issue): string => {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : []
  return [...issue.path, ...keys].join('.') || 'body'
}

/** An HTTP server on loopback in front of fetch-style stand-ins. Pages of other sites that reach for it from a browser are refused. */
export const serve = async ({ port, fetch, sql }: Listener): Promise<Server> => {
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = await readBody(incoming)
    if (sql && incoming.method === 'POST' && incoming.url === '/sql') {
      const answer = await sql(
        (name) => incoming.headers[name]?.toString() ?? null,
        body.toString(),
      )
      outgoing.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
      return
    }
    if (!isLocal(incoming)) {
      outgoing.writeHead(403).end('only pages of this machine may call the stage\n')
      return
    }
    await send(await answerSafely(fetch, asRequest(incoming, body)), outgoing)
  }
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: unknown) => {
      if (error !== connectionDropped) console.error(error)
      incoming.socket.destroy()
    })
  })
  server.keepAliveTimeout = 60_000
  await listen(server, port)
  const address = server.address()
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { port: typeof address === 'object' && address ? address.port : port, stop }
}

/** Where the preferred port is taken, any free one: bound at once, so that two stages starting together never share one. */
const listen = async (server: HttpServer, port: number): Promise<void> => {
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if (port === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    await listen(server, 0)
  }
}

const readBody = async (incoming: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const LOCAL_HOST = /^(localhost|127\.0\.0\.1)(:\d+)?$/
const isLocal = ({ headers }: IncomingMessage): boolean => {
  if (!LOCAL_HOST.test(headers.host ?? '')) return false
  if (!headers.origin) return true
  return URL.canParse(headers.origin) && LOCAL_HOST.test(new URL(headers.origin).host)
}

const asRequest = (incoming: IncomingMessage, body: Buffer): Request => {
  const method = incoming.method ?? 'GET'
  const hasBody = method !== 'GET' && method !== 'HEAD'
  return new Request(`http://${incoming.headers.host}${incoming.url}`, {
    method,
    headers: Object.entries(incoming.headersDistinct).flatMap(([name, values]) =>
      (values ?? []).map((value): [string, string] => [name, value]),
    ),
    ...(hasBody && { body: new Uint8Array(body) }),
  })
}

const answerSafely = async (fetch: Fetch, request: Request): Promise<Response> => {
  try {
    return await fetch(request)
  } catch (error) {
    if (error === connectionDropped) throw error
    const wrong = error instanceof z.ZodError ? WrongInput.from(error) : error
    if (wrong instanceof WrongInput)
      return Response.json({ error: wrong.message, fields: wrong.fields }, { status: 400 })
    console.error(error)
    return Response.json({ error: String(error) }, { status: 500 })
  }
}

const send = async (response: Response, outgoing: ServerResponse): Promise<void> => {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  if (!response.body) {
    outgoing.end()
    return
  }
  for await (const chunk of response.body) outgoing.write(chunk)
  outgoing.end()
}

/** The body as `schema` wants it; WrongInput names each wrong field. */
export const readJson = async <T>(request: Request, schema: z.ZodType<T>): Promise<T> => {
  const body: unknown = await request.json().catch(() => {
    throw new WrongInput({ body: 'must be JSON' })
  })
  const read = schema.safeParse(body)
  if (read.success) return read.data
  throw WrongInput.from(read.error)
}

export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** A plain page of the stage. */
export const page = (title: string, content: string): Response =>
  new Response(
    `<!doctype html><html lang="en-ZA"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>body{font:1rem/1.5 system-ui;max-width:42rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap;overflow-wrap:anywhere}</style>
<h1>${escapeHtml(title)}</h1>${content}</html>`,
    { headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' } },
  )
