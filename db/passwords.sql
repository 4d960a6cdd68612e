-- Passwords: the Worker compares, the database counts the tries and guards what was compared.
-- The present truth; each change of it is copied into a migration (db/laws.test.ts compares).

-- Counts a try before anything is compared. Unknown addresses and accounts without a password answer alike: no hash.
create or replace function app.find_password(p_limits jsonb, p_network text, p_email text, p_at timestamptz)
returns table (wait_seconds int, password_hash text)
language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  wait_seconds := count_tries(p_limits, p_at);
  if wait_seconds > 0 then
    insert into security_events (at, type, network) values (p_at, 'limit_reached', p_network);
    return next; return;
  end if;
  select u.password_hash into password_hash from users u where u.email = lower(p_email);
  return next;
end $$;

-- Saves the session of somebody whose password was compared with `p_seen`, unless it was changed meanwhile. `p_hash` replaces a hash of older making;
-- the tries that led here are forgiven.
create or replace function app.password_login(
  p_email text, p_seen text, p_hash text, p_session bytea, p_agent text, p_network text, p_forgive jsonb, p_at timestamptz)
returns table (org_id uuid)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare v_user uuid;
begin
  update users u set password_hash = coalesce(p_hash, u.password_hash)
   where u.email = lower(p_email) and u.password_hash = p_seen returning u.id into v_user;
  delete from limits where key in (select decode(k, 'hex') from jsonb_array_elements_text(p_forgive) k) and v_user is not null;
  return query
  insert into sessions (token_hash, user_id, org_id, user_agent, network, created_at, last_seen_at)
  select p_session, m.user_id, m.org_id, left(p_agent, 200), p_network, p_at, p_at from members m
   where m.user_id = v_user order by m.created_at limit 1 returning sessions.org_id;
end $$;

-- The password of whoever holds this session, to compare before it is changed, and whether they logged in within the last 15 minutes.
create or replace function app.own_password(p_session bytea, p_at timestamptz)
returns table (password_hash text, is_fresh boolean)
language sql stable security definer set search_path = pg_catalog, app as $$
  select u.password_hash, s.created_at > p_at - interval '15 minutes' from sessions s join users u on u.id = s.user_id
   where s.token_hash = p_session
     and s.last_seen_at > p_at - interval '14 days' and s.created_at > p_at - interval '90 days'
$$;

-- Sets the password that was compared with `p_seen` (null: there was none, and the session is fresh), and ends all other sessions.
create or replace function app.set_password(p_session bytea, p_seen text, p_hash text, p_at timestamptz)
returns table (others_ended int)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare v_user uuid;
begin
  update users u set password_hash = p_hash from sessions s
   where s.token_hash = p_session and u.id = s.user_id and u.password_hash is not distinct from p_seen
     and (p_seen is not null or s.created_at > p_at - interval '15 minutes')
     and s.last_seen_at > p_at - interval '14 days' and s.created_at > p_at - interval '90 days'
  returning u.id into v_user;
  if v_user is null then return; end if;
  delete from sessions where user_id = v_user and token_hash <> p_session;
  get diagnostics others_ended = row_count;
  return next;
end $$;

revoke all on function
  app.find_password(jsonb, text, text, timestamptz), app.own_password(bytea, timestamptz),
  app.password_login(text, text, text, bytea, text, text, jsonb, timestamptz), app.set_password(bytea, text, text, timestamptz)
from public;
grant execute on function
  app.find_password(jsonb, text, text, timestamptz), app.own_password(bytea, timestamptz),
  app.password_login(text, text, text, bytea, text, text, jsonb, timestamptz), app.set_password(bytea, text, text, timestamptz)
to app_runtime;
