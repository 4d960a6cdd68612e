-- What PayFast tells of a payment, proven by its signature: the organisation is the one that the notice names, the merchant the one whose passphrase
-- it was proven with. `p_own`: our own account. Every organisation pays us there.
create or replace function app.enter_payment(p_org uuid, p_merchant text, p_own text, p_network text, p_at timestamptz, p_request text)
returns table (org_id uuid, actor text, role text, name text)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare v_name text;
begin
  select o.name into v_name from orgs o where o.id = p_org and p_merchant = p_own;
  if not found then raise exception 'not for this organisation' using errcode = 'UA401'; end if;
  perform open_door(p_org, 'payfast', p_at, p_request);
  perform set_config('app.network', p_network, true);
  return query select p_org, 'payfast'::text, 'payment'::text, v_name;
end $$;

--> statement-breakpoint

revoke all on function app.enter_payment(uuid, text, text, text, timestamptz, text) from public;

--> statement-breakpoint

grant execute on function app.enter_payment(uuid, text, text, text, timestamptz, text) to app_runtime;

--> statement-breakpoint

-- A notice that was refused before it was proven: within limits, so that nobody fills the table. `p_org`: where the signature held and it names one.
create or replace function app.note_payment_refusal(p_limits jsonb, p_org uuid, p_proof text, p_network text, p_at timestamptz)
returns table (noted boolean)
language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  noted := count_tries(p_limits, p_at) = 0;
  if noted then perform note_event('payment_refused', (select o.id from orgs o where o.id = p_org), null, p_proof, p_network, p_at); end if;
  return next;
end $$;

--> statement-breakpoint

-- A genuine notice that was refused: its row says why, and is noted with it, once however often it comes.
create or replace function app.note_refused_payment()
returns trigger language plpgsql security definer set search_path = pg_catalog, app as $$
begin
  perform note_event('payment_refused', new.org_id, null, new.verdict, nullif(current_setting('app.network', true), ''),
                     current_setting('app.at')::timestamptz);
  return null;
end $$;

--> statement-breakpoint

-- Notices that PayFast could not be asked about when they came.
create or replace function app.due_confirmations(p_at timestamptz, p_limit int)
returns table (org_id uuid, payment_id uuid, merchant_id text)
language sql stable security definer set search_path = pg_catalog, app as $$
  select p.org_id, p.id, p.merchant_id from payments p where p.ask_at <= p_at order by p.ask_at limit p_limit
$$;

--> statement-breakpoint

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

--> statement-breakpoint

revoke all on function
  app.note_payment_refusal(jsonb, uuid, text, text, timestamptz), app.note_refused_payment(), app.due_confirmations(timestamptz, int),
  app.claim_runs(timestamptz, int)
from public;

--> statement-breakpoint

grant execute on function
  app.note_payment_refusal(jsonb, uuid, text, text, timestamptz), app.due_confirmations(timestamptz, int), app.claim_runs(timestamptz, int)
to app_runtime;

--> statement-breakpoint

create trigger tell_refused after insert or update of verdict on app.payments
for each row when (new.verdict in ('amount', 'checkout', 'invalid')) execute function app.note_refused_payment();

--> statement-breakpoint

select app.fence('subscriptions', 'select, insert, update');

--> statement-breakpoint

select app.fence('checkouts', 'select, insert');

--> statement-breakpoint

select app.fence('charge_runs', 'select, insert, update');

--> statement-breakpoint

select app.fence('payments', 'select, insert, update');

--> statement-breakpoint

select app.fence('usage', 'select, insert, update');

--> statement-breakpoint

select app.mark('subscriptions', 'version', '');

--> statement-breakpoint

select app.mark('checkouts', '', '');

--> statement-breakpoint

select app.mark('charge_runs', 'checked_at', 'token');

--> statement-breakpoint

select app.mark('orgs', '', '');

--> statement-breakpoint

-- Whoever is there already begins their trial now: fourteen days, as src/subscription/plan.ts says.
select set_config('app.actor', 'migration', true), set_config('app.at', now()::text, true);

--> statement-breakpoint

insert into app.subscriptions (org_id, state, trial_ends_at) select id, 'trial', now() + interval '14 days' from app.orgs;


--> statement-breakpoint

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

--> statement-breakpoint

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

--> statement-breakpoint

revoke all on function app.tell_owner_of_money(), app.note_rest(date) from public;

--> statement-breakpoint

grant execute on function app.note_rest(date) to app_runtime;

--> statement-breakpoint

create trigger tell_owner_paid after insert or update of verdict on app.payments
for each row when (new.verdict = 'applied' and new.status = 'COMPLETE') execute function app.tell_owner_of_money();

--> statement-breakpoint

create trigger tell_owner_unpaid after update on app.subscriptions
for each row when (new.state = 'past_due' and old.state <> 'past_due') execute function app.tell_owner_of_money();
