-- Sessions: how every way in ends in one, or in the question for a second factor (second-factor.sql).
-- The present truth; each change of it is copied into a migration (db/laws.test.ts compares).
-- `p_sign_in`, made by the Worker for any outcome: session, device, half (hex hashes), agent, network, code (hex), code_mail and alert ({id, sealed}).

-- A session that opens something, and whether who holds it was proven within the last 15 minutes.
create or replace function app.own_session(p_hash bytea, p_at timestamptz)
returns table (user_id uuid, org_id uuid, network text, method text, strong boolean, is_fresh boolean)
language sql stable set search_path = pg_catalog, app as $$
  select s.user_id, s.org_id, s.network, s.method, s.strong, coalesce(s.sudo_until, s.created_at + interval '15 minutes') > p_at
    from sessions s
   where s.token_hash = p_hash and s.last_seen_at > p_at - interval '14 days' and s.created_at > p_at - interval '90 days'
$$;

-- A step up: another token from here on, the old one is dead.
create or replace function app.renew_session(p_old bytea, p_new bytea, p_at timestamptz)
returns void language sql set search_path = pg_catalog, app as $$
  update sessions set token_hash = p_new, sudo_until = p_at + interval '15 minutes' where token_hash = p_old
$$;

-- Ends all sessions of a person but one, and with them what could bring them back: remembered browsers, open links and codes.
create or replace function app.end_all_sessions(p_user uuid, p_but bytea, p_at timestamptz)
returns void language sql set search_path = pg_catalog, app as $$
  update devices set trusted_until = null where user_id = p_user;
  update login_tokens set expires_at = p_at where user_id = p_user and used_at is null and expires_at > p_at;
  delete from sessions where user_id = p_user and token_hash is distinct from p_but
$$;

-- An event of somebody's own log-in, and the mail that tells them. Answers with the mail.
create or replace function app.tell_person(p_event text, p_user uuid, p_mail jsonb, p_network text, p_at timestamptz)
returns uuid language plpgsql set search_path = pg_catalog, app as $$
begin
  perform note_event(p_event, null, p_user, null, p_network, p_at);
  insert into outbox (id, sealed, user_id, due_at, created_at) values ((p_mail ->> 'id')::uuid, p_mail ->> 'sealed', p_user, p_at, p_at);
  return (p_mail ->> 'id')::uuid;
end $$;

-- What is asked after the first factor; null: nothing. A code to the mailbox adds nothing to a link from that mailbox. A remembered browser counts.
create or replace function app.asks_second(p_user uuid, p_method text, p_device bytea, p_at timestamptz)
returns text language sql stable set search_path = pg_catalog, app as $$
  select case
      when exists (select from devices d where d.user_id = u.id and d.device_hash = p_device and d.trusted_until > p_at) then null
      when u.second_factor = 'totp' then 'totp'
      when p_method = 'password' and (u.second_factor = 'email' or exists (
        select from members m join orgs o on o.id = m.org_id where m.user_id = u.id and o.requires_second_factor)) then 'email'
    end
    from users u where u.id = p_user
$$;

