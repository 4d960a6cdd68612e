-- What the channel told us, stored in one set-based call under row-level security (all SECURITY INVOKER: no function here sees past the fence).
-- The present truth; each change of it is copied into a migration. Lines are made by src/message/message.ts `toLine`.
-- Lines are taken by what they are about (a chat, or the message that a status points at), each under a lock of its own, and in
-- their order within it: so concurrent deliveries do not deadlock, and lines of one second keep their order.

create or replace function app.ingest(p_channel uuid, p_lines jsonb)
returns table (conversation_id uuid, pause_seconds int)
language plpgsql set search_path = pg_catalog, app as $$
declare
  l jsonb;
  v_event uuid;
  v_since timestamptz := (select connected_at from channels where id = p_channel);
begin
  for l in select value from jsonb_array_elements(p_lines) with ordinality as line (value, nth)
            order by value ->> 'chat' nulls first, value ->> 'target', value ->> 'at', nth loop
    perform pg_advisory_xact_lock(hashtextextended(p_channel || coalesce(l ->> 'chat', l ->> 'target', ''), (l ->> 'chat' is null)::int));
    insert into events (channel_id, key, type, target, value, at, raw)
    values (p_channel, l ->> 'key', l ->> 'type', l ->> 'target', l ->> 'value', (l ->> 'at')::timestamptz, l ->> 'raw')
    on conflict (org_id, channel_id, key) do nothing returning id into v_event;
    if v_event is null then
      perform same_person(p_channel, l);
    elsif l ->> 'type' = 'message' and (l ->> 'from_me')::boolean then
      perform ingest_own(p_channel, l, v_since);
    elsif l ->> 'type' = 'message' then
      conversation_id := ingest_message(p_channel, l, v_since);
      pause_seconds := (l ->> 'pause')::int;
      if conversation_id is not null then return next; end if;
    elsif l ->> 'type' = 'health' then
      perform ingest_health(p_channel, l);
    elsif l ->> 'target' is not null then
      perform apply_event(p_channel, l ->> 'type', l ->> 'target', l ->> 'value'); -- not there yet: catch_up will find it
    end if;
  end loop;
end $$;

-- The customer and the thread of a chat, found or made.
create or replace function app.thread(p_channel uuid, l jsonb)
returns uuid language plpgsql set search_path = pg_catalog, app as $$
declare
  v_chat text := l ->> 'chat';
  v_customer uuid;
  v_thread uuid;
  v_at timestamptz := current_setting('app.at')::timestamptz;
begin
  select customer_id into v_customer from customer_chats where channel_id = p_channel and chat_id = v_chat;
  if v_customer is null then
    insert into customers (name, phone) values (l ->> 'name', l ->> 'phone')
    on conflict (org_id, phone) do update set phone = excluded.phone returning id into v_customer;
    insert into customer_chats (channel_id, chat_id, customer_id) values (p_channel, v_chat, v_customer);
  elsif l ->> 'name' is not null then
    update customers set name = l ->> 'name' where id = v_customer and name is distinct from l ->> 'name';
  end if;
  select id into v_thread from conversations where channel_id = p_channel and customer_id = v_customer;
  if v_thread is null then
    insert into conversations (channel_id, customer_id, chat_id, last_message_at)
    values (p_channel, v_customer, v_chat, least((l ->> 'at')::timestamptz, v_at))
    on conflict (org_id, channel_id, customer_id) do update set chat_id = excluded.chat_id returning id into v_thread;
  end if;
  return v_thread;
end $$;

-- One message seen under two ids of one person (a number and a LID): the second id leads to the same customer.
create or replace function app.same_person(p_channel uuid, l jsonb)
returns void language sql set search_path = pg_catalog, app as $$
  insert into customer_chats (channel_id, chat_id, customer_id)
  select p_channel, l ->> 'chat', c.customer_id
    from messages m join conversations c on c.id = m.conversation_id
   where l ->> 'type' = 'message' and m.channel_id = p_channel and m.provider_id = l ->> 'provider_id'
     and c.chat_id <> l ->> 'chat'
  on conflict do nothing
$$;

