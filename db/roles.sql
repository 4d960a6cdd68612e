-- The two roles, made once by the database's admin before the first migration; harmless when run again.
-- Passwords come from the session settings setup.owner_password and setup.runtime_password (db/migrate.ts sets them).
-- On Neon run it as the console's owner (Postgres 16 or newer): a role made in the console would bypass row-level security.
do $$
begin
  if not exists (select from pg_roles where rolname = 'app_owner') then
    -- Migrates, owns the tables and the doors. FORCE binds owners too, so its doors must be able to look past the fence.
    execute format('create role app_owner login bypassrls password %L', current_setting('setup.owner_password'));
  end if;
  if not exists (select from pg_roles where rolname = 'app_runtime') then
    -- What the Worker connects as: owns nothing, bypasses nothing.
    execute format('create role app_runtime login nobypassrls password %L', current_setting('setup.runtime_password'));
  end if;
end $$;
alter role app_runtime set statement_timeout = '5s';
alter role app_runtime set idle_in_transaction_session_timeout = '10s';
