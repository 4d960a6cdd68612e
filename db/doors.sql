-- The doors, the lookups, the mark and the fence check: all SQL that may see past row-level security.
-- This file is the present truth; each change of it is copied into a migration (db/laws.test.ts compares).

-- What stands behind a door, for this transaction only.
create or replace function app.open_door(p_org uuid, p_actor text, p_at timestamptz, p_request text)
returns void language plpgsql set search_path = pg_catalog, app as $$ -- plpgsql keeps its plan, sql would plan at each call
begin
  perform set_config('app.org_id', p_org::text, true), set_config('app.actor', p_actor, true),
          set_config('app.at', p_at::text, true), set_config('app.request_id', p_request, true),
          set_config('app.personal', 'shown', true);
end $$;

-- A signed-in member who may do what the route needs: session alive (idle 14 days, absolute 90), member approved, role among those that may,
-- or a role of the business's own with all those permissions. Where the business asks for two factors, one opens nothing but the person's own
-- security. `p_fresh`: who they are was proven within the last 15 minutes. Seen at most every 5 minutes,
-- and at once from another network: what happens at the log-in (own_session) is noted with where the session is, not where it began.
create or replace function app.enter_session(
  p_hash bytea, p_need text[], p_roles text[], p_personal text[], p_fresh boolean, p_network text, p_at timestamptz, p_request text)
returns table (org_id uuid, actor text, role text, name text, permissions text[], sees_personal boolean, is_fresh boolean)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare s record;
begin
  select m.org_id, m.id, m.role, m.state, m.name, m.user_id, c.permissions, t.id as session_id, t.last_seen_at, t.network, t.strong,
         coalesce(t.sudo_until, t.created_at + interval '15 minutes') > p_at as is_fresh, o.requires_second_factor into s
    from sessions t join members m on m.org_id = t.org_id and m.user_id = t.user_id join orgs o on o.id = m.org_id
    left join custom_roles c on c.org_id = m.org_id and c.id = m.custom_role_id
   where t.token_hash = p_hash
     and t.last_seen_at > p_at - interval '14 days' and t.created_at > p_at - interval '90 days';
  if not found then raise exception 'no session' using errcode = 'UA401'; end if;
  if s.state <> 'active' then raise exception 'waits for approval' using errcode = 'UA423'; end if;
  if s.requires_second_factor and not s.strong and p_need <> '{own.security}' then
    raise exception 'a second factor is asked for' using errcode = 'UA426';
  end if;
  if not (s.role = any (p_roles) or coalesce(p_need = '{own.security}' or (p_need[1] is not null and p_need <@ s.permissions), false)) then
    raise exception 'role too low' using errcode = 'UA403';
  end if;
  if p_fresh and not s.is_fresh then raise exception 'prove anew who you are' using errcode = 'UA428'; end if;
  if s.last_seen_at < p_at - interval '5 minutes' or s.network is distinct from p_network then
    update sessions set last_seen_at = p_at, network = p_network where token_hash = p_hash;
  end if;
  sees_personal := s.role = any (p_personal) or coalesce('personal.read' = any (s.permissions), false);
  perform open_door(s.org_id, 'member:' || s.id, p_at, p_request);
  perform set_config('app.user_id', s.user_id::text, true), set_config('app.session_id', s.session_id::text, true),
          set_config('app.role', s.role, true), set_config('app.need', array_to_string(p_need, ' '), true), set_config('app.network', p_network, true),
          set_config('app.fresh', s.is_fresh::text, true),
          set_config('app.personal', case when sees_personal then 'shown' else 'hidden' end, true);
  return query select s.org_id, 'member:' || s.id, s.role, s.name, s.permissions, sees_personal, s.is_fresh;
end $$;

-- A delivery whose secret was proven for (channel, generation, mode): the database knows which of these it accepts.
create or replace function app.enter_channel(
  p_channel uuid, p_generation int, p_mode text, p_provider_channel text, p_at timestamptz, p_request text)
