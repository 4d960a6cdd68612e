import { Client, escapeIdentifier } from 'pg'

import { emptyStage, findRunningStage, stageFolder } from './folder.ts'
import { databaseName, DURABLE_STAGE } from './stage-name.ts'

/** Empties what `npm start` keeps: its database, its businesses. Refuses while it runs. */
const reset = async (): Promise<void> => {
  const running = await findRunningStage(await stageFolder(DURABLE_STAGE))
  if (running)
    throw new Error(
      `npm start still runs at ${running.url} (process ${running.pid}): stop it first, then reset.`,
    )
  const server = process.env['DATABASE_ADMIN_URL']
  if (server) await dropDatabase(server, await databaseName(DURABLE_STAGE))
  await emptyStage(DURABLE_STAGE)
  console.log('Empty. The next npm start begins with the demo business.')
}

const dropDatabase = async (adminUrl: string, database: string): Promise<void> => {
  const client = new Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await client.query(`drop database if exists ${escapeIdentifier(database)} with (force)`)
  } finally {
    await client.end()
  }
}

try {
  await reset()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
