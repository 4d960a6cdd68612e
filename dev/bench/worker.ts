/** The Worker as the benchmark runs it: ours, with Neon's endpoint on this machine and a queue that costs nothing. */
import { neonConfig } from '@neondatabase/serverless'

import { buildDeps } from '../../functions/deps.ts'
import { createWorker } from '../../functions/worker.ts'

type BenchEnv = { STAGE: string }

const REPLIES = { sendBatch: async () => {} }

export default createWorker((env) => {
  const settings = env as BenchEnv
  neonConfig.fetchEndpoint = `${settings.STAGE}/sql`
  return buildDeps({ ...settings, REPLIES })
})
