-- Their answers or their questions have changed.
drop function app.enter_session(bytea, text[], timestamptz, text);
drop function app.find_login(bytea, bytea, timestamptz);
drop function app.redeem_login(bytea, bytea, bytea, bytea, text, timestamptz);
drop function app.claim_mail(uuid, timestamptz);
drop function app.find_password(jsonb, text, text, timestamptz);
drop function app.own_password(bytea, timestamptz);
drop function app.password_login(text, text, text, bytea, text, text, jsonb, timestamptz);
drop function app.set_password(bytea, text, text, timestamptz);

--> statement-breakpoint

-- What stands behind a door, for this transaction only.
create or replace function app.open_door(p_org uuid, p_actor text, p_at timestamptz, p_request text)
returns void language plpgsql set search_path = pg_catalog, app as $$ -- plpgsql keeps its plan, sql would plan at each call
begin
  perform set_config('app.org_id', p_org::text, true), set_config('app.actor', p_actor, true),
          set_config('app.at', p_at::text, true), set_config('app.request_id', p_request, true),
          set_config('app.personal', 'shown', true);
end $$;

--> statement-breakpoint

-- A signed-in member who may do what the route needs: session alive (idle 14 days, absolute 90), member approved, role among those that may,
-- or a role of the business's own with that permission. Where the business asks for two factors, one opens nothing but the person's own
-- security. `p_fresh`: who they are was proven within the last 15 minutes. Seen at most every 5 minutes.
create or replace function app.enter_session(
  p_hash bytea, p_need text, p_roles text[], p_personal text[], p_fresh boolean, p_network text, p_at timestamptz, p_request text)
returns table (org_id uuid, actor text, role text, name text, permissions text[], sees_personal boolean, is_fresh boolean)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare s record;
begin
  select m.org_id, m.id, m.role, m.state, m.name, m.user_id, c.permissions, t.id as session_id, t.last_seen_at, t.strong,
         coalesce(t.sudo_until, t.created_at + interval '15 minutes') > p_at as is_fresh, o.requires_second_factor into s
    from sessions t join members m on m.org_id = t.org_id and m.user_id = t.user_id join orgs o on o.id = m.org_id
    left join custom_roles c on c.org_id = m.org_id and c.id = m.custom_role_id
   where t.token_hash = p_hash
     and t.last_seen_at > p_at - interval '14 days' and t.created_at > p_at - interval '90 days';
  if not found then raise exception 'no session' using errcode = 'UA401'; end if;
  if s.state <> 'active' then raise exception 'waits for approval' using errcode = 'UA423'; end if;
  if s.requires_second_factor and not s.strong and p_need <> 'own.security' then
    raise exception 'a second factor is asked for' using errcode = 'UA426';
  end if;
  if not (s.role = any (p_roles) or coalesce(p_need = 'own.security' or p_need = any (s.permissions), false)) then
    raise exception 'role too low' using errcode = 'UA403';
  end if;
  if p_fresh and not s.is_fresh then raise exception 'prove anew who you are' using errcode = 'UA428'; end if;
  if s.last_seen_at < p_at - interval '5 minutes' then
    update sessions set last_seen_at = p_at where token_hash = p_hash;
  end if;
  sees_personal := s.role = any (p_personal) or coalesce('personal.read' = any (s.permissions), false);
  perform open_door(s.org_id, 'member:' || s.id, p_at, p_request);
  perform set_config('app.user_id', s.user_id::text, true), set_config('app.session_id', s.session_id::text, true),
          set_config('app.role', s.role, true), set_config('app.need', p_need, true), set_config('app.network', p_network, true),
          set_config('app.personal', case when sees_personal then 'shown' else 'hidden' end, true);
  return query select s.org_id, 'member:' || s.id, s.role, s.name, s.permissions, sees_personal, s.is_fresh;
end $$;

--> statement-breakpoint

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

--> statement-breakpoint

-- Asks for a link. Known and unknown addresses make the same rows, so neither the answer nor its time tells them apart:
-- a token that nobody can use, a mail that is for nobody. An older link of the same purpose dies.
create or replace function app.request_link(
  p_limits jsonb, p_network text, p_email text, p_token jsonb, p_mail jsonb, p_at timestamptz)
returns table (wait_seconds int, mail_id uuid)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  v_user uuid := (select id from users where email = lower(p_email));
  v_opens boolean := (v_user is null) = (p_token ->> 'purpose' = 'signup');
  v_sealed text := case when v_user is null then p_mail ->> 'unknown' else p_mail ->> 'known' end;
