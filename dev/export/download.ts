/** A download as a browser makes it, by curl, as fast as it comes. Without a file nothing is kept, so that no disk has a say in it. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import type { Form } from './copy.ts'
import { logInAnother, type House } from './house.ts'

export type Download = { firstByteSeconds: number; seconds: number; bytes: number }

const PRINT = '%{http_code} %{time_starttransfer} %{time_total} %{size_download}'

/** Each is asked for by another owner, since one may begin five an hour. Throws where it breaks off. */
export const download = async (
  house: House,
  { form, file = '/dev/null' }: { form: Form; file?: string },
): Promise<Download> => {
  const cookie = await logInAnother(house)
  const url = `${house.stage.appOrigin}/export/messages.csv?form=${form}`
  const { stdout } = await promisify(execFile)('curl', [
    '-sS',
    '--output',
    file,
    '--write-out',
    PRINT,
    '--header',
    `Cookie: ${cookie}`,
    url,
  ])
  const [status, firstByteSeconds = 0, seconds = 0, bytes = 0] = stdout.split(' ').map(Number)
  if (status !== 200) throw new Error(`answered ${status}`)
  return { firstByteSeconds, seconds, bytes }
}