-- The end of every way in: a session, or the question for the second factor. Status: in, second_factor, spent (nobody's member any more).
create or replace function app.sign_in(p_user uuid, p_method text, p_sign_in jsonb, p_at timestamptz)
returns table (status text, mail_id uuid)
language plpgsql set search_path = pg_catalog, app as $$
declare
  v_asks text := asks_second(p_user, p_method, decode(p_sign_in ->> 'device', 'hex'), p_at);
begin
  status := 'spent';
  if not exists (select from members where user_id = p_user) then return next; return; end if;
  if v_asks is null then
    status := 'in';
    mail_id := open_session(p_user, p_method, p_sign_in, p_at);
    return next; return;
  end if;
  status := 'second_factor';
  insert into login_tokens (token_hash, user_id, purpose, method, asks, code_hash, expires_at, created_at)
  values (decode(p_sign_in ->> 'half', 'hex'), p_user, 'second_factor', p_method, v_asks,
          case v_asks when 'email' then decode(p_sign_in ->> 'code', 'hex') end, p_at + interval '10 minutes', p_at);
  if v_asks = 'email' then
    insert into outbox (id, sealed, user_id, due_at, created_at)
    values ((p_sign_in -> 'code_mail' ->> 'id')::uuid, p_sign_in -> 'code_mail' ->> 'sealed', p_user, p_at, p_at) returning id into mail_id;
  end if;
  return next;
end $$;

-- Saves the session, ten of a person at most. A browser that is new to them, unless it is their first, raises one mail: the answer.
create or replace function app.open_session(p_user uuid, p_method text, p_sign_in jsonb, p_at timestamptz)
returns uuid language plpgsql set search_path = pg_catalog, app as $$
declare
  v_device bytea := decode(p_sign_in ->> 'device', 'hex');
  v_known boolean := not exists (select from devices where user_id = p_user);
  v_trusted boolean;
  v_org uuid;
begin
  select coalesce(bool_or(d.trusted_until > p_at), false), v_known or count(*) > 0 into v_trusted, v_known
    from devices d where d.user_id = p_user and d.device_hash = v_device;
  insert into devices (user_id, device_hash, created_at) values (p_user, v_device, p_at) on conflict do nothing;
  insert into sessions (token_hash, user_id, org_id, user_agent, network, method, strong, device_hash, created_at, last_seen_at)
  select decode(p_sign_in ->> 'session', 'hex'), m.user_id, m.org_id, left(p_sign_in ->> 'agent', 200), p_sign_in ->> 'network', p_method,
         v_trusted or (p_sign_in ->> 'strong')::boolean is true, v_device, p_at, p_at
    from members m where m.user_id = p_user
   order by m.state, (select max(s.last_seen_at) from sessions s where s.user_id = p_user and s.org_id = m.org_id) desc nulls last, m.created_at
   limit 1 returning org_id into v_org;
  delete from sessions where token_hash in (
    select s.token_hash from sessions s where s.user_id = p_user order by s.created_at desc, s.last_seen_at desc offset 10);
  perform note_event('logged_in', v_org, p_user, p_method, p_sign_in ->> 'network', p_at);
  if v_known then return null; end if;
  return tell_person('new_device', p_user, p_sign_in -> 'alert', p_sign_in ->> 'network', p_at);
end $$;

-- Moves a session to another business of the same person, under a new token that is not fresh. No row: not theirs.
create or replace function app.switch_org(p_session bytea, p_new bytea, p_org uuid, p_at timestamptz)
returns table (org_id uuid)
language sql security definer set search_path = pg_catalog, app as $$
  update sessions s set token_hash = p_new, org_id = m.org_id, sudo_until = p_at
    from own_session(p_session, p_at) o join members m on m.user_id = o.user_id and m.org_id = p_org
   where s.token_hash = p_session returning m.org_id
$$;

-- The businesses of whoever holds this session: also for somebody who still waits for approval in the present one.
create or replace function app.own_orgs(p_session bytea, p_at timestamptz)
returns table (org_id uuid, name text, role text, state text, is_current boolean)
language sql stable security definer set search_path = pg_catalog, app as $$
  select m.org_id, g.name, m.role, m.state, m.org_id = o.org_id
    from own_session(p_session, p_at) o join members m on m.user_id = o.user_id join orgs g on g.id = m.org_id order by g.name, g.id
$$;

create or replace function app.end_session(p_hash bytea)
returns table (ended boolean)
language sql security definer set search_path = pg_catalog, app as $$
  delete from sessions where token_hash = p_hash returning true
$$;

revoke all on function
  app.own_session(bytea, timestamptz), app.renew_session(bytea, bytea, timestamptz), app.end_all_sessions(uuid, bytea, timestamptz),
  app.tell_person(text, uuid, jsonb, text, timestamptz), app.asks_second(uuid, text, bytea, timestamptz), app.sign_in(uuid, text, jsonb, timestamptz),
  app.open_session(uuid, text, jsonb, timestamptz), app.switch_org(bytea, bytea, uuid, timestamptz), app.own_orgs(bytea, timestamptz), app.end_session(bytea)
from public;
grant execute on function
  app.switch_org(bytea, bytea, uuid, timestamptz), app.own_orgs(bytea, timestamptz), app.end_session(bytea)
to app_runtime;
