/** What LibreOffice makes of a CSV file. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const UTF_8 = 76
const DOUBLE_QUOTE = 34

/** Throws where there is none. */
export const findLibreOffice = async (): Promise<void> => {
  await promisify(execFile)('soffice', ['--version']).catch(() => {
    throw new Error('LibreOffice is missing: apt-get install libreoffice-calc')
  })
}

/** `type`: "string", "float", "date" …; empty: nothing is in it. */
export type Cell = { type: string; isFormula: boolean; text: string }

/**
 * The cells of its rows. It opens the file at its most willing: quoted fields may be numbers, special numbers are looked for, and formulas are taken as
 * such (the tokens of https://wiki.documentfoundation.org/Documentation/DevGuide/Spreadsheet_Documents, "Filter Options for the CSV Filter").
 */
export const openSheet = async (file: string, separator: ',' | ';'): Promise<Cell[][]> => {
  const tokens = [separator.charCodeAt(0), DOUBLE_QUOTE, UTF_8, 1, '', 0, 'false', 'true', 'false']
  const filter = [...tokens, 'false', 'false', 0, 'true'].join(',')
  const folder = path.dirname(file)
  await promisify(execFile)('soffice', [
    '--headless',
    `-env:UserInstallation=file://${folder}/profile`,
    `--infilter=CSV:${filter}`,
    '--convert-to',
    'fods',
    '--outdir',
    folder,
    file,
  ])
  const xml = await readFile(file.replace(/\.csv$/, '.fods'), 'utf8')
  return [...xml.matchAll(/<table:table-row[^>]*>(.*?)<\/table:table-row>/gs)].map(([, row = '']) =>
    cellsOf(row),
  )
}

const cellsOf = (row: string): Cell[] =>
  [...row.matchAll(/<table:table-cell([^>]*?)(?:\/>|>(.*?)<\/table:table-cell>)/gs)].flatMap(
    ([, attributes = '', content = '']) => {
      const cell = {
        type: /office:value-type="(\w+)"/.exec(attributes)?.[1] ?? '',
        isFormula: attributes.includes('table:formula='),
        text: content.replaceAll(/<[^>]*>/g, '').trim(),
      }
      const times = Number(/table:number-columns-repeated="(\d+)"/.exec(attributes)?.[1] ?? 1)
      return Array.from({ length: Math.min(times, 20) }, () => cell)
    },
  )
