-- Security events, what the owner hears of by mail, and the sweep of what is no longer needed.
-- The present truth; each change of it is copied into a migration (db/laws.test.ts compares).

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

-- The events of this business and its people, or of one of them, the newest first, from the event (p_before, p_before_id) on. What happened at
-- somebody's own log-in stands in each of their businesses; that they logged in to one, in that one. Only behind a door opened to read the audit.
create or replace function app.list_events(p_member uuid, p_before timestamptz, p_before_id uuid, p_limit int)
returns table (id uuid, at timestamptz, type text, detail text, network text, member_name text)
language plpgsql stable security definer set search_path = pg_catalog, app as $$
declare v_org uuid := nullif(current_setting('app.org_id', true), '')::uuid;
begin
  if ('audit.read' = any (string_to_array(current_setting('app.need', true), ' '))) is not true then
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

-- A chat that came to wait for a person, a reply that did not go in a chat of a person's, a number that lost its phone: one notice an incident,
-- whoever wrote it. A chat's takes the place of the one before it. A number's stays until it works again, and then (of no number any more) for ten
-- minutes: lost anew within them, the next one waits so long, and is gone if the number works by then.
create or replace function app.tell_owner()
returns trigger language plpgsql set search_path = pg_catalog, app as $$
declare
  v_at timestamptz := current_setting('app.at')::timestamptz;
  v_quiet timestamptz := v_at - interval '10 minutes';
begin
  if tg_table_name = 'conversations' then
    delete from notices where org_id = new.org_id and conversation_id = new.id;
    insert into notices (org_id, kind, conversation_id, due_at) values (new.org_id, 'needs_you', new.id, v_at);
  elsif new.health = 'working' then
    delete from notices where org_id = new.org_id and kind = 'disconnected' and (channel_id = new.id or channel_id is null)
      and (due_at is not null or created_at <= v_quiet);
    update notices set channel_id = null where org_id = new.org_id and channel_id = new.id;
  elsif not exists (select from notices where org_id = new.org_id and channel_id = new.id) then
    select greatest(v_at, max(created_at) + interval '10 minutes') into v_at
      from notices where org_id = new.org_id and kind = 'disconnected' and channel_id is null and created_at > v_quiet;
    insert into notices (org_id, kind, channel_id, due_at, created_at) values (new.org_id, 'disconnected', new.id, v_at, v_at);
  end if;
  return null;
end $$;

create or replace function app.due_notices(p_at timestamptz, p_limit int)
returns table (org_id uuid, notice_id uuid)
language sql stable security definer set search_path = pg_catalog, app as $$
  select n.org_id, n.id from notices n where n.due_at <= p_at order by n.due_at limit p_limit
$$;

-- Puts a notice's mails into the outbox, once: of two who are at it, one finds it due. `p_mails`: {id, sealed, member} each, for those who are
-- still active owners. One that nobody is told of is gone.
create or replace function app.post_notice(p_notice uuid, p_mails jsonb)
returns table (mail_id uuid)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  v_at timestamptz := current_setting('app.at')::timestamptz;
  v_org uuid := nullif(current_setting('app.org_id', true), '')::uuid;
begin
  update notices set due_at = null where org_id = v_org and id = p_notice and due_at is not null;
  if not found then return; end if;
  if p_mails = '[]' then delete from notices where org_id = v_org and id = p_notice; end if;
  return query
  insert into outbox (id, sealed, user_id, due_at, created_at)
  select (value ->> 'id')::uuid, value ->> 'sealed', m.user_id, v_at, v_at
    from jsonb_array_elements(p_mails) join members m
      on m.org_id = v_org and m.id = (value ->> 'member')::uuid and m.role = 'owner' and m.state = 'active'
  returning id;
end $$;

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

revoke all on function
  app.note_event(text, uuid, uuid, text, text, timestamptz), app.note_refusal(jsonb, bytea, text, text, text, timestamptz),
  app.list_events(uuid, timestamptz, uuid, int), app.tell_owner(), app.due_notices(timestamptz, int), app.post_notice(uuid, jsonb), app.sweep_old(timestamptz)
from public;
grant execute on function
  app.note_refusal(jsonb, bytea, text, text, text, timestamptz), app.list_events(uuid, timestamptz, uuid, int), app.due_notices(timestamptz, int),
  app.post_notice(uuid, jsonb), app.sweep_old(timestamptz)
to app_runtime;
