-- What PayFast tells of a payment, proven by its signature: the organisation is the one that the notice names, the merchant the one whose passphrase
-- it was proven with. `p_own`: our own account, where every organisation pays us; else it is the organisation's own, where its customers pay.
create or replace function app.enter_payment(p_org uuid, p_merchant text, p_own text, p_network text, p_at timestamptz, p_request text)
returns table (org_id uuid, actor text, role text, name text)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare v_name text;
begin
  select o.name into v_name from orgs o where o.id = p_org
     and (p_merchant = p_own or exists (select from merchant_accounts a where a.org_id = p_org and a.merchant_id = p_merchant));
  if not found then raise exception 'not for this organisation' using errcode = 'UA401'; end if;
  perform open_door(p_org, 'payfast', p_at, p_request);
  perform set_config('app.network', p_network, true);
  return query select p_org, 'payfast'::text, 'payment'::text, v_name;
end $$;

--> statement-breakpoint

-- Whoever has the link of a payment request: that it is a link of ours was proven, so the one that it names is opened, and nothing personal.
create or replace function app.enter_payer(p_request uuid, p_at timestamptz, p_request_id text)
returns table (org_id uuid, actor text, role text, name text)
language plpgsql security definer set search_path = pg_catalog, app as $$
declare r record;
begin
  select q.org_id, o.name into r from payment_requests q join orgs o on o.id = q.org_id where q.id = p_request;
  if not found then raise exception 'no such request' using errcode = 'UA404'; end if;
  perform open_door(r.org_id, 'payer', p_at, p_request_id);
  perform set_config('app.personal', 'hidden', true);
  return query select r.org_id, 'payer'::text, 'payer'::text, r.name;
end $$;

--> statement-breakpoint

-- A business's own account at PayFast: a notice to it has to be proven before its organisation may be opened.
create or replace function app.find_merchant(p_org uuid)
returns table (merchant_id text, sealed text)
language sql stable security definer set search_path = pg_catalog, app as $$
  select a.merchant_id, a.sealed from merchant_accounts a where a.org_id = p_org
$$;

--> statement-breakpoint

-- Notices that PayFast could not be asked about when they came, to our account and to the businesses' own.
create or replace function app.due_confirmations(p_at timestamptz, p_limit int)
returns table (org_id uuid, payment_id uuid, merchant_id text)
language sql stable security definer set search_path = pg_catalog, app as $$
  select d.org_id, d.id, d.merchant_id
    from (select p.org_id, p.id, p.merchant_id, p.ask_at from payments p where p.ask_at <= p_at
          union all select r.org_id, r.id, r.merchant_id, r.ask_at from request_payments r where r.ask_at <= p_at) d
   order by d.ask_at limit p_limit
$$;

--> statement-breakpoint

-- A customer has paid what they were asked for, or paid it again.
create or replace function app.tell_owner_of_request()
returns trigger language plpgsql set search_path = pg_catalog, app as $$
begin
  insert into notices (org_id, kind, payment_request_id, due_at)
  values (new.org_id, case new.verdict when 'surplus' then 'request_paid_twice' else 'request_paid' end, new.request_id,
          current_setting('app.at')::timestamptz);
  return null;
end $$;

--> statement-breakpoint

revoke all on function app.enter_payer(uuid, timestamptz, text), app.find_merchant(uuid), app.tell_owner_of_request() from public;

--> statement-breakpoint

grant execute on function app.enter_payer(uuid, timestamptz, text), app.find_merchant(uuid) to app_runtime;

--> statement-breakpoint

create trigger tell_refused after insert or update of verdict on app.request_payments
for each row when (new.verdict in ('amount', 'request', 'invalid')) execute function app.note_refused_payment();

--> statement-breakpoint

create trigger tell_owner_paid after insert or update of verdict on app.request_payments
for each row when (new.verdict in ('applied', 'surplus')) execute function app.tell_owner_of_request();

--> statement-breakpoint

select app.fence('merchant_accounts', 'select, insert, update');

--> statement-breakpoint

select app.fence('payment_requests', 'select, insert, update');

--> statement-breakpoint

select app.fence('request_payments', 'select, insert, update');

--> statement-breakpoint

select app.mark('merchant_accounts', '', 'sealed');

--> statement-breakpoint

select app.mark('payment_requests', '', 'purpose');

--> statement-breakpoint

grant select on app.payment_requests_seen to app_runtime;