begin
  wait_seconds := count_tries(p_limits, p_at);
  if wait_seconds > 0 then
    perform note_event('limit_reached', null, v_user, p_token ->> 'purpose', p_network, p_at);
    return next; return;
  end if;
  update login_tokens set expires_at = p_at
   where used_at is null and expires_at > p_at and purpose = p_token ->> 'purpose' and user_id = v_user;
  insert into login_tokens (token_hash, user_id, purpose, browser_hash, code_hash, sign_up, expires_at, created_at)
  values (decode(p_token ->> 'token', 'hex'), v_user, p_token ->> 'purpose', decode(p_token ->> 'browser', 'hex'),
          decode(p_token ->> 'code', 'hex'), p_token -> 'sign_up',
          case when v_opens then p_at + make_interval(mins => (p_token ->> 'minutes')::int) else p_at end, p_at);
  mail_id := (p_mail ->> 'id')::uuid;
  insert into outbox (id, sealed, due_at, created_at) values (mail_id, v_sealed, case when v_sealed is not null then p_at end, p_at);
  return next;
end $$;

--> statement-breakpoint

-- Whose link this is, for the page with the button. Reading spends nothing; another browser is told only that a code is needed.
create or replace function app.find_login(p_hash bytea, p_browser bytea, p_at timestamptz)
returns table (email text, purpose text, needs_code boolean)
language sql stable security definer set search_path = pg_catalog, app as $$
  select case when t.own then coalesce(t.sign_up ->> 'email', u.email) end, t.purpose, not t.own
    from (select *, browser_hash is null or browser_hash = coalesce(p_browser, '') as own from login_tokens) t
    left join users u on u.id = t.user_id
   where t.token_hash = p_hash and t.purpose in ('login', 'signup', 'reset') and t.used_at is null and t.expires_at > p_at
$$;

--> statement-breakpoint

-- Spends the link and signs in, in one statement: of many tries at once, one gets in. A link to set a new password brings that password's hash,
-- and ends all the person's sessions first. Status: in, second_factor, code_wrong, spent.
create or replace function app.redeem_login(
  p_hash bytea, p_browser bytea, p_code bytea, p_password text, p_notice jsonb, p_sign_in jsonb, p_at timestamptz)
returns table (status text, mail_id uuid)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare t login_tokens;
begin
  select * into t from login_tokens where token_hash = p_hash and used_at is null and expires_at > p_at for update;
  status := 'spent';
  if not found or t.code_tries >= 5 or t.purpose not in ('login', 'signup', 'reset') or (t.purpose = 'reset') <> (p_password is not null) then
    return next; return;
  end if;
  if t.browser_hash is not null and t.browser_hash is distinct from p_browser then
    update login_tokens set code_tries = code_tries + 1 where token_hash = p_hash;
    status := 'code_wrong';
    if t.code_hash is null or t.code_hash is distinct from p_code then
      perform note_event('code_wrong', null, t.user_id, 'link', p_sign_in ->> 'network', p_at);
      return next; return;
    end if;
  end if;
  update login_tokens set used_at = p_at, sign_up = null where token_hash = p_hash;
  if t.purpose = 'signup' then t.user_id := open_business(t.sign_up, p_at); end if;
  if t.purpose = 'reset' then
    update users set password_hash = p_password where id = t.user_id;
    perform end_all_sessions(t.user_id, null, p_at);
    perform tell_person('password_changed', t.user_id, p_notice, p_sign_in ->> 'network', p_at);
  end if;
  return query select * from sign_in(t.user_id, case t.purpose when 'reset' then 'reset' else 'link' end, p_sign_in, p_at);
end $$;

--> statement-breakpoint

-- The outbox: claimed for a minute, settled once; the body goes as soon as it is not needed. After a day a mail is let go: the provider has forgotten its key by then.
create or replace function app.claim_mail(p_id uuid, p_at timestamptz)
returns table (sealed text, attempts int, email text)
language sql security definer set search_path = pg_catalog, app as $$
  update outbox o set lease_until = p_at + interval '60 seconds'
   where o.id = p_id and o.due_at <= p_at and (o.lease_until is null or o.lease_until < p_at)
     and o.created_at > p_at - interval '1 day'
  returning o.sealed, o.attempts::int, (select u.email from users u where u.id = o.user_id)
$$;

--> statement-breakpoint

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

--> statement-breakpoint

-- The second factor, what the holder of a session proves anew, and what only a fresh one may change about its person's log-in.
-- The present truth; each change of it is copied into a migration (db/laws.test.ts compares). `p_sign_in` is described in sessions.sql.

