/** What the export is measured on: a durable stage (fsync on) with one business of ten thousand customers and as many messages as are asked for. */
import { runAs } from '../bench/house.ts'
import { addOwner, logIn } from '../business.ts'
import type { Business } from '../businesses.ts'
import { emptyStage } from '../folder.ts'
import { openStage, type Stage } from '../stage.ts'

const NAME = 'export'
/** Of an isolate at Cloudflare. */
const ISOLATE_MB = 128
const CUSTOMERS = 10_000

export type House = Awaited<ReturnType<typeof openHouse>>

export const openHouse = async (messages: number) => {
  const stage = await openStage({
    name: NAME,
    durable: true,
    queue: false,
    port: 0,
    appPort: 0,
    bindings: { CLOCK: 'real' },
    heapMb: ISOLATE_MB,
  })
  await runAs(stage.ownerUrl, 'truncate app.orgs, app.users cascade') // left by a run that was ended
  const owner = { name: 'Thandi', email: 'thandi@example.com' }
  const business = await stage.businesses.load({ name: 'Thandi’s Hair', owner })
  await seed(stage, business, messages)
  const stop = async () => {
    await stage.stop()
    await emptyStage(NAME)
  }
  return { stage, business, stop }
}

/** Customers' questions and our answers, some of several lines, with quotes, accents and pictures in them. */
const seed = async (
  { adminUrl, ownerUrl }: Stage,
  { orgId, channelId }: Business,
  messages: number,
) => {
  const database = new URL(adminUrl)
  database.pathname = new URL(ownerUrl).pathname
  await runAs(
    database.href,
    `set session_replication_role = replica; -- foreign keys and marks of a million rows are not what is measured
     select set_config('app.org_id', '${orgId}', false), set_config('app.actor', 'stage', false), set_config('app.at', now()::text, false);
     insert into app.customers (name, phone)
       select 'Customer ' || n, '+2782' || lpad(n::text, 7, '0') from generate_series(1, ${CUSTOMERS}) n;
     insert into app.conversations (channel_id, customer_id, chat_id, last_message_at)
       select '${channelId}', id, substr(phone, 2) || '@s.whatsapp.net', now() from app.customers;
     insert into app.messages (conversation_id, channel_id, by, text, at, state, edited_at)
       select c.ids[1 + n / 10 * 7919 % ${CUSTOMERS}], '${channelId}', case n % 2 when 0 then 'customer' else 'receptionist' end,
              case n % 5
                when 0 then 'Hi, hoeveel kos box braids? Ek het baie lang hare 💇🏾‍♀️'
                when 1 then E'Good day! A wash and blow dry is R250.\\nWe are open on Saturday from 08:00 to 13:00.'
                when 2 then 'She said "come at nine", is that still right?'
                when 3 then 'Your booking for Saturday is noted, we look forward to seeing you.'
                else '=SUM(1) ' || n end,
              timestamptz '2025-12-01' + n * interval '30 seconds', case n % 2 when 1 then 'read' end,
              case when n % 97 = 0 then timestamptz '2026-11-01' end
         from generate_series(1, ${messages}) n, (select array_agg(id order by id) as ids from app.conversations) c
        order by n`,
  )
  await runAs(database.href, 'vacuum analyze')
}

/** Another owner of the business, who has just logged in: their cookie. */
export const logInAnother = async ({ stage, business }: House): Promise<string> => {
  const email = `${crypto.randomUUID()}@example.com`
  await addOwner(stage.ownerUrl, business, email)
  return logIn(stage.ownerUrl, email)
}
