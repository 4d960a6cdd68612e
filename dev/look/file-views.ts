/** The owner takes files out: with progress, and over a connection that breaks. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'

import type { Page } from 'playwright-core'

import { addPastChat, inOrg } from '../business.ts'
import type { Business } from '../businesses.ts'
import { sees, type Play } from './people.ts'

const OLD_LINES = 3000

export const tourFiles = async (
  play: Play & { owner: Page; business: Business },
): Promise<void> => {
  const { check, stage, owner, business } = play
  await owner.goto(`${stage.appOrigin}/export`)
  await check('messages are downloaded as a file, with their progress', async () => {
    const file = await downloadMessages(owner)
    assert.match(file.suggestedFilename(), /messages \d{4}-\d\d-\d\d\.csv$/)
    await sees(owner, /\d of \d+ rows/)
  })
  await check(
    'a download that breaks off goes on by itself, also past a try that is refused, and no line is lost or twice in it',
    async () => {
      const lines = await addOldChat(play, business)
      let pages = 0
      stage.neon.intercept.before = ({ queries }) => {
        if (!queries.some((query) => query.includes('string_agg'))) return
        pages += 1
        if (pages === 3 || pages === 4) throw new Error('the connection breaks')
      }
      const file = await downloadMessages(owner)
      stage.neon.intercept.before = () => {}
      const text = await readFile(await file.path(), 'utf8')
      const ids = [...text.matchAll(/,"([\da-f-]{36})"\r\n/g)].map(([, id]) => id)
      assert.ok(pages > 4, 'it broke off twice')
      assert.deepEqual([ids.length, new Set(ids).size], [lines, lines])
      assert.equal(text.split('"Time"').length, 2, 'its head stands in it once')
    },
  )
  await check('the activity is downloaded as a file', async () => {
    await owner.goto(`${stage.appOrigin}/activity?what=security`)
    const download = owner.waitForEvent('download')
    await owner.getByRole('link', { name: /^Download/ }).click()
    assert.match((await download).suggestedFilename(), /log-ins and security \d{4}-\d\d-\d\d\.csv$/)
  })
}

const downloadMessages = async (owner: Page) => {
  const download = owner.waitForEvent('download')
  await owner.getByRole('button', { name: 'Download Messages' }).click()
  return download
}

/** A chat that fills some pages of the file; how many lines the business has then. */
const addOldChat = async ({ stage }: Play, business: Business): Promise<number> => {
  await addPastChat(stage.ownerUrl, business, { lines: OLD_LINES, from: '2020-01-01' })
  return inOrg(stage.ownerUrl, business, async (client) => {
    const { rows } = await client.query(
      'select count(*)::int as lines from app.messages where org_id = $1',
      [business.orgId],
    )
    return rows[0]?.lines
  })
}
