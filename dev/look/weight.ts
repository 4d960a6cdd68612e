/** What a first visit costs: every body of a page, as the edge compresses it. */
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'

import type { Page, Response } from 'playwright-core'

/** About what the edge spends on an answer. */
const QUALITY = 5
const compress = promisify(brotliCompress)

export type Weight = { bytes: number; scriptBytes: number }

/** `page` must not have been anywhere yet, or its cache hides what it has. */
export const weigh = async (page: Page, url: string): Promise<Weight> => {
  const responses: Response[] = []
  page.on('response', (response) => responses.push(response))
  await page.goto(url, { waitUntil: 'networkidle' })
  const sizes = await Promise.all(
    responses.map(async (response) => {
      const params = { [constants.BROTLI_PARAM_QUALITY]: QUALITY }
      const { length } = await compress(await response.body(), { params })
      return { length, isScript: response.request().resourceType() === 'script' }
    }),
  )
  const sum = (parts: typeof sizes) => parts.reduce((total, { length }) => total + length, 0)
  return { bytes: sum(sizes), scriptBytes: sum(sizes.filter(({ isScript }) => isScript)) }
}
