drop function app.enter_session(bytea, text, text[], text[], boolean, text, timestamptz, text);

--> statement-breakpoint

-- A signed-in member who may do what the route needs: session alive (idle 14 days, absolute 90), member approved, role among those that may,
-- or a role of the business's own with all those permissions. Where the business asks for two factors, one opens nothing but the person's own
-- security. `p_fresh`: who they are was proven within the last 15 minutes. Seen at most every 5 minutes,
-- and at once from another network: what happens at the log-in (own_session) is noted with where the session is, not where it began.
create or replace function app.enter_session(
  p_hash bytea, p_need text[], p_roles text[], p_personal text[], p_fresh boolean, p_network text, p_at timestamptz, p_request text)
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
  if s.requires_second_factor and not s.strong and p_need <> '{own.security}' then
    raise exception 'a second factor is asked for' using errcode = 'UA426';
  end if;
  if not (s.role = any (p_roles) or coalesce(p_need = '{own.security}' or (p_need[1] is not null and p_need <@ s.permissions), false)) then
    raise exception 'role too low' using errcode = 'UA403';
  end if;
  if p_fresh and not s.is_fresh then raise exception 'prove anew who you are' using errcode = 'UA428'; end if;
  if s.last_seen_at < p_at - interval '5 minutes' or s.network is distinct from p_network then
    update sessions set last_seen_at = p_at, network = p_network where token_hash = p_hash;
  end if;
  sees_personal := s.role = any (p_personal) or coalesce('personal.read' = any (s.permissions), false);
  perform open_door(s.org_id, 'member:' || s.id, p_at, p_request);
  perform set_config('app.user_id', s.user_id::text, true), set_config('app.session_id', s.session_id::text, true),
          set_config('app.role', s.role, true), set_config('app.need', array_to_string(p_need, ' '), true), set_config('app.network', p_network, true),
          set_config('app.fresh', s.is_fresh::text, true),
          set_config('app.personal', case when sees_personal then 'shown' else 'hidden' end, true);
  return query select s.org_id, 'member:' || s.id, s.role, s.name, s.permissions, sees_personal, s.is_fresh;
end $$;

--> statement-breakpoint

revoke all on function app.enter_session(bytea, text[], text[], text[], boolean, text, timestamptz, text) from public;

--> statement-breakpoint

grant execute on function app.enter_session(bytea, text[], text[], text[], boolean, text, timestamptz, text) to app_runtime;

--> statement-breakpoint

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

--> statement-breakpoint

-- A field of somebody's text, without its quotes: an apostrophe in front where a spreadsheet would take it for something else. That is: for a formula,
-- also behind what has no picture (white space, marks of order, joiners, private use) and full width; for a line's control; or for another number or a
-- date, where nothing but digits and separators stands in it (0821234567, 1/2), unless it is a whole number of eleven digits at most. Apostrophes in
-- front are looked past, so that one more can always be told from one that was typed: whoever reads the file takes one away where it was put.
create or replace function app.csv_text(p_text text)
returns text language sql immutable parallel safe
return case
  when ascii(p_text) between 97 and 122 or ascii(p_text) between 65 and 90 then replace(p_text, '"', '""')
  when p_text ~ ('^''*(?:[\t\r\n]|'
    || '[\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f'
    || '\u2028-\u202f\u205f-\u206f\u3000\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000110bd\U000110cd\U00013430-\U0001343f'
    || '\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff]*'
    || '(?:[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]|(?![1-9][0-9]{0,10}$|0$)[(.,]?[0-9][0-9 .,:/()%eE+-]*$))')
    then '''' || replace(p_text, '"', '""')
  else replace(p_text, '"', '""')
end;

--> statement-breakpoint

-- A number as text in every spreadsheet, with nothing lost: +27821234567 is (+27) 82 123 4567. By the country codes of ITU-T E.164.
create or replace function app.csv_phone(p_phone text)
returns text language sql immutable parallel safe
return case
  when p_phone like '+27_________' then '(+27) ' || substr(p_phone, 4, 2) || ' ' || substr(p_phone, 6, 3) || ' ' || substr(p_phone, 9)
  else regexp_replace(p_phone, '^\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|(?:2[1-689]|3[578]|42|5[09]|6[7-9]|8[035789]|9[679])\d)(\d+)$', '(+\1) \2')
end;

--> statement-breakpoint

-- Refuses the whole batch (UA428) where the business has more customers than that and who stands behind the door was not proven of late.
create or replace function app.refuse_stale_above(p_customers int)
returns table (fresh boolean)
language plpgsql stable set search_path = pg_catalog, app as $$
begin
  fresh := current_setting('app.fresh', true) = 'true';
  if fresh is not true and (select count(*) from (select from customers limit p_customers + 1) c) > p_customers then
    raise exception 'prove anew who you are' using errcode = 'UA428';
  end if;
  return next;
end $$;

--> statement-breakpoint

revoke all on function app.csv_text(text), app.csv_phone(text), app.refuse_stale_above(int) from public;

--> statement-breakpoint

grant execute on function app.csv_text(text), app.csv_phone(text), app.refuse_stale_above(int) to app_runtime;

--> statement-breakpoint

select app.fence('exports', 'select, insert');

--> statement-breakpoint

select app.mark('exports', 'actor,upto', '');
