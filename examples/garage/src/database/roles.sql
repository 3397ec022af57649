-- The application's role, and row-level security. Run by the owner of the tables at every start.
do $$
begin
  if not exists (select from pg_roles where rolname = 'garage_app') then
    create role garage_app nologin;
  end if;
exception when duplicate_object or unique_violation then
  null; -- roles belong to the whole server: somebody else has just made it
end $$;
do $$
begin
  -- The pages log in as the owner, and are this role from the first statement on.
  if not pg_has_role(current_user, 'garage_app', 'set') then
    grant garage_app to current_user;
  end if;
end $$;
grant usage on schema public to garage_app;

-- The locks for sharing that a commit takes need the right to update; what is only ever added to is not changed.
grant select, insert on garages to garage_app;
grant select, insert, update on
  users, garage_members, invites,
  invitekit_accounts, invitekit_memberships, invitekit_invitations, invitekit_sessions, invitekit_refresh_tokens,
  invitekit_messages
to garage_app;
grant select, insert, update (status) on invitekit_challenges to garage_app; -- nobody turns a hash into one of their own
grant select, insert, update (idempotency_key) on invitekit_events to garage_app;
grant delete on garage_members, invitekit_memberships to garage_app;

-- Whoever has no policy sees no row, whatever somebody grants them later. The owner, in the console, is not bound by it.
do $$
declare
  name text;
begin
  foreach name in array array[
    'users', 'garages', 'garage_members', 'invites', 'invitekit_accounts', 'invitekit_memberships',
    'invitekit_invitations', 'invitekit_challenges', 'invitekit_sessions', 'invitekit_refresh_tokens',
    'invitekit_messages', 'invitekit_events'
  ] loop
    execute format('revoke all on %I from public', name);
    execute format('alter table %I enable row level security', name);
    if not exists (select from pg_policies where tablename = name and policyname = 'garage_app' and schemaname = 'public') then
      execute format('create policy garage_app on %I to garage_app using (true) with check (true)', name);
    end if;
  end loop;
end $$;
