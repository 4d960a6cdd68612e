import { Client } from 'pg'

import { hashToken, newToken } from '../src/session/token.ts'
import { businessStatements, ownerRows, ownerStatements, type Statement } from './business-rows.ts'

const LINK_HOURS = 12

/** Writes a business with its owner and a linked number, as the schema's owner. Throws a ZodError that names each wrong field. */
export const loadBusiness = async (
  ownerUrl: string,
  given: unknown,
  keys: { hookKeys: string; sealKeys: string },
) => {
  const { statements, loaded } = await businessStatements(given, keys)
  await runAll(ownerUrl, statements)
  return loaded
}

/** Writes a business and its owner, without a number: they link one on the connect page. */
export const openBusiness = async (ownerUrl: string, given: unknown): Promise<string> => {
  const { statements, email } = ownerStatements(given)
  await runAll(ownerUrl, statements)
  return email
}

const runAll = (ownerUrl: string, statements: readonly Statement[]) =>
  asOwner(ownerUrl, (client) => queryAll(client, statements))

const queryAll = async (client: Client, statements: readonly Statement[]): Promise<void> => {
  for (const { text, values } of statements) await client.query(text, values)
}

/** Another owner of a business. */
export const addOwner = (ownerUrl: string, org: Org, email: string): Promise<void> =>
  inOrg(ownerUrl, org, (client) => queryAll(client, ownerRows({ email, name: 'Owner' })))

/** A chat of long ago with so many lines of its customer, a second apart, that nobody owes an answer. */
export const addPastChat = (
  ownerUrl: string,
  { orgId, channelId }: Org & { channelId: string },
  { lines, from }: { lines: number; from: string },
): Promise<unknown> =>
  inOrg(ownerUrl, { orgId }, (client) =>
    client.query(
      `with c as (insert into app.customers (name) values ('Long ago') returning id),
            t as (insert into app.conversations (channel_id, customer_id, chat_id, last_message_at)
                  select $1::uuid, id, 'long-ago@s.whatsapp.net', $2::timestamptz from c returning id)
       insert into app.messages (conversation_id, channel_id, by, text, at, outcome)
       select id, $1::uuid, 'customer', 'line ' || n, $2::timestamptz + n * interval '1 second', 'old'
         from t, generate_series(1, $3::int) n order by n`,
      [channelId, from, lines],
    ),
  )

/** A one-time link without a browser binding, good from `at` on: only the schema's owner can make one. */
export const issueSignInLink = async (
  ownerUrl: string,
  { email, appOrigin, at }: { email: string; appOrigin: string; at: Date },
): Promise<string> => {
  const token = newToken()
  const hash = Buffer.from(await hashToken(token), 'hex')
  await asOwner(ownerUrl, (client) =>
    client.query(
      `select app.make_unbound_link($1, $2, $3::timestamptz, $3::timestamptz + $4::interval)`,
      [email, hash, at, `${LINK_HOURS} hours`],
    ),
  )
  return `${appOrigin}/login/verify?t=${token}`
}

/** The cookie of a browser in which the person with this address has just logged in. */
export const logIn = async (ownerUrl: string, email: string): Promise<string> => {
  const token = newToken()
  const hash = await hashToken(token)
  await asOwner(ownerUrl, (client) =>
    client.query(
      `insert into app.sessions (token_hash, user_id, org_id, created_at, last_seen_at)
       select decode($1, 'hex'), user_id, org_id, now(), now() from app.members where email = $2`,
      [hash, email],
    ),
  )
  return `__Host-sid=${token}`
}

/** A conversation and its lines as they stand in the database; null when the chat has none. */
export const readConversation = (
  ownerUrl: string,
  { orgId, chatId }: { orgId?: string | undefined; chatId: string },
): Promise<unknown> =>
  asOwner(ownerUrl, async (client) => {
    const { rows } = await client.query(
      `select to_jsonb(c) || jsonb_build_object('customer', to_jsonb(p), 'messages', coalesce(
          (select jsonb_agg(to_jsonb(m) order by m.seq) from app.messages m where m.org_id = c.org_id and m.conversation_id = c.id), '[]')) as found
         from app.customer_chats a
         join app.conversations c on c.org_id = a.org_id and c.channel_id = a.channel_id and c.customer_id = a.customer_id
         join app.customers p on p.org_id = c.org_id and p.id = c.customer_id
        where a.chat_id = $1 and ($2::uuid is null or a.org_id = $2) order by c.created_at desc limit 1`,
      [chatId, orgId ?? null],
    )
    return rows[0]?.found ?? null
  })

/** One transaction as the schema's owner. */
export const asOwner = async <T>(
  ownerUrl: string,
  work: (client: Client) => Promise<T>,
): Promise<T> => {
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('begin')
    await client.query(
      `select set_config('app.actor', 'stage', true), set_config('app.at', now()::text, true)`,
    )
    const result = await work(client)
    await client.query('commit')
    return result
  } finally {
    await client.end()
  }
}

type Org = { orgId: string }

/** One transaction as the schema's owner, in a business: what is written is its own. */
export const inOrg = <T>(
  ownerUrl: string,
  { orgId }: Org,
  work: (client: Client) => Promise<T>,
): Promise<T> =>
  asOwner(ownerUrl, async (client) => {
    await client.query(`select set_config('app.org_id', $1, true)`, [orgId])
    return work(client)
  })
