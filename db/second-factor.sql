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

-- Proofs of one person within an hour: ten may be wrong, and a right one forgives. Strangers who know the password use up no share of a browser that
-- the person has logged in with, nor of a session (`p_where`).
create or replace function app.proof_limit(p_user uuid, p_where text)
returns jsonb language sql immutable set search_path = pg_catalog, app as $$
  select jsonb_build_array(jsonb_build_object(
    'key', encode(sha256(convert_to(concat('proofs of ', p_user, ' ', p_where), 'utf8')), 'hex'), 'limit', 10, 'seconds', 3600))
$$;

-- Answers the question for the second factor. Status: in, wrong, spent, limited.
create or replace function app.finish_login(p_half bytea, p_proof jsonb, p_trust boolean, p_sign_in jsonb, p_at timestamptz)
returns table (status text, mail_id uuid, wait_seconds int)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  t login_tokens;
  v_limit jsonb;
begin
  select * into t from login_tokens
   where token_hash = p_half and purpose = 'second_factor' and used_at is null and expires_at > p_at and code_tries < 5 for update;
  status := 'spent';
  if not found then return next; return; end if;
  status := 'limited';
  v_limit := proof_limit(t.user_id, (select 'on ' || encode(d.device_hash, 'hex') from devices d
    where d.user_id = t.user_id and d.device_hash = decode(p_sign_in ->> 'device', 'hex')));
  wait_seconds := count_tries(v_limit, p_at);
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
  delete from limits where key = decode(v_limit -> 0 ->> 'key', 'hex');
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
  wait_seconds := count_tries(proof_limit(s.user_id, 'in a session'), p_at);
  if wait_seconds > 0 then
    perform note_event('limit_reached', s.org_id, s.user_id, 'proof', s.network, p_at);
    return next; return;
  end if;
  update login_tokens set code_tries = code_tries + 1
   where token_hash = p_token and purpose = 'confirm' and user_id = s.user_id and used_at is null and expires_at > p_at and code_tries < 5
  returning code_hash into v_code;
  -- Whoever has an authenticator is not confirmed by their mailbox: it could be used to take the authenticator away.
  if exists (select from users where id = s.user_id and second_factor = 'totp') then v_code := null; end if;
  v_kind := case when exists (select from users where id = s.user_id and password_hash = p_proof ->> 'seen') then 'password'
                 else spend_proof(s.user_id, v_code, p_proof) end;
  if v_kind is null then
    perform note_event('code_wrong', s.org_id, s.user_id, 'confirm', s.network, p_at);
    status := 'wrong';
    return next; return;
  end if;
  delete from limits where key = decode(proof_limit(s.user_id, 'in a session') -> 0 ->> 'key', 'hex');
  update login_tokens set used_at = p_at where token_hash = p_token;
  perform renew_session(p_session, p_new, p_at);
  -- How an old session began is not known: then a password or a mailed code adds nothing.
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
  app.find_second(bytea, timestamptz), app.spend_proof(uuid, bytea, jsonb), app.proof_limit(uuid, text), app.finish_login(bytea, jsonb, boolean, jsonb, timestamptz),
  app.own_proofs(jsonb, bytea, timestamptz), app.send_code(jsonb, bytea, jsonb, jsonb, timestamptz), app.confirm_session(bytea, bytea, bytea, jsonb, timestamptz),
  app.set_second_factor(bytea, bytea, jsonb, jsonb, timestamptz), app.change_email(bytea, bytea, bytea, bytea, jsonb, timestamptz)
from public;
grant execute on function
  app.find_second(bytea, timestamptz), app.finish_login(bytea, jsonb, boolean, jsonb, timestamptz), app.own_proofs(jsonb, bytea, timestamptz),
  app.send_code(jsonb, bytea, jsonb, jsonb, timestamptz), app.confirm_session(bytea, bytea, bytea, jsonb, timestamptz),
  app.set_second_factor(bytea, bytea, jsonb, jsonb, timestamptz), app.change_email(bytea, bytea, bytea, bytea, jsonb, timestamptz)
to app_runtime;
