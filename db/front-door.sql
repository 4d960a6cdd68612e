-- Signing up, signing in, limits and the mail that belongs to them: what happens before an organisation is known.
-- The present truth; each change of it is copied into a migration (db/laws.test.ts compares).

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

-- Asks for a link. Known and unknown addresses make the same rows, so neither the answer nor its time tells them apart:
-- a token that nobody can use, a mail that is for nobody. An older link of the same purpose dies.
create or replace function app.request_link(
  p_limits jsonb, p_network text, p_email text, p_token jsonb, p_mail jsonb, p_at timestamptz)
returns table (wait_seconds int, mail_id uuid)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare
  v_user uuid := (select id from users where email = lower(p_email));
  v_opens boolean := (v_user is null) = (p_token ->> 'purpose' = 'signup');
  v_sealed text := case when v_user is null then p_mail ->> 'unknown' else p_mail ->> 'known' end;
begin
  wait_seconds := count_tries(p_limits, p_at);
  if wait_seconds > 0 then
    perform note_event('limit_reached', null, v_user, p_token ->> 'purpose', p_network, p_at);
    return next; return;
  end if;
  update login_tokens set expires_at = p_at
   where used_at is null and expires_at > p_at and purpose = p_token ->> 'purpose' and user_id = v_user;
  insert into login_tokens (token_hash, user_id, purpose, browser_hash, code_hash, sign_up, expires_at, created_at)
  values (decode(p_token ->> 'token', 'hex'), v_user, p_token ->> 'purpose', decode(p_token ->> 'browser', 'hex'),
          decode(p_token ->> 'code', 'hex'), p_token -> 'sign_up',
          case when v_opens then p_at + make_interval(mins => (p_token ->> 'minutes')::int) else p_at end, p_at);
  mail_id := (p_mail ->> 'id')::uuid;
  insert into outbox (id, sealed, due_at, created_at) values (mail_id, v_sealed, case when v_sealed is not null then p_at end, p_at);
  return next;
end $$;

-- Whose link this is, for the page with the button. Reading spends nothing; another browser is told only that a code is needed.
create or replace function app.find_login(p_hash bytea, p_browser bytea, p_at timestamptz)
returns table (email text, purpose text, needs_code boolean)
language sql stable security definer set search_path = pg_catalog, app as $$
  select case when t.own then coalesce(t.sign_up ->> 'email', u.email) end, t.purpose, not t.own
    from (select *, browser_hash is null or browser_hash = coalesce(p_browser, '') as own from login_tokens) t
    left join users u on u.id = t.user_id
   where t.token_hash = p_hash and t.purpose in ('login', 'signup', 'reset') and t.used_at is null and t.expires_at > p_at and t.code_tries < 5
$$;

-- Spends the link and signs in, in one statement: of many tries at once, one gets in. A link to set a new password brings that password's hash,
-- and ends all the person's sessions first. Status: in, second_factor, code_wrong, spent.
create or replace function app.redeem_login(
  p_hash bytea, p_browser bytea, p_code bytea, p_password text, p_notice jsonb, p_sign_in jsonb, p_at timestamptz)
returns table (status text, mail_id uuid)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare t login_tokens;
begin
  select * into t from login_tokens where token_hash = p_hash and used_at is null and expires_at > p_at for update;
  status := 'spent';
  if not found or t.code_tries >= 5 or t.purpose not in ('login', 'signup', 'reset') or (t.purpose = 'reset') <> (p_password is not null) then
    return next; return;
  end if;
  if t.browser_hash is not null and t.browser_hash is distinct from p_browser then
    update login_tokens set code_tries = code_tries + 1 where token_hash = p_hash;
    status := 'code_wrong';
    if t.code_hash is null or t.code_hash is distinct from p_code then
      perform note_event('code_wrong', null, t.user_id, 'link', p_sign_in ->> 'network', p_at);
      return next; return;
    end if;
  end if;
  update login_tokens set used_at = p_at, sign_up = null where token_hash = p_hash;
  if t.purpose = 'signup' then t.user_id := open_business(t.sign_up, p_at); end if;
  if t.purpose = 'reset' then
    update users set password_hash = p_password where id = t.user_id;
    perform end_all_sessions(t.user_id, null, p_at);
    perform tell_person('password_changed', t.user_id, p_notice, p_sign_in ->> 'network', p_at);
  end if;
  return query select * from sign_in(t.user_id, case t.purpose when 'reset' then 'reset' else 'link' end, p_sign_in, p_at);
