import path from 'node:path'

import { cloneFolder } from './folder.ts'

/** The stage `npm start` opens and `npm run reset` empties. */
export const DURABLE_STAGE = 'start'

/** Named after the clone too: clones may share one server by DATABASE_ADMIN_URL. */
export const databaseName = async (stage: string): Promise<string> =>
  `${path.basename(await cloneFolder())}_${stage}`.replaceAll('-', '_')
