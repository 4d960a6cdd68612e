drop function app.proof_limit(uuid);

--> statement-breakpoint

-- Proofs of one person within an hour: ten may be wrong, and a right one forgives. Strangers who know the password use up no share of a browser that
-- the person has logged in with, nor of a session (`p_where`).
create or replace function app.proof_limit(p_user uuid, p_where text)
returns jsonb language sql immutable set search_path = pg_catalog, app as $$
  select jsonb_build_array(jsonb_build_object(
    'key', encode(sha256(convert_to(concat('proofs of ', p_user, ' ', p_where), 'utf8')), 'hex'), 'limit', 10, 'seconds', 3600))
$$;

--> statement-breakpoint

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

--> statement-breakpoint

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

--> statement-breakpoint

revoke all on function app.proof_limit(uuid, text) from public;
