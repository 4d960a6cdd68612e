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
