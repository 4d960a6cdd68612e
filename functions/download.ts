/** A file that is made page by page while it is sent: its rows never stand in memory all at once. */
import type { MiddlewareHandler } from 'hono'

import { Forbidden } from '../src/errors.ts'
import type { House, HouseContext } from './http.ts'
import { logError } from './log.ts'

/** A page of the file, and how to get the one behind it; null: it was the last. */
export type Part = { text: string; next: (() => Promise<Part>) | null }

/** A file is for somebody's own click: neither for a browser that looks ahead, nor at another site's wish. Asks nothing of the database. */
export const ownClickOnly: MiddlewareHandler<House> = async (c, next) => {
  const looksAhead = c.req.header('sec-purpose') !== undefined
  if (looksAhead || c.req.header('sec-fetch-site') === 'cross-site') {
    throw new Forbidden('a file nobody here asked for', 'elsewhere')
  }
  await next()
}

/** `plainName` for what cannot read `name`. The first part was read by the handler: what is refused is refused with a page. */
export const sendCsv = (
  c: HouseContext,
  { name, plainName, first }: { name: string; plainName: string; first: Part },
): Response =>
  c.body(streamOf(c, first), 200, {
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

/** The status has left before a later page can fail: then the transfer breaks, and is never a whole file with fewer rows. */
const streamOf = (c: HouseContext, first: Part): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder()
  let { next } = first
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(encoder.encode(first.text))
      if (!next) controller.close()
    },
    pull: async (controller) => {
      if (!next) return
      try {
        const part = await next()
        controller.enqueue(encoder.encode(part.text))
        next = part.next
        if (!next) controller.close()
      } catch (error) {
        logError(c.var.requestId, error)
        controller.error(error)
      }
    },
  })
}
