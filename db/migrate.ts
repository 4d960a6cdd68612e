import { readFile } from 'node:fs/promises'

import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { Client, escapeIdentifier } from 'pg'

/**
 * Makes the roles where they are missing, the database where it is missing, and brings its schema up to date. Harmless when run again.
 * `adminUrl` is a role that may make roles with BYPASSRLS: a superuser, or on Neon (Postgres 16+) the console's owner.
 * Passwords: OWNER_PASSWORD and RUNTIME_PASSWORD from the environment, used only when a role is made.
 */
export const prepareDatabase = async (adminUrl: string, database: string) => {
  const { owner, runtime } = readPasswords()
  await withClient(adminUrl, async (admin) => {
    await admin.query(
      `select set_config('setup.owner_password', $1, false), set_config('setup.runtime_password', $2, false)`,
      [owner, runtime],
    )
    await admin.query(await readFile(`${import.meta.dirname}/roles.sql`, 'utf8'))
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [database])
    if (rowCount === 0) await createDatabase(admin, database)
  })
  const ownerUrl = as(adminUrl, { user: 'app_owner', password: owner, database })
  await migrateSchema(ownerUrl)
  return {
    ownerUrl,
    runtimeUrl: as(adminUrl, { user: 'app_runtime', password: runtime, database }),
  }
}

const createDatabase = async (admin: Client, database: string) => {
  // A non-superuser must be a member of the role that is to own the database (Postgres 16+).
  await admin.query('grant app_owner to current_user with inherit true, set true').catch(() => {})
  await admin.query(`create database ${escapeIdentifier(database)} owner app_owner`)
}

/** Applies what is missing, all in one transaction, as the owner of the schema. */
export const migrateSchema = async (ownerUrl: string) => {
  await withClient(ownerUrl, (client) =>
    migrate(drizzle({ client }), {
      migrationsFolder: `${import.meta.dirname}/migrations`,
      migrationsSchema: 'migrations',
    }),
  )
}

export const withClient = async <T>(
  url: string,
  work: (client: Client) => Promise<T>,
): Promise<T> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const readPasswords = () => {
  const owner = process.env['OWNER_PASSWORD']
  const runtime = process.env['RUNTIME_PASSWORD']
  if (!owner || !runtime) throw new Error('OWNER_PASSWORD and RUNTIME_PASSWORD must be set')
  return { owner, runtime }
}

const as = (
  url: string,
  { user, password, database }: { user: string; password: string; database: string },
) => {
  const to = new URL(url)
  to.username = user
  to.password = encodeURIComponent(password)
  to.pathname = `/${database}`
  return to.toString()
}

if (import.meta.main) {
  const adminUrl = process.env['DATABASE_ADMIN_URL']
  if (!adminUrl) throw new Error('DATABASE_ADMIN_URL must name a role that may make roles')
  const database = process.env['DATABASE_NAME'] ?? 'frontdesk'
  const { runtimeUrl } = await prepareDatabase(adminUrl, database)
  const shown = new URL(runtimeUrl)
  shown.password = '…'
  console.log(
    `The database "${database}" is up to date. The Worker connects as ${shown.toString()}`,
  )
}