-- A customer's line. Answers with the thread when it made a reply due: now + the pause, re-armed by every newer line,
-- never later than 25 s after the first unanswered one.
create or replace function app.ingest_message(p_channel uuid, l jsonb, p_since timestamptz)
returns uuid language plpgsql set search_path = pg_catalog, app as $$
declare
  v_at timestamptz := current_setting('app.at')::timestamptz;
  v_why text := case when (l ->> 'at')::timestamptz < p_since then 'old' else l ->> 'why' end;
  v_answer boolean := v_why is null;
  v_thread uuid := thread(p_channel, l);
  v_message uuid;
  v_state text;
begin
  insert into messages (conversation_id, channel_id, by, kind, text, provider_id, quotes, details, at, outcome)
  values (v_thread, p_channel, 'customer', l ->> 'kind', l ->> 'text', l ->> 'provider_id', l ->> 'quotes',
          nullif(l -> 'details', 'null'), (l ->> 'at')::timestamptz, v_why)
  on conflict (org_id, channel_id, provider_id) do nothing returning id into v_message;
  if v_message is null then return null; end if;
  perform catch_up(p_channel, l ->> 'provider_id');
  update conversations c set
    chat_id = l ->> 'chat',
    (state, first_unanswered_at, reply_due_at) = (
      select case when hers then 'ai' else c.state end,
             case when hers then coalesce(c.first_unanswered_at, v_at) else c.first_unanswered_at end,
             case when hers then least(v_at + make_interval(secs => (l ->> 'pause')::int),
                                       coalesce(c.first_unanswered_at, v_at) + interval '25 seconds') else c.reply_due_at end
        from (select v_answer and (c.state in ('ai', 'closed') or (c.state = 'human' and c.human_until <= v_at)) as hers) line),
    unread = c.unread + case when v_why = 'old' then 0 else 1 end,
    inbound_count = c.inbound_count + v_answer::int,
    last_message_at = greatest(c.last_message_at, least((l ->> 'at')::timestamptz, v_at)),
    request_id = nullif(current_setting('app.request_id', true), ''),
    changed_at = v_at
   where c.id = v_thread returning c.state into v_state;
  if not v_answer then return null; end if;
  if v_state <> 'ai' then
    update messages set outcome = case v_state when 'blocked' then 'silent' else 'human' end, outcome_reason = v_state
     where id = v_message;
    return null;
  end if;
  return v_thread;
end $$;

-- A line with our own number on it: the echo of our send, or a person (or another program) answering in the owner's name.
create or replace function app.ingest_own(p_channel uuid, l jsonb, p_since timestamptz)
returns void language plpgsql set search_path = pg_catalog, app as $$
declare
  v_at timestamptz := current_setting('app.at')::timestamptz;
  v_provider text := l ->> 'provider_id';
  v_by text := case l ->> 'source' when 'api' then 'integration' else 'phone' end;
  v_thread uuid;
  v_message uuid;
begin
  if exists (select from messages where channel_id = p_channel and provider_id = v_provider)
     or l ->> 'phone' = (select phone from channels where id = p_channel) then return; end if;
  v_thread := thread(p_channel, l);
  update messages m set provider_id = v_provider, state = 'sent', changed_at = v_at
   where m.id = (select s.id from messages s
                  where s.conversation_id = v_thread and s.sending_at is not null and s.provider_id is null
                    and s.state in ('sending', 'dropped') and btrim(s.text) = btrim(l ->> 'text')
                  order by s.seq limit 1 for update);
  if found then
    perform catch_up(p_channel, v_provider);
    return;
  end if;
  insert into messages (conversation_id, channel_id, by, kind, text, provider_id, quotes, details, at, state)
  values (v_thread, p_channel, v_by, l ->> 'kind', l ->> 'text', v_provider, l ->> 'quotes',
          nullif(l -> 'details', 'null'), (l ->> 'at')::timestamptz, 'sent')
  on conflict (org_id, channel_id, provider_id) do nothing returning id into v_message;
  if v_message is null then return; end if;
  perform catch_up(p_channel, v_provider);
  update conversations c set last_message_at = greatest(c.last_message_at, least((l ->> 'at')::timestamptz, v_at)), changed_at = v_at
   where c.id = v_thread;
  if l ->> 'why' = 'old' or (l ->> 'at')::timestamptz < p_since then return; end if;
  perform step_back(v_thread, v_at + case v_by when 'phone' then interval '120 minutes' else interval '10 minutes' end);
end $$;

