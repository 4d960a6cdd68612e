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
  -- How an old session began is not known: then a password or a mailed code adds nothing.
  update sessions set strong = strong or v_kind in ('totp', 'recovery') or coalesce((v_kind = 'password') <> (method = 'password'), false)
   where token_hash = p_new;
  status := 'in';
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
   where t.token_hash = p_hash and t.purpose in ('login', 'signup', 'reset') and t.used_at is null and t.expires_at > p_at and t.code_tries < 5
$$;