returns table (org_id uuid, actor text, role text, name text)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare c record;
begin
  select h.org_id, h.phone, h.provider_channel_id into c from channels h
   where h.id = p_channel and h.auth_mode = p_mode
     and (p_provider_channel is null or coalesce(h.provider_channel_id, p_provider_channel) = p_provider_channel)
     and (h.hook_generation = p_generation
          or (h.hook_generation = p_generation + 1 and h.previous_until > p_at));
  if not found then raise exception 'unknown channel' using errcode = 'UA401'; end if;
  perform open_door(c.org_id, 'channel:' || p_channel, p_at, p_request);
  if c.provider_channel_id is null and p_provider_channel is not null then
    update channels set provider_channel_id = p_provider_channel
     where id = p_channel and coalesce(provider_channel_id, p_provider_channel) = p_provider_channel;
    if not found then raise exception 'unknown channel' using errcode = 'UA401'; end if; -- another first delivery was faster
  end if;
  return query select c.org_id, 'channel:' || p_channel, 'channel', coalesce(c.phone, '');
end $$;

-- A job of ours. With a claim: its token must be the newest (and nothing newer have come in, where the count is given);
-- then the lease is prolonged and the conversation stays locked to the end of the batch.
create or replace function app.enter_job(
  p_org uuid, p_conversation uuid, p_token bigint, p_inbound int, p_at timestamptz, p_request text)
returns table (org_id uuid, actor text, role text, name text)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare v_name text;
begin
  select o.name into v_name from orgs o where o.id = p_org;
  if not found then raise exception 'unknown organisation' using errcode = 'UA401'; end if;
  if p_token is not null then
    update conversations c set lease_until = p_at + interval '60 seconds'
     where c.org_id = p_org and c.id = p_conversation and c.lease_token = p_token
       and (p_inbound is null or c.inbound_count = p_inbound);
    if not found then raise exception 'stale claim' using errcode = 'UA409'; end if;
  end if;
  perform open_door(p_org, 'receptionist', p_at, p_request);
  return query select p_org, 'receptionist'::text, 'job'::text, v_name;
end $$;

-- What PayFast tells of a payment, proven by its signature: the organisation is the one that the notice names, the merchant the one whose passphrase
-- it was proven with. `p_own`: our own account, where every organisation pays us; else it is the organisation's own, where its customers pay.
create or replace function app.enter_payment(p_org uuid, p_merchant text, p_own text, p_network text, p_at timestamptz, p_request text)
returns table (org_id uuid, actor text, role text, name text)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare v_name text;
begin
  select o.name into v_name from orgs o where o.id = p_org
     and (p_merchant = p_own or exists (select from merchant_accounts a where a.org_id = p_org and a.merchant_id = p_merchant));
  if not found then raise exception 'not for this organisation' using errcode = 'UA401'; end if;
  perform open_door(p_org, 'payfast', p_at, p_request);
  perform set_config('app.network', p_network, true);
  return query select p_org, 'payfast'::text, 'payment'::text, v_name;
end $$;

-- Whoever has the link of a payment request: that it is a link of ours was proven, so the one that it names is opened, and nothing personal.
create or replace function app.enter_payer(p_request uuid, p_at timestamptz, p_request_id text)
returns table (org_id uuid, actor text, role text, name text)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare r record;
begin
  select q.org_id, o.name into r from payment_requests q join orgs o on o.id = q.org_id where q.id = p_request;
  if not found then raise exception 'no such request' using errcode = 'UA404'; end if;
  perform open_door(r.org_id, 'payer', p_at, p_request_id);
  perform set_config('app.personal', 'hidden', true);
  return query select r.org_id, 'payer'::text, 'payer'::text, r.name;
end $$;

-- Lookups: the few questions that may be asked before an organisation is known.

-- What is overdue and nobody works on: ids only.
create or replace function app.due_replies(p_at timestamptz, p_limit int)
returns table (org_id uuid, conversation_id uuid)
language sql stable security definer set search_path = pg_catalog, app as $$
  select c.org_id, c.id from conversations c
   where c.reply_due_at <= p_at and (c.lease_until is null or c.lease_until < p_at)
   order by c.reply_due_at limit p_limit
$$;

-- A link without a browser binding, for the stage and for an operator at the database. The Worker may not execute it.
create or replace function app.make_unbound_link(p_email text, p_hash bytea, p_at timestamptz, p_expires timestamptz)
returns void language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  insert into login_tokens (token_hash, user_id, browser_hash, expires_at, created_at)
  select p_hash, u.id, null, p_expires, p_at from users u where u.email = lower(p_email);
  if not found then raise exception 'no user with that address' using errcode = 'UA401'; end if;
end $$;

