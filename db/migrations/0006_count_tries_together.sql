-- Counted by count_tries itself from now on.
-- Counts one request against several limits over moving windows, each {key, limit, seconds}: exact however many come at once, since the rows
-- are locked, in one order. Answers the longest wait in seconds; 0 when it is within all of them, and only then it is counted in any: who is
-- refused by one limit uses up nobody's share of another.
create or replace function app.count_tries(p_limits jsonb, p_at timestamptz)
returns int language plpgsql set search_path = pg_catalog, app as $$
declare
  l record;
  v_wait int := 0;
begin
  for l in select decode(value ->> 'key', 'hex') as key, (value ->> 'limit')::int as most, make_interval(secs => (value ->> 'seconds')::int) as span
             from jsonb_array_elements(p_limits) order by 1 loop
    insert into limits (key, hits, until) values (l.key, '{}', p_at) on conflict (key) do nothing;
    perform from limits k where k.key = l.key for update;
    update limits k set until = p_at + l.span,
      hits = array(select h from unnest(k.hits) h where h > p_at - l.span order by h) where k.key = l.key;
    v_wait := greatest(v_wait, (select ceil(extract(epoch from k.hits[cardinality(k.hits) - l.most + 1] + l.span - p_at))
      from limits k where k.key = l.key and cardinality(k.hits) >= l.most));
  end loop;
  if v_wait = 0 then
    update limits k set hits = k.hits || p_at
     where k.key in (select decode(value ->> 'key', 'hex') from jsonb_array_elements(p_limits));
  end if;
  return v_wait;
end $$;
--> statement-breakpoint
drop function app.count_try(bytea, int, int, timestamptz);
