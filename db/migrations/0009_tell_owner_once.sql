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

--> statement-breakpoint

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

--> statement-breakpoint

-- A status, edit, removal or reaction of a message; one that comes before its message waits in `events` (catch_up).
create or replace function app.apply_event(p_channel uuid, p_type text, p_target text, p_value text)
returns void language plpgsql set search_path = pg_catalog, app as $$
declare
  v_at timestamptz := current_setting('app.at')::timestamptz;
  m record;
begin
  select k.id, k.state, k.by as author, k.conversation_id, k.removed_at into m from messages k
   where k.channel_id = p_channel and k.provider_id = p_target for update;
  if not found then return; end if;
  if p_type = 'status' and p_value <> 'deleted' then
    if not is_forwards(m.state, p_value) then return; end if;
    update messages set state = p_value, changed_at = v_at where id = m.id;
    if p_value = 'failed' and m.author in ('receptionist', 'member') then
      update conversations c set state = case c.state when 'ai' then 'needs_human' else c.state end,
        attention = 'WhatsApp could not deliver the last reply', changed_at = v_at where c.id = m.conversation_id;
    end if;
  elsif p_type = 'edit' and m.removed_at is null then
    update messages set text = p_value, edited_at = v_at, changed_at = v_at where id = m.id;
  elsif p_type = 'reaction' then
    update messages set reaction = nullif(p_value, ''), changed_at = v_at where id = m.id;
  elsif p_type in ('removal', 'status', 'edit') then -- an edit that comes after: its words are kept nowhere either
    update messages set text = null, details = null, removed_at = coalesce(removed_at, v_at), changed_at = v_at,
      outcome = case when by = 'customer' then coalesce(outcome, 'silent') end,
      outcome_reason = case when by = 'customer' and outcome is null then 'removed' else outcome_reason end
     where id = m.id;
    update events set raw = null, value = null where channel_id = p_channel and (key = 'message:' || p_target or target = p_target);
  end if;
  if p_type in ('edit', 'removal') then
    update conversations c set changed_at = v_at where c.id = m.conversation_id;
  end if;
end $$;

--> statement-breakpoint

drop trigger tell_owner on app.conversations;
create trigger tell_owner after update on app.conversations for each row
  when (new.state = 'needs_human' and old.state <> 'needs_human'
     or new.state in ('human', 'closed') and new.attention is distinct from old.attention and new.attention is not null)
  execute function app.tell_owner();
drop trigger tell_owner on app.channels;
-- "linking" of a number that was linked before is the owner's own doing (src/org/org.ts connectWhatsapp).
create trigger tell_owner after update on app.channels for each row
  when (new.health = 'down' and old.health in ('working', 'starting') and new.connected_at is not null
     or new.health = 'working' and old.health <> 'working')
  execute function app.tell_owner();