-- Refuses a role that the fence would not hold: asked as the caller, once an isolate (db/client.ts).
create or replace function app.refuse_unfenced()
returns boolean language plpgsql stable set search_path = pg_catalog, app as $$
begin
  if exists (select from pg_roles r where pg_has_role(current_user, r.oid, 'member') and (r.rolsuper or r.rolbypassrls))
     or exists (select from pg_class k join pg_namespace n on n.oid = k.relnamespace
                 where n.nspname = 'app' and pg_get_userbyid(k.relowner) = current_user) then
    raise exception 'the role % can bypass row-level security: refusing to serve', current_user using errcode = 'UA500';
  end if;
  return true;
end $$;

-- The mark of a change. Arguments: columns left out (secrets, bookkeeping), columns of which only "changed" is kept (personal data).
create or replace function app.write_mark()
returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  v_hidden text[] := coalesce(string_to_array(nullif(tg_argv[0], ''), ','), '{}');
  v_personal text[] := coalesce(string_to_array(nullif(tg_argv[1], ''), ','), '{}');
  v_old jsonb := coalesce(to_jsonb(old), '{}') - v_hidden;
  v_new jsonb := coalesce(to_jsonb(new), '{}') - v_hidden;
  v_row jsonb := coalesce(to_jsonb(new), to_jsonb(old));
  v_org uuid := case tg_table_name when 'orgs' then v_row ->> 'id' else v_row ->> 'org_id' end;
  v_actor text := nullif(current_setting('app.actor', true), '');
begin
  if v_actor is null then raise exception 'a change without an actor' using errcode = 'UA500'; end if;
  if not exists (select from orgs where id = v_org) then return null; end if; -- deleted with all its marks
  insert into audit (org_id, at, actor, request_id, network, table_name, row_id, action, before, after)
  values (v_org, current_setting('app.at')::timestamptz, v_actor, nullif(current_setting('app.request_id', true), ''),
          nullif(current_setting('app.network', true), ''),
          tg_table_name, (v_row ->> 'id')::uuid, lower(tg_op),
          changed_part(v_old, v_new, v_personal), changed_part(v_new, v_old, v_personal));
  return null;
end $$;

-- The part of `p_this` that differs from `p_other`; personal columns only as "changed".
create or replace function app.changed_part(p_this jsonb, p_other jsonb, p_personal text[])
returns jsonb language sql immutable set search_path = pg_catalog, app as $$
  select jsonb_object_agg(key, case when key = any (p_personal) then '"changed"'::jsonb else value end)
    from jsonb_each(p_this)
   where value is distinct from p_other -> key and value <> 'null'
$$;

-- For migrations: puts the fence and the grants on a table, and the mark triggers that fire only when something other than `p_hidden` changes.
create or replace function app.fence(p_table text, p_grants text)
returns void language plpgsql set search_path = pg_catalog, app as $$
begin
  execute format('alter table app.%I enable row level security', p_table);
  execute format('alter table app.%I force row level security', p_table);
  if p_grants <> '' then execute format('grant %s on app.%I to app_runtime', p_grants, p_table); end if;
end $$;

create or replace function app.mark(p_table text, p_hidden text, p_personal text)
returns void language plpgsql set search_path = pg_catalog, app as $$
declare
  v_seen text := (select string_agg(format('old.%1$I is distinct from new.%1$I', attname), ' or ' order by attnum)
    from pg_attribute where attrelid = format('app.%I', p_table)::regclass and attnum > 0 and not attisdropped
     and attname <> all (string_to_array(p_hidden, ',')));
begin
  execute format('create or replace trigger mark_rows after insert or delete on app.%I for each row execute function app.write_mark(%L, %L)',
    p_table, p_hidden, p_personal);
  execute format('create or replace trigger mark_changes after update on app.%I for each row when (%s) execute function app.write_mark(%L, %L)',
    p_table, v_seen, p_hidden, p_personal);
end $$;

-- Nobody may execute anything by default; each function is granted by name.
revoke all on all functions in schema app from public;
grant usage on schema app to app_runtime;
grant execute on function
  app.enter_session(bytea, text[], text[], text[], boolean, text, timestamptz, text),
  app.enter_channel(uuid, int, text, text, timestamptz, text),
  app.enter_job(uuid, uuid, bigint, int, timestamptz, text),
  app.enter_payment(uuid, text, text, text, timestamptz, text),
  app.enter_payer(uuid, timestamptz, text),
  app.due_replies(timestamptz, int),
  app.refuse_unfenced()
to app_runtime;
