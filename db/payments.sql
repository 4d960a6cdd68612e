-- Money: the notes of refused payments, what the sweep has to ask PayFast about, and what the owners hear of.
-- The present truth; each change of it is copied into a migration (db/laws.test.ts compares).

-- A notice that was refused before it was proven: within limits, so that nobody fills the table, and the same one (`p_once`) once; that is asked
-- last, since each notice leaves a row there too. `p_org`: where the signature held and it names one.
create or replace function app.note_payment_refusal(
  p_limits jsonb, p_once jsonb, p_org uuid, p_proof text, p_network text, p_at timestamptz)
returns table (noted boolean)
language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  noted := count_tries(p_limits, p_at) = 0;
  if noted then noted := count_tries(p_once, p_at) = 0; end if;
  if noted then perform note_event('payment_refused', (select o.id from orgs o where o.id = p_org), null, p_proof, p_network, p_at); end if;
  return next;
end $$;

-- A genuine notice that was refused: its row says why, and is noted with it, once however often it comes.
create or replace function app.note_refused_payment()
returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  perform note_event('payment_refused', new.org_id, null, new.verdict, nullif(current_setting('app.network', true), ''),
                     current_setting('app.at')::timestamptz);
  return null;
end $$;

-- A business's own account at PayFast: a notice to it has to be proven before its organisation may be opened.
create or replace function app.find_merchant(p_org uuid)
returns table (merchant_id text, sealed text)
language sql stable security definer set search_path = pg_catalog, app as $$
  select a.merchant_id, a.sealed from merchant_accounts a where a.org_id = p_org
$$;

-- Notices that PayFast could not be asked about when they came, to our account and to the businesses' own.
create or replace function app.due_confirmations(p_at timestamptz, p_limit int)
returns table (org_id uuid, payment_id uuid, merchant_id text)
language sql stable security definer set search_path = pg_catalog, app as $$
  select d.org_id, d.id, d.merchant_id
    from (select p.org_id, p.id, p.merchant_id, p.ask_at from payments p where p.ask_at <= p_at
          union all select r.org_id, r.id, r.merchant_id, r.ask_at from request_payments r where r.ask_at <= p_at) d
   order by d.ask_at limit p_limit
$$;

-- Runs of charges that go on and that PayFast was not asked about for a day: taken by asking, so that of several sweeps one asks.
create or replace function app.claim_runs(p_at timestamptz, p_limit int)
returns table (org_id uuid, token text)
language sql security definer set search_path = pg_catalog, app as $$
  update charge_runs r set checked_at = p_at
    from (select c.org_id, c.id from charge_runs c
           where c.ending <> 'ended' and (c.checked_at is null or c.checked_at <= p_at - interval '1 day')
           order by c.checked_at nulls first limit p_limit for update skip locked) due
   where r.org_id = due.org_id and r.id = due.id
  returning r.org_id, r.token
$$;

-- A payment that came, and one that did not: the owners hear of it by mail (db/security.sql post_notice).
create or replace function app.tell_owner_of_money()
returns trigger language plpgsql set search_path = pg_catalog, app as $$
begin
  if tg_table_name = 'payments' then
    insert into notices (org_id, kind, payment_id, due_at) values (new.org_id, 'receipt', new.id, current_setting('app.at')::timestamptz);
  else
    insert into notices (org_id, kind, due_at) values (new.org_id, 'payment_failed', current_setting('app.at')::timestamptz);
  end if;
  return null;
end $$;

-- A customer has paid what they were asked for, or paid it again.
create or replace function app.tell_owner_of_request()
returns trigger language plpgsql set search_path = pg_catalog, app as $$
begin
  insert into notices (org_id, kind, payment_request_id, due_at)
  values (new.org_id, case new.verdict when 'surplus' then 'request_paid_twice' else 'request_paid' end, new.request_id,
          current_setting('app.at')::timestamptz);
  return null;
end $$;

-- She takes a message instead of answering it: the owners hear of the first in a month.
create or replace function app.note_rest(p_month date)
returns table (told boolean)
language plpgsql set search_path = pg_catalog, app as $$
declare v_at timestamptz := current_setting('app.at')::timestamptz;
begin
  insert into usage as u (month, rested_at) values (p_month, v_at)
  on conflict (org_id, month) do update set rested_at = excluded.rested_at where u.rested_at is null;
  told := found;
  if told then insert into notices (kind, due_at) values ('resting', v_at); end if;
  return next;
end $$;

-- Trials that end soon or have ended, of businesses that never paid: the owners hear of each once, whoever sweeps. One that ended more than a month
-- ago is not told any more.
create or replace function app.note_trials(p_trial_seconds int, p_warning_seconds int, p_at timestamptz, p_limit int)
returns table (noted int)
language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  insert into notices (org_id, kind, due_at, created_at)
  select t.org_id, t.kind, p_at, p_at
    from (select o.id as org_id, case when e.ends <= p_at then 'trial_over' else 'trial_ending' end as kind
            from orgs o left join subscriptions s on s.org_id = o.id
            cross join lateral (select coalesce(s.trial_ends_at, o.created_at + make_interval(secs => p_trial_seconds)) as ends) e
           where s.paid_until is null and e.ends > p_at - interval '30 days' and e.ends <= p_at + make_interval(secs => p_warning_seconds)) t
   where not exists (select from notices n where n.org_id = t.org_id and n.kind = t.kind)
   limit p_limit
  on conflict (org_id, kind) where kind in ('trial_ending', 'trial_over') do nothing;
  get diagnostics noted = row_count;
  return next;
end $$;

revoke all on function
  app.tell_owner_of_money(), app.tell_owner_of_request(), app.note_rest(date), app.find_merchant(uuid),
  app.note_trials(int, int, timestamptz, int),
  app.note_payment_refusal(jsonb, jsonb, uuid, text, text, timestamptz), app.note_refused_payment(), app.due_confirmations(timestamptz, int),
  app.claim_runs(timestamptz, int)
from public;
grant execute on function
  app.note_rest(date), app.find_merchant(uuid), app.note_trials(int, int, timestamptz, int),
  app.note_payment_refusal(jsonb, jsonb, uuid, text, text, timestamptz), app.due_confirmations(timestamptz, int), app.claim_runs(timestamptz, int)
to app_runtime;