end $$;

-- A business, its owner and their membership, from what the sign-up form said. Answers the user; one who exists by now keeps what they have.
create or replace function app.open_business(p_sign_up jsonb, p_at timestamptz)
returns uuid language plpgsql set search_path = pg_catalog, app as $$
declare v_org uuid := gen_random_uuid(); v_user uuid;
begin
  insert into users (email, created_at) values (lower(p_sign_up ->> 'email'), p_at) on conflict (email) do nothing returning id into v_user;
  if v_user is null then return (select id from users where email = lower(p_sign_up ->> 'email')); end if;
  perform open_door(v_org, 'signup', p_at, '');
  insert into orgs (id, name, owner_name, phone, email) values
    (v_org, p_sign_up ->> 'business', p_sign_up ->> 'name', p_sign_up ->> 'phone', lower(p_sign_up ->> 'email'));
  insert into members (user_id, role, name, email) values (v_user, 'owner', p_sign_up ->> 'name', lower(p_sign_up ->> 'email'));
  return v_user;
end $$;

-- The outbox: claimed for a minute, settled once; the body goes as soon as it is not needed. After a day a mail is let go: the provider has forgotten its key by then.
create or replace function app.claim_mail(p_id uuid, p_at timestamptz)
returns table (sealed text, attempts int, email text)
language sql security definer set search_path = pg_catalog, app as $$
  update outbox o set lease_until = p_at + interval '60 seconds'
   where o.id = p_id and o.due_at <= p_at and (o.lease_until is null or o.lease_until < p_at)
     and o.created_at > p_at - interval '1 day'
  returning o.sealed, o.attempts::int, (select u.email from users u where u.id = o.user_id)
$$;

create or replace function app.settle_mail(p_id uuid, p_sent boolean, p_retry timestamptz, p_at timestamptz)
returns table (id uuid)
language sql security definer set search_path = pg_catalog, app as $$
  update outbox o set
    sealed = case when not p_sent and p_retry is not null then o.sealed end,
    due_at = case when not p_sent then p_retry end,
    sent_at = case when p_sent then p_at end,
    failed_at = case when not p_sent and p_retry is null then p_at end,
    attempts = o.attempts + (not p_sent)::int, lease_until = null
   where o.id = p_id and o.due_at is not null
  returning o.id
$$;

create or replace function app.due_mails(p_at timestamptz, p_limit int)
returns table (id uuid)
language sql stable security definer set search_path = pg_catalog, app as $$
  select o.id from outbox o where o.due_at <= p_at and (o.lease_until is null or o.lease_until < p_at)
     and o.created_at > p_at - interval '1 day'
   order by o.due_at limit p_limit
$$;

revoke all on function
  app.count_tries(jsonb, timestamptz), app.open_business(jsonb, timestamptz),
  app.request_link(jsonb, text, text, jsonb, jsonb, timestamptz), app.find_login(bytea, bytea, timestamptz),
  app.redeem_login(bytea, bytea, bytea, text, jsonb, jsonb, timestamptz), app.claim_mail(uuid, timestamptz),
  app.settle_mail(uuid, boolean, timestamptz, timestamptz), app.due_mails(timestamptz, int)
from public;
grant execute on function
  app.request_link(jsonb, text, text, jsonb, jsonb, timestamptz), app.find_login(bytea, bytea, timestamptz),
  app.redeem_login(bytea, bytea, bytea, text, jsonb, jsonb, timestamptz), app.claim_mail(uuid, timestamptz),
  app.settle_mail(uuid, boolean, timestamptz, timestamptz), app.due_mails(timestamptz, int)
to app_runtime;
