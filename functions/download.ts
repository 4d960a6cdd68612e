/** A file that is made page by page while it is sent: its rows never stand in memory all at once. */
import type { MiddlewareHandler } from 'hono'

import { Forbidden } from '../src/errors.ts'
import type { House, HouseContext } from './http.ts'
import { logError } from './log.ts'

/** A page of the file, and how to get the one behind it; null: it was the last. */
export type Part = { text: string; next: (() => Promise<Part>) | null }

/** A file is for somebody's own click: neither for what only looks ahead or at the head, nor at another site's wish. Asks nothing of the database. */
export const ownClickOnly: MiddlewareHandler<House> = async (c, next) => {
  const looksAhead = c.req.header('sec-purpose') !== undefined || c.req.method === 'HEAD'
  const site = c.req.header('sec-fetch-site') ?? 'none'
  if (looksAhead || !['same-origin', 'none'].includes(site)) {
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

/**
 * A page is read when the reader asks for more, and the one behind it while it is being sent: two at most stand in memory. The status has left before a
 * later page can fail: then the transfer breaks, and is never a whole file with fewer rows.
 */
const streamOf = (c: HouseContext, first: Part): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder()
  let coming: Promise<Part> | null = Promise.resolve(first)
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    if (!coming) return
    try {
      const { text, next } = await coming
      coming = next ? ahead(next()) : null
      controller.enqueue(encoder.encode(text))
      if (!coming) controller.close()
    } catch (error) {
      logError(c.var.requestId, error)
      controller.error(error)
    }
  }
  const cancel = () => {
    coming = null
  }
  return new ReadableStream({ pull, cancel }, { highWaterMark: 0 })
}

/** Whether it failed is asked where it is awaited; a reader who has gone asks no more. */
const ahead = (part: Promise<Part>): Promise<Part> => {
  part.catch(() => {})
  return part
}