-- What a half-open log-in asks for, with what the Worker needs to check an authenticator's code. Another browser does not have its token.
create or replace function app.find_second(p_half bytea, p_at timestamptz)
returns table (asks text, user_id uuid, totp_sealed text)
language sql stable security definer set search_path = pg_catalog, app as $$
  select t.asks, u.id, u.totp_sealed from login_tokens t join users u on u.id = t.user_id
   where t.token_hash = p_half and t.purpose = 'second_factor' and t.used_at is null and t.expires_at > p_at and t.code_tries < 5
$$;

-- Whether one of the given proofs holds, and if so spends it: a code from a mail, the step of an authenticator's code (older ones are spent), a recovery code.
create or replace function app.spend_proof(p_user uuid, p_code_hash bytea, p_proof jsonb)
returns text language plpgsql set search_path = pg_catalog, app as $$
begin
  if p_code_hash = decode(p_proof ->> 'code', 'hex') then return 'email'; end if;
  update users set totp_step = (p_proof ->> 'step')::bigint
   where id = p_user and second_factor = 'totp' and (p_proof ->> 'step')::bigint > coalesce(totp_step, 0);
  if found then return 'totp'; end if;
  update users set recovery_hashes = array_remove(recovery_hashes, decode(p_proof ->> 'recovery', 'hex'))
   where id = p_user and second_factor = 'totp' and decode(p_proof ->> 'recovery', 'hex') = any (recovery_hashes);
  if found then return 'recovery'; end if;
  return null;
end $$;

-- Proofs of one person within an hour, whatever they are for: ten may be wrong. A right one forgives.
create or replace function app.proof_limit(p_user uuid)
returns jsonb language sql immutable set search_path = pg_catalog, app as $$
  select jsonb_build_array(jsonb_build_object('key', encode(sha256(convert_to('proofs of ' || p_user, 'utf8')), 'hex'), 'limit', 10, 'seconds', 3600))
$$;

-- Answers the question for the second factor. Status: in, wrong, spent, limited.
create or replace function app.finish_login(p_half bytea, p_proof jsonb, p_trust boolean, p_sign_in jsonb, p_at timestamptz)
returns table (status text, mail_id uuid, wait_seconds int)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare t login_tokens;
begin
  select * into t from login_tokens
   where token_hash = p_half and purpose = 'second_factor' and used_at is null and expires_at > p_at and code_tries < 5 for update;
  status := 'spent';
  if not found then return next; return; end if;
  status := 'limited';
  wait_seconds := count_tries(proof_limit(t.user_id), p_at);
  if wait_seconds > 0 then
    perform note_event('limit_reached', null, t.user_id, 'second_factor', p_sign_in ->> 'network', p_at);
    return next; return;
  end if;
  if spend_proof(t.user_id, t.code_hash, p_proof) is null then
    update login_tokens set code_tries = code_tries + 1 where token_hash = p_half;
    perform note_event('code_wrong', null, t.user_id, 'second_factor', p_sign_in ->> 'network', p_at);
    status := 'wrong';
    return next; return;
  end if;
  delete from limits where key = decode(proof_limit(t.user_id) -> 0 ->> 'key', 'hex');
  update login_tokens set used_at = p_at where token_hash = p_half;
  mail_id := open_session(t.user_id, t.method, p_sign_in || '{"strong": true}', p_at);
  if p_trust then
    update devices set trusted_until = p_at + interval '30 days'
     where user_id = t.user_id and device_hash = decode(p_sign_in ->> 'device', 'hex');
  end if;
  status := 'in';
  return next;
end $$;

-- How the holder of a session can prove anew who they are, and what they have set. With limits it counts a try: a stolen session must not find it out.
create or replace function app.own_proofs(p_limits jsonb, p_session bytea, p_at timestamptz)
returns table (
  wait_seconds int, user_id uuid, email text, password_hash text, second_factor text, totp_sealed text, recovery_left int, is_fresh boolean, strong boolean)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare s record;
begin
  select * into s from own_session(p_session, p_at);
  if not found then return; end if;
  wait_seconds := count_tries(p_limits, p_at);
  if wait_seconds > 0 then perform note_event('limit_reached', s.org_id, s.user_id, 'proof', s.network, p_at); end if;
  select u.id, u.email, u.password_hash, u.second_factor, u.totp_sealed, cardinality(u.recovery_hashes), s.is_fresh, s.strong
    into user_id, email, password_hash, second_factor, totp_sealed, recovery_left, is_fresh, strong from users u where u.id = s.user_id;
  return next;
end $$;

