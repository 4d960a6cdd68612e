drop function app.note_payment_refusal(jsonb, uuid, text, text, timestamptz);
--> statement-breakpoint
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
--> statement-breakpoint
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
--> statement-breakpoint
revoke all on function
  app.note_payment_refusal(jsonb, jsonb, uuid, text, text, timestamptz), app.note_trials(int, int, timestamptz, int)
from public;
--> statement-breakpoint
grant execute on function
  app.note_payment_refusal(jsonb, jsonb, uuid, text, text, timestamptz), app.note_trials(int, int, timestamptz, int)
to app_runtime;
