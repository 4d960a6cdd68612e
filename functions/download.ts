/** A file that is made page by page while it is sent: its rows never stand in memory all at once. */
import type { MiddlewareHandler } from 'hono'

import { Forbidden } from '../src/errors.ts'
import type { House, HouseContext } from './http.ts'
import { logError } from './log.ts'

/** A file is for somebody's own click: neither for what only looks ahead or at the head, nor at another site's wish. Asks nothing of the database. */
export const ownClickOnly: MiddlewareHandler<House> = async (c, next) => {
  const looksAhead = c.req.header('sec-purpose') !== undefined || c.req.method === 'HEAD'
  const site = c.req.header('sec-fetch-site') ?? 'none'
  if (looksAhead || !['same-origin', 'none'].includes(site)) {
    throw new Forbidden('a file nobody here asked for', 'elsewhere')
  }
  await next()
}

/** `plainName` for what cannot read `name`. The first page was read by the handler: what is refused is refused with a page. */
export const sendCsv = (
  c: HouseContext,
  { name, plainName, lines }: { name: string; plainName: string; lines: AsyncGenerator<string> },
): Response =>
  c.body(streamOf(c, lines), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${plainName}"; filename*=UTF-8''${encodeName(name)}`,
    'Cache-Control': 'no-store',
  })

/** As RFC 6266 writes it, without what a file system gives a meaning. */
const encodeName = (name: string): string =>
  encodeURIComponent(
    name
      .toWellFormed()
      .replaceAll(/[\p{C}/\\:*?"<>|]+/gu, ' ')
      .replace(/^[.\s]+/, ''),
  ).replaceAll(/['()*!]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)

/** Pages are read as the reader takes them. The status has left before a later one can fail: then the transfer breaks, and is never a whole file with fewer rows. */
const streamOf = (c: HouseContext, lines: AsyncGenerator<string>): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder()
  return new ReadableStream(
    {
      pull: async (controller) => {
        try {
          const { value, done } = await lines.next()
          if (done) controller.close()
          else controller.enqueue(encoder.encode(value))
        } catch (error) {
          logError(c.var.requestId, error)
          controller.error(error)
        }
      },
      cancel: async () => {
        await lines.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}