-- Mails a code to the holder of a session: to confirm (their own address), or to prove a new address (`p_token` has it; needs a fresh session). An
-- address that somebody has gets another mail, and its code opens nothing. No row: no session, or not fresh.
create or replace function app.send_code(p_limits jsonb, p_session bytea, p_token jsonb, p_mail jsonb, p_at timestamptz)
returns table (wait_seconds int, mail_id uuid)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  s record;
  v_email text := lower(p_token ->> 'email');
  v_taken boolean := exists (select from users where email = v_email);
begin
  select * into s from own_session(p_session, p_at);
  if not found or (v_email is not null and not s.is_fresh) then return; end if;
  wait_seconds := count_tries(p_limits, p_at);
  if wait_seconds > 0 then
    perform note_event('limit_reached', s.org_id, s.user_id, p_token ->> 'purpose', s.network, p_at);
    return next; return;
  end if;
  insert into login_tokens as t (token_hash, user_id, purpose, email, code_hash, expires_at, created_at)
  values (decode(p_token ->> 'token', 'hex'), s.user_id, p_token ->> 'purpose', v_email,
          case when not v_taken then decode(p_token ->> 'code', 'hex') end, p_at + interval '10 minutes', p_at)
  on conflict (token_hash) do update set email = excluded.email, code_hash = excluded.code_hash, code_tries = 0, used_at = null,
    expires_at = excluded.expires_at, created_at = excluded.created_at;
  insert into outbox (id, sealed, user_id, due_at, created_at)
  values ((p_mail ->> 'id')::uuid, case when v_taken then p_mail ->> 'taken' else p_mail ->> 'sealed' end,
          case when v_email is null then s.user_id end, p_at, p_at) returning id into mail_id;
  return next;
end $$;

-- Proves anew who holds the session: by the password that was compared with `seen`, or by a code. Then the session has a new token and is fresh for
-- 15 minutes; a proof of another kind than the one it began with makes it strong. Status: in, wrong, spent (no session), limited.
create or replace function app.confirm_session(p_session bytea, p_new bytea, p_token bytea, p_proof jsonb, p_at timestamptz)
returns table (status text, wait_seconds int)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  s record;
  v_kind text;
  v_code bytea;
begin
  select * into s from own_session(p_session, p_at);
  status := 'spent';
  if not found then return next; return; end if;
  status := 'limited';
  wait_seconds := count_tries(proof_limit(s.user_id), p_at);
  if wait_seconds > 0 then
    perform note_event('limit_reached', s.org_id, s.user_id, 'proof', s.network, p_at);
    return next; return;
  end if;
  update login_tokens set code_tries = code_tries + 1
   where token_hash = p_token and purpose = 'confirm' and user_id = s.user_id and used_at is null and expires_at > p_at and code_tries < 5
  returning code_hash into v_code;
  v_kind := case when exists (select from users where id = s.user_id and password_hash = p_proof ->> 'seen') then 'password'
                 else spend_proof(s.user_id, v_code, p_proof) end;
  if v_kind is null then
    perform note_event('code_wrong', s.org_id, s.user_id, 'confirm', s.network, p_at);
    status := 'wrong';
    return next; return;
  end if;
  delete from limits where key = decode(proof_limit(s.user_id) -> 0 ->> 'key', 'hex');
  update login_tokens set used_at = p_at where token_hash = p_token;
  perform renew_session(p_session, p_new, p_at);
  update sessions set strong = strong or v_kind in ('totp', 'recovery') or coalesce((v_kind = 'password') <> (method = 'password'), false)
   where token_hash = p_new;
  status := 'in';
  return next;
end $$;

-- Sets what is asked after a password; with `p_totp` a new authenticator whose code of `p_step` was checked, with `p_recovery` new recovery codes. All
-- other sessions end. Status: set, required (the business asks for two factors), stale (not fresh).
create or replace function app.set_second_factor(p_session bytea, p_new bytea, p_factor jsonb, p_notice jsonb, p_at timestamptz)
returns table (status text, mail_id uuid)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  s record;
  v_kind text := p_factor ->> 'kind';
begin
  select * into s from own_session(p_session, p_at);
  status := 'stale';
  if not found or not s.is_fresh then return next; return; end if;
  status := 'required';
  if v_kind = 'off' and exists (
    select from members m join orgs o on o.id = m.org_id where m.user_id = s.user_id and o.requires_second_factor) then return next; return; end if;
  update users u set second_factor = v_kind,
    totp_sealed = case v_kind when 'totp' then coalesce(p_factor ->> 'totp', u.totp_sealed) end,
    totp_step = case v_kind when 'totp' then coalesce((p_factor ->> 'step')::bigint, u.totp_step) end,
    recovery_hashes = case v_kind when 'totp' then array(select decode(h, 'hex') from jsonb_array_elements_text(p_factor -> 'recovery') h) else '{}' end
   where u.id = s.user_id and (v_kind <> 'totp' or coalesce(p_factor ->> 'totp', u.totp_sealed) is not null);
  status := 'stale';
  if not found then return next; return; end if;
  perform renew_session(p_session, p_new, p_at);
  update sessions set strong = strong or v_kind = 'totp' where token_hash = p_new;
  perform end_all_sessions(s.user_id, p_new, p_at);
  mail_id := tell_person('second_factor_changed', s.user_id, p_notice, s.network, p_at);
  status := 'set';
  return next;
