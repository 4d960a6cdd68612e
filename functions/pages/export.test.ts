import { describe, expect, test } from 'vitest'

import { entryOf, exportNames } from '../../src/export/export.ts'
import { lists } from './export-lists.ts'
import { ExportPage, type ExportView } from './export.tsx'
import { render, wordsOf } from './testing.ts'
import { text } from './text.en.ts'

const page = (view: Partial<ExportView> = {}) =>
  render<ExportView>(ExportPage, {
    files: exportNames.map((what) => ({ what, columns: Object.keys(entryOf(what).columns) })),
    seesPersonal: true,
    values: { from: '', to: '', separator: 'comma', form: 'spreadsheet' },
    kept: {},
    needsYou: 0,
    ...view,
  })

describe('the page of downloads', () => {
  test('is one plain form with a button for each file, so that it works without a script', async () => {
    const html = await page()
    expect(html.match(/<form/g)).toHaveLength(1)
    expect(html).toContain('<form class="stack" method="get" action="/export/messages.csv"')
    for (const what of exportNames) expect(html).toContain(`formaction="/export/${what}.csv"`)
    for (const name of ['from', 'to']) expect(html).toContain(`name="${name}" type="date"`)
  })

  test('says what is in each file, as of when, and how often one may ask', async () => {
    const words = wordsOf(await page())
    expect(words).toContain(
      'Columns: Time, Customer, Phone, Written by, Team member, Kind, Message',
    )
    expect(words).toContain('what is here when you tap')
    expect(words).toContain('five files an hour')
    expect(words).not.toContain('left out')
  })

  test('tells a role that sees no personal data what its files leave out', async () => {
    expect(wordsOf(await page({ seesPersonal: false }))).toContain('so they’re left out')
  })

  test('keeps what was chosen, and what it is narrowed to', async () => {
    const html = await page({
      values: { from: '2026-11-01', to: '', separator: 'semicolon', form: 'software' },
      kept: { conversation: '018f0000-0000-7000-8000-000000000001' },
    })
    expect(html).toMatch(/name="from" type="date" value="2026-11-01"/)
    expect(html).toMatch(/value="semicolon" checked/)
    expect(html).toMatch(/value="software" checked/)
    expect(html).toContain(
      '<input type="hidden" name="conversation" value="018f0000-0000-7000-8000-000000000001"/>',
    )
  })
})

test('every column of every file has a title, and no title holds what would break its line', () => {
  for (const what of exportNames)
    for (const name of Object.keys(entryOf(what).columns)) {
      const title = text.export.column(name)
      expect([name, title === name]).toEqual([name, false])
      expect(title).not.toMatch(/["\r\n]/)
    }
})

test('the last column of every file is the row’s own id: behind it a broken download goes on', () => {
  for (const what of exportNames)
    expect([what, Object.keys(entryOf(what).columns).at(-1)]).toEqual([what, 'id'])
})

test('no word of ours that stands in a file could be taken for a formula', () => {
  const words = Object.values(lists).flatMap((list) => Object.values(list))
  expect(words.length).toBeGreaterThan(80)
  expect(words.filter((word) => !/^[A-Za-z]/.test(word) || word.includes('"'))).toEqual([])
})
