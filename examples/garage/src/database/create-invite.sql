-- An invitation in plain SQL: stores the hash of a new link and returns the link. For the owner of the tables alone.
create or replace function create_invite(invited text, garage uuid default null, days integer default 30)
returns text
language plpgsql
set search_path = public, pg_temp
as $$
declare
  address text := lower(trim(invited));
  scope text := coalesce(garage::text, '*');
  role text := case when garage is null then null else 'owner' end;
  moment timestamptz := date_trunc('milliseconds', clock_timestamp());
  lapses timestamptz := moment + make_interval(days => days);
  now_ms bigint := extract(epoch from moment) * 1000;
  -- UUIDs of version 7: the time in front, because lists are in the order of their ids.
  hex text := lpad(to_hex(now_ms), 12, '0');
  front text := left(hex, 8) || '-' || substr(hex, 9) || '-7';
  invite uuid := front || substr(gen_random_uuid()::text, 16);
  event text := front || substr(gen_random_uuid()::text, 16);
  -- Three UUIDs of version 4 hold 366 random bits, more than the 256 that their SHA-256 has room for.
  head text := 'ik_inv_' || rtrim(translate(encode(sha256(convert_to(
    gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'
  )), 'base64'), '+/', '-_'), '=');
  secret text := head || left(encode(sha256(convert_to(head, 'UTF8')), 'hex'), 8);
  hash text := encode(sha256(convert_to('invitation', 'UTF8') || '\x00'::bytea || convert_to(secret, 'UTF8')), 'hex');
  earlier uuid;
begin
  -- As the library would write it: a domain beyond ASCII as punycode.
  if address is null or address !~ '^[^@\s]+@[a-z0-9-]+(\.[a-z0-9-]+)+$' then
    raise exception 'Ce n’est pas une adresse e-mail : %', invited;
  end if;
  if days is null or days not between 1 and 90 then
    raise exception 'Une invitation vaut de 1 à 90 jours.';
  end if;

  -- One that has lapsed makes room; one that lives stands in the way, by the unique index of open_key.
  update invites set used_at = moment
  where used_at is null and expires_at <= moment
    and id::text = (select i.id from invitekit_invitations i where i.open_key = address || ' ' || scope)
  returning id into earlier;
  update invitekit_invitations set status = 'revoked', reason = 'superseded', open_key = null
  where invitekit_invitations.id = earlier::text;

  insert into invites (id, garage_id, email, token, expires_at, created_at)
  values (invite, garage, address, hash, lapses, moment);
  insert into invitekit_invitations (
    id, open_key, domains, role, permissions, metadata, profile, status, generation, seats, used, delivery
  ) values (invite::text, address || ' ' || scope, '[]', role, '[]', '{}', '{}', 'pending', 0, 1, 0, 'none');
  insert into invitekit_challenges (id, hash, purpose, subject_id, generation, status, created_at, expires_at)
  values (
    front || substr(gen_random_uuid()::text, 16), hash, 'invitation', invite::text, 0, 'open',
    now_ms, extract(epoch from lapses) * 1000
  );
  insert into invitekit_events (id, commit_id, type, actor, subject, scope, data, at)
  values (
    event, event, 'invitation.created', 'system', invite::text, scope,
    json_build_object('role', role, 'permissions', '[]'::json, 'seats', 1, 'delivery', 'link')::text, now_ms
  );
  return :link || secret;
end $$;
revoke all on function create_invite(text, uuid, integer) from public;