end $$;

-- Moves a person to the address that the code proved. The old address is told (`p_notice` is sealed for it), all other sessions end. Status: set, wrong, stale.
create or replace function app.change_email(p_session bytea, p_new bytea, p_token bytea, p_code bytea, p_notice jsonb, p_at timestamptz)
returns table (status text, mail_id uuid)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  s record;
  t login_tokens;
begin
  select * into s from own_session(p_session, p_at);
  status := 'stale';
  if not found or not s.is_fresh then return next; return; end if;
  update login_tokens set code_tries = code_tries + 1
   where token_hash = p_token and purpose = 'email' and user_id = s.user_id and used_at is null and expires_at > p_at and code_tries < 5
  returning * into t;
  status := 'wrong';
  if t.code_hash is null or t.code_hash is distinct from p_code or exists (select from users where email = t.email) then
    perform note_event('code_wrong', s.org_id, s.user_id, 'email', s.network, p_at);
    return next; return;
  end if;
  perform open_door(s.org_id, 'person:' || s.user_id, p_at, '');
  update users set email = t.email where id = s.user_id;
  update members set email = t.email where user_id = s.user_id;
  perform renew_session(p_session, p_new, p_at);
  perform end_all_sessions(s.user_id, p_new, p_at);
  insert into outbox (id, sealed, due_at, created_at) values ((p_notice ->> 'id')::uuid, p_notice ->> 'sealed', p_at, p_at) returning id into mail_id;
  perform note_event('email_changed', s.org_id, s.user_id, null, s.network, p_at);
  status := 'set';
  return next;
end $$;

revoke all on function
  app.find_second(bytea, timestamptz), app.spend_proof(uuid, bytea, jsonb), app.proof_limit(uuid), app.finish_login(bytea, jsonb, boolean, jsonb, timestamptz),
  app.own_proofs(jsonb, bytea, timestamptz), app.send_code(jsonb, bytea, jsonb, jsonb, timestamptz), app.confirm_session(bytea, bytea, bytea, jsonb, timestamptz),
  app.set_second_factor(bytea, bytea, jsonb, jsonb, timestamptz), app.change_email(bytea, bytea, bytea, bytea, jsonb, timestamptz)
from public;
grant execute on function
  app.find_second(bytea, timestamptz), app.finish_login(bytea, jsonb, boolean, jsonb, timestamptz), app.own_proofs(jsonb, bytea, timestamptz),
  app.send_code(jsonb, bytea, jsonb, jsonb, timestamptz), app.confirm_session(bytea, bytea, bytea, jsonb, timestamptz),
  app.set_second_factor(bytea, bytea, jsonb, jsonb, timestamptz), app.change_email(bytea, bytea, bytea, bytea, jsonb, timestamptz)
to app_runtime;

--> statement-breakpoint

-- Passwords: the Worker compares, the database counts the tries and guards what was compared.
-- The present truth; each change of it is copied into a migration (db/laws.test.ts compares).

-- Counts a try before anything is compared: against the browser's own limits where this person has logged in with it before, which no stranger
-- can use up, else against the strangers'. Unknown addresses and accounts without a password answer alike: no hash.
create or replace function app.find_password(
  p_limits jsonb, p_device_limits jsonb, p_device bytea, p_network text, p_email text, p_at timestamptz)
returns table (wait_seconds int, password_hash text)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare u record;
begin
  select x.id, x.password_hash, exists (select from devices d where d.user_id = x.id and d.device_hash = p_device) as known into u
    from users x where x.email = lower(p_email);
  wait_seconds := count_tries(case when u.known then p_device_limits else p_limits end, p_at);
  if wait_seconds > 0 then
    perform note_event('limit_reached', null, u.id, 'password', p_network, p_at);
  else
    password_hash := u.password_hash;
  end if;
  return next;
end $$;

