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
