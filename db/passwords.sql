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