-- Signs in somebody whose password was compared with `p_seen`, unless it was changed meanwhile. `p_hash` replaces a hash of older making; the tries
-- that led here are forgiven. A `p_seen` of null says that the comparison failed. Status: in, second_factor, wrong.
create or replace function app.password_login(p_email text, p_seen text, p_hash text, p_sign_in jsonb, p_forgive jsonb, p_at timestamptz)
returns table (status text, mail_id uuid)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare v_user uuid;
begin
  update users u set password_hash = coalesce(p_hash, u.password_hash)
   where u.email = lower(p_email) and u.password_hash = p_seen returning u.id into v_user;
  if v_user is null then
    perform note_event('password_wrong', null, (select u.id from users u where u.email = lower(p_email)), null, p_sign_in ->> 'network', p_at);
    status := 'wrong';
    return next; return;
  end if;
  delete from limits where key in (select decode(k, 'hex') from jsonb_array_elements_text(p_forgive) k);
  return query select * from sign_in(v_user, 'password', p_sign_in, p_at);
end $$;

-- Sets the password that was compared with `p_seen` (null: there was none, and who they are was proven just now), gives the session a new token and
-- ends all others. No row: changed meanwhile, or not fresh.
create or replace function app.set_password(p_session bytea, p_new bytea, p_seen text, p_hash text, p_notice jsonb, p_at timestamptz)
returns table (mail_id uuid)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare s record;
begin
  select * into s from own_session(p_session, p_at);
  update users u set password_hash = p_hash
   where u.id = s.user_id and u.password_hash is not distinct from p_seen and (p_seen is not null or s.is_fresh);
  if not found then return; end if;
  perform renew_session(p_session, p_new, p_at);
  perform end_all_sessions(s.user_id, p_new, p_at);
  mail_id := tell_person('password_changed', s.user_id, p_notice, s.network, p_at);
  return next;
end $$;

revoke all on function
  app.find_password(jsonb, jsonb, bytea, text, text, timestamptz), app.password_login(text, text, text, jsonb, jsonb, timestamptz),
  app.set_password(bytea, bytea, text, text, jsonb, timestamptz)
from public;
grant execute on function
  app.find_password(jsonb, jsonb, bytea, text, text, timestamptz), app.password_login(text, text, text, jsonb, jsonb, timestamptz),
  app.set_password(bytea, bytea, text, text, jsonb, timestamptz)
to app_runtime;

--> statement-breakpoint

-- The team: invitations before there is a session, what only whoever manages the team may do to a colleague's, and mail written behind a door.
-- The present truth; each change of it is copied into a migration (db/laws.test.ts compares).

-- Whose invitation this is. Reading spends nothing.
create or replace function app.find_invitation(p_hash bytea, p_at timestamptz)
returns table (business text, inviter text, email text)
language sql stable security definer set search_path = pg_catalog, app as $$
  select o.name, m.name, i.email
    from invitations i join orgs o on o.id = i.org_id join members m on m.org_id = i.org_id and m.id = i.invited_by
   where i.token_hash = p_hash and i.expires_at > p_at
$$;

-- Accepts it: a pending member, and the inviter is told. It signs nobody in: the address is proven again at every log-in. Status: accepted, spent.
create or replace function app.accept_invitation(p_hash bytea, p_name text, p_mail jsonb, p_at timestamptz)
returns table (status text, mail_id uuid)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  i invitations;
  v_user uuid;
begin
  select * into i from invitations where token_hash = p_hash and expires_at > p_at for update;
  status := 'spent';
  if not found then return next; return; end if;
  perform open_door(i.org_id, 'invited', p_at, '');
  delete from invitations where org_id = i.org_id and id = i.id;
  insert into users (email, created_at) values (i.email, p_at) on conflict (email) do nothing;
  select id into v_user from users where email = i.email;
  insert into members (org_id, user_id, role, custom_role_id, state, name, email)
  values (i.org_id, v_user, i.role, i.custom_role_id, 'pending', p_name, i.email) on conflict (org_id, user_id) do nothing;
  insert into outbox (id, sealed, user_id, due_at, created_at)
  select (p_mail ->> 'id')::uuid, p_mail ->> 'sealed', m.user_id, p_at, p_at from members m where m.org_id = i.org_id and m.id = i.invited_by
  returning id into mail_id;
  status := 'accepted';
  return next;
end $$;

-- Ends a colleague's sessions in this business. Only behind a door that was opened to manage the team.
create or replace function app.end_member_sessions(p_member uuid)
returns table (ended int)
language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  if current_setting('app.need', true) is distinct from 'team.manage' then
    raise exception 'not behind the door of the team' using errcode = 'UA403';
  end if;
  delete from sessions s using members m
   where m.org_id = nullif(current_setting('app.org_id', true), '')::uuid and m.id = p_member and s.org_id = m.org_id and s.user_id = m.user_id;
  get diagnostics ended = row_count;
  return next;
