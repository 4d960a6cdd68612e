drop function app.list_events(timestamptz, int);

--> statement-breakpoint

-- A signed-in member who may do what the route needs: session alive (idle 14 days, absolute 90), member approved, role among those that may,
-- or a role of the business's own with that permission. Where the business asks for two factors, one opens nothing but the person's own
-- security. `p_fresh`: who they are was proven within the last 15 minutes. Seen at most every 5 minutes,
-- and at once from another network: what happens at the log-in (own_session) is noted with where the session is, not where it began.
create or replace function app.enter_session(
  p_hash bytea, p_need text, p_roles text[], p_personal text[], p_fresh boolean, p_network text, p_at timestamptz, p_request text)
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
  if s.requires_second_factor and not s.strong and p_need <> 'own.security' then
    raise exception 'a second factor is asked for' using errcode = 'UA426';
  end if;
  if not (s.role = any (p_roles) or coalesce(p_need = 'own.security' or p_need = any (s.permissions), false)) then
    raise exception 'role too low' using errcode = 'UA403';
  end if;
  if p_fresh and not s.is_fresh then raise exception 'prove anew who you are' using errcode = 'UA428'; end if;
  if s.last_seen_at < p_at - interval '5 minutes' or s.network is distinct from p_network then
    update sessions set last_seen_at = p_at, network = p_network where token_hash = p_hash;
  end if;
  sees_personal := s.role = any (p_personal) or coalesce('personal.read' = any (s.permissions), false);
  perform open_door(s.org_id, 'member:' || s.id, p_at, p_request);
  perform set_config('app.user_id', s.user_id::text, true), set_config('app.session_id', s.session_id::text, true),
          set_config('app.role', s.role, true), set_config('app.need', p_need, true), set_config('app.network', p_network, true),
          set_config('app.personal', case when sees_personal then 'shown' else 'hidden' end, true);
  return query select s.org_id, 'member:' || s.id, s.role, s.name, s.permissions, sees_personal, s.is_fresh;
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
  wait_seconds := count_tries(proof_limit(s.user_id), p_at);
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

-- One event. Fifty failures within a minute, whosesoever, are an alert: one a quarter of an hour. Failures stand in line here, so that those which
-- come at once are counted too; the last thing that their transactions do.
create or replace function app.note_event(p_type text, p_org uuid, p_user uuid, p_detail text, p_network text, p_at timestamptz)
returns void language plpgsql set search_path = pg_catalog, app as $$
declare v_failures text[] := '{password_wrong,code_wrong,limit_reached,refused}';
begin
  if p_type = any (v_failures) then perform pg_advisory_xact_lock(hashtext('security alert')); end if;
  insert into security_events (at, type, org_id, user_id, detail, network) values (p_at, p_type, p_org, p_user, left(p_detail, 120), p_network);
  if p_type <> all (v_failures)
     or (select count(*) from security_events e where e.at > p_at - interval '1 minute' and e.type = any (v_failures)) < 50 then return; end if;
  insert into security_events (at, type) select p_at, 'spike'
   where not exists (select from security_events e where e.at > p_at - interval '15 minutes' and e.type = 'spike');
end $$;

--> statement-breakpoint

-- The events of this business and its people, or of one of them, the newest first, from the event (p_before, p_before_id) on. What happened at
-- somebody's own log-in stands in each of their businesses; that they logged in to one, in that one. Only behind a door opened to read the audit.
create or replace function app.list_events(p_member uuid, p_before timestamptz, p_before_id uuid, p_limit int)
returns table (id uuid, at timestamptz, type text, detail text, network text, member_name text)
language plpgsql stable security definer set search_path = pg_catalog, app as $$
declare v_org uuid := nullif(current_setting('app.org_id', true), '')::uuid;
begin
  if current_setting('app.need', true) is distinct from 'audit.read' then
    raise exception 'not behind the door of the audit' using errcode = 'UA403';
  end if;
  return query
  select e.id, e.at, e.type, e.detail, e.network, m.name
    from (select x.* from security_events x where x.org_id = v_org
          union all
          select x.* from security_events x
           where x.org_id is null and x.user_id in (select o.user_id from members o where o.org_id = v_org)) e
    left join members m on m.org_id = v_org and m.user_id = e.user_id
   where (p_member is null or m.id = p_member) and (p_before is null or (e.at, e.id) < (p_before, p_before_id))
   order by e.at desc, e.id desc limit p_limit;
end $$;

--> statement-breakpoint

-- Each minute: what has had its day goes, a bounded number at a time. Answers with the alerts that no
-- sweep has answered with before.
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
  update security_events set detail = 'told' where type = 'spike' and detail is null;
  get diagnostics alerts = row_count;
  return next;
end $$;

--> statement-breakpoint

revoke all on function app.list_events(uuid, timestamptz, uuid, int) from public;
grant execute on function app.list_events(uuid, timestamptz, uuid, int) to app_runtime;
-- The view was made anew.
grant select on app.messages_seen to app_runtime;