-- The receptionist steps back: a draft in flight is refused by the raised token, and nothing unanswered is hers any more.
-- A line that is already leaving keeps its lease, so that nobody looks for it before its call has ended.
create or replace function app.step_back(p_conversation uuid, p_until timestamptz)
returns table (conversation_id uuid)
language plpgsql set search_path = pg_catalog, app as $$
declare
  v_at timestamptz := current_setting('app.at')::timestamptz;
  v_leaving boolean;
  v_waiting boolean;
begin
  perform from conversations where id = p_conversation for update;
  select coalesce(bool_or(m.state = 'sending'), false), count(*) > 0 into v_leaving, v_waiting
    from messages m where m.conversation_id = p_conversation and m.state in ('queued', 'sending');
  update messages m set outcome = 'human', outcome_reason = 'taken_over'
   where m.conversation_id = p_conversation and m.by = 'customer' and m.outcome is null;
  return query
  update conversations c set
    state = case c.state when 'blocked' then c.state else 'human' end, human_until = p_until, attention = null, unread = 0, attempts = 0, first_unanswered_at = null,
    lease_token = c.lease_token + 1, lease_until = case when v_leaving then c.lease_until end,
    reply_due_at = case when v_waiting then coalesce(c.reply_due_at, v_at) end, changed_at = v_at
   where c.id = p_conversation returning c.id;
end $$;

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

-- What came before its message: applied in the order it arrived, as soon as the provider id is known. Whoever writes a provider id
-- takes the lock under which `ingest` stores what points at it: one of the two sees the other.
create or replace function app.catch_up(p_channel uuid, p_provider text)
returns table (applied int) language plpgsql set search_path = pg_catalog, app as $$
declare e record;
begin
  applied := 0;
  perform pg_advisory_xact_lock(hashtextextended(p_channel || p_provider, 1));
  for e in select type, value from events where channel_id = p_channel and target = p_provider order by at, created_at loop
    perform apply_event(p_channel, e.type, p_provider, e.value);
    applied := applied + 1;
  end loop;
  return next;
end $$;

-- A status only moves forwards; a failure counts while nothing better is known.
create or replace function app.is_forwards(p_from text, p_to text)
returns boolean language sql immutable set search_path = pg_catalog, app as $$
  select case
    when p_from in ('failed', 'deleted') then false
    when p_to = 'failed' then coalesce(p_from, 'sent') in ('queued', 'sending', 'pending', 'sent', 'dropped')
    else coalesce(array_position('{queued,dropped,sending,pending,sent,delivered,read,played}', p_to), 0)
       > coalesce(array_position('{queued,dropped,sending,pending,sent,delivered,read,played}', p_from), 0)
  end
$$;

-- What the number says of itself; word of an earlier moment that comes late changes nothing. One that was linked and asks for a code has lost its phone.
create or replace function app.ingest_health(p_channel uuid, l jsonb)
returns void language sql set search_path = pg_catalog, app as $$
  update channels set health = case when l ->> 'value' = 'linking' and connected_at is not null then 'down' else l ->> 'value' end, health_text = l ->> 'text', health_at = (l ->> 'at')::timestamptz,
    connected_at = case when l ->> 'value' = 'working' then coalesce(connected_at, (l ->> 'at')::timestamptz) else connected_at end
   where id = p_channel and health is distinct from l ->> 'value' and coalesce(health_at <= (l ->> 'at')::timestamptz, true)
$$;

revoke all on function
  app.ingest(uuid, jsonb), app.thread(uuid, jsonb), app.same_person(uuid, jsonb), app.ingest_message(uuid, jsonb, timestamptz),
  app.ingest_own(uuid, jsonb, timestamptz), app.step_back(uuid, timestamptz), app.apply_event(uuid, text, text, text),
  app.catch_up(uuid, text), app.is_forwards(text, text), app.ingest_health(uuid, jsonb)
from public;
grant execute on function
  app.ingest(uuid, jsonb), app.thread(uuid, jsonb), app.same_person(uuid, jsonb), app.ingest_message(uuid, jsonb, timestamptz),
  app.ingest_own(uuid, jsonb, timestamptz), app.step_back(uuid, timestamptz), app.apply_event(uuid, text, text, text),
  app.catch_up(uuid, text), app.is_forwards(text, text), app.ingest_health(uuid, jsonb)
to app_runtime;