end $$;

-- Puts a mail into the outbox behind a door: to a member of this business, or (without one) to the address that is sealed in it.
create or replace function app.queue_mail(p_id uuid, p_sealed text, p_member uuid)
returns table (mail_id uuid)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  v_org uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_at timestamptz := current_setting('app.at')::timestamptz;
begin
  if v_org is null then raise exception 'no door' using errcode = 'UA401'; end if;
  return query
  insert into outbox (id, sealed, user_id, due_at, created_at)
  select p_id, p_sealed, (select m.user_id from members m where m.org_id = v_org and m.id = p_member), v_at, v_at
   where p_member is null or exists (select from members m where m.org_id = v_org and m.id = p_member)
  returning id;
end $$;

-- Refuses the whole batch (UA429) beyond a limit; one that was refused is not counted.
create or replace function app.refuse_beyond(p_limits jsonb, p_at timestamptz)
returns table (counted boolean)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare v_wait int := count_tries(p_limits, p_at);
begin
  if v_wait > 0 then raise exception 'too often' using errcode = 'UA429', detail = v_wait::text; end if;
  return query select true;
end $$;

revoke all on function
  app.find_invitation(bytea, timestamptz), app.accept_invitation(bytea, text, jsonb, timestamptz), app.end_member_sessions(uuid),
  app.queue_mail(uuid, text, uuid), app.refuse_beyond(jsonb, timestamptz)
from public;
grant execute on function
  app.find_invitation(bytea, timestamptz), app.accept_invitation(bytea, text, jsonb, timestamptz), app.end_member_sessions(uuid),
  app.queue_mail(uuid, text, uuid), app.refuse_beyond(jsonb, timestamptz)
to app_runtime;

--> statement-breakpoint

-- Security events, what the owner hears of by mail, and the sweep of what is no longer needed.
-- The present truth; each change of it is copied into a migration (db/laws.test.ts compares).

-- One event. Fifty failures within a minute, whosesoever, are an alert: one a quarter of an hour.
create or replace function app.note_event(p_type text, p_org uuid, p_user uuid, p_detail text, p_network text, p_at timestamptz)
returns void language plpgsql set search_path = pg_catalog, app as $$
declare v_failures text[] := '{password_wrong,code_wrong,limit_reached,refused}';
begin
  insert into security_events (at, type, org_id, user_id, detail, network) values (p_at, p_type, p_org, p_user, left(p_detail, 120), p_network);
  if p_type <> all (v_failures)
     or (select count(*) from security_events e where e.at > p_at - interval '1 minute' and e.at <= p_at and e.type = any (v_failures)) < 50 then return; end if;
  perform pg_advisory_xact_lock(hashtext('security alert'));
  insert into security_events (at, type) select p_at, 'spike'
   where not exists (select from security_events e where e.at > p_at - interval '15 minutes' and e.type = 'spike');
end $$;

-- The note of a refusal that ended its own batch; within its limits, so that nobody fills the table.
create or replace function app.note_refusal(p_limits jsonb, p_session bytea, p_type text, p_detail text, p_network text, p_at timestamptz)
returns table (noted boolean)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare s record;
begin
  select * into s from own_session(p_session, p_at);
  noted := found and count_tries(p_limits, p_at) = 0;
  if noted then perform note_event(p_type, s.org_id, s.user_id, p_detail, p_network, p_at); end if;
  return next;
end $$;

-- The events of this business and its people, the newest first. Only behind a door that was opened to read the audit.
create or replace function app.list_events(p_before timestamptz, p_limit int)
returns table (id uuid, at timestamptz, type text, detail text, network text, member_id uuid, member_name text)
language plpgsql stable security definer set search_path = pg_catalog, app as $$
declare v_org uuid := nullif(current_setting('app.org_id', true), '')::uuid;
begin
  if current_setting('app.need', true) is distinct from 'audit.read' then
    raise exception 'not behind the door of the audit' using errcode = 'UA403';
  end if;
  return query
  select e.id, e.at, e.type, e.detail, e.network, m.id, m.name
    from security_events e left join members m on m.org_id = v_org and m.user_id = e.user_id
   where (e.org_id = v_org or (e.org_id is null and m.id is not null)) and (p_before is null or e.at < p_before)
   order by e.at desc, e.id desc limit p_limit;
end $$;

-- A chat that came to wait for a person, a reply of a person's that did not go, a number that lost its phone: one notice an incident, whoever wrote it.
create or replace function app.tell_owner()
returns trigger language plpgsql set search_path = pg_catalog, app as $$
begin
  if tg_table_name = 'conversations' then
    insert into notices (org_id, kind, conversation_id, due_at) values (new.org_id, 'needs_you', new.id, current_setting('app.at')::timestamptz);
  else
    insert into notices (org_id, kind, channel_id, due_at) values (new.org_id, 'disconnected', new.id, current_setting('app.at')::timestamptz);
  end if;
  return null;
end $$;

create or replace function app.due_notices(p_at timestamptz, p_limit int)
returns table (org_id uuid, notice_id uuid)
language sql stable security definer set search_path = pg_catalog, app as $$
  select n.org_id, n.id from notices n where n.due_at <= p_at order by n.due_at limit p_limit
$$;

-- Puts a notice's mails into the outbox, once: of two who are at it, one finds it due. `p_mails`: {id, sealed} each.
create or replace function app.post_notice(p_notice uuid, p_mails jsonb)
returns table (mail_id uuid)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare v_at timestamptz := current_setting('app.at')::timestamptz;
begin
  update notices set due_at = null
   where org_id = nullif(current_setting('app.org_id', true), '')::uuid and id = p_notice and due_at is not null;
  if not found then return; end if;
  return query
  insert into outbox (id, sealed, due_at, created_at)
  select (value ->> 'id')::uuid, value ->> 'sealed', v_at, v_at from jsonb_array_elements(p_mails) returning id;
end $$;

-- Each minute: what has had its day goes, a bounded number at a time. Answers with the alerts of the last minute.
create or replace function app.sweep_old(p_at timestamptz)
returns table (alerts int)
language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  delete from limits where key in (select key from limits where until < p_at limit 500 for update skip locked);
  delete from login_tokens where token_hash in (select token_hash from login_tokens where expires_at < p_at - interval '1 day' limit 500);
  delete from outbox where id in (select id from outbox where created_at < p_at - interval '30 days' order by created_at limit 500);
  delete from sessions where token_hash in (
    select token_hash from sessions where last_seen_at < p_at - interval '14 days' or created_at < p_at - interval '90 days' limit 500);
  delete from security_events where id in (select id from security_events where at < p_at - interval '365 days' order by at limit 500);
  select count(*) into alerts from security_events where at > p_at - interval '1 minute' and at <= p_at and type = 'spike';
  return next;
end $$;

revoke all on function
  app.note_event(text, uuid, uuid, text, text, timestamptz), app.note_refusal(jsonb, bytea, text, text, text, timestamptz),
  app.list_events(timestamptz, int), app.tell_owner(), app.due_notices(timestamptz, int), app.post_notice(uuid, jsonb), app.sweep_old(timestamptz)
from public;
grant execute on function
  app.note_refusal(jsonb, bytea, text, text, text, timestamptz), app.list_events(timestamptz, int), app.due_notices(timestamptz, int),
  app.post_notice(uuid, jsonb), app.sweep_old(timestamptz)
to app_runtime;

--> statement-breakpoint

revoke all on function
  app.enter_session(bytea, text, text[], text[], boolean, text, timestamptz, text), app.find_login(bytea, bytea, timestamptz),
  app.redeem_login(bytea, bytea, bytea, text, jsonb, jsonb, timestamptz), app.claim_mail(uuid, timestamptz)
from public;
grant execute on function
  app.enter_session(bytea, text, text[], text[], boolean, text, timestamptz, text), app.find_login(bytea, bytea, timestamptz),
  app.redeem_login(bytea, bytea, bytea, text, jsonb, jsonb, timestamptz), app.claim_mail(uuid, timestamptz)
to app_runtime;

--> statement-breakpoint

-- Each new table's fence, grants and mark; the marks of tables that gained a column anew.
select app.fence('custom_roles', 'select, insert, update, delete');
select app.fence('invitations', 'select, insert, update, delete');
select app.fence('notices', 'select, insert, update, delete');
select app.fence('devices', 'select, delete');
grant select on app.customers_seen, app.conversations_seen, app.messages_seen to app_runtime;
grant select (device_hash) on app.sessions to app_runtime;
select app.mark('custom_roles', '', '');
select app.mark('invitations', 'token_hash', '');
select app.mark('members', '', '');
select app.mark('orgs', '', '');
create trigger tell_owner after update on app.conversations for each row
  when (new.state = 'needs_human' and old.state <> 'needs_human'
     or new.state = 'human' and new.attention is distinct from old.attention and new.attention is not null)
  execute function app.tell_owner();
create trigger tell_owner after update on app.channels for each row
  when (new.health = 'down' and old.health <> 'down') execute function app.tell_owner();
