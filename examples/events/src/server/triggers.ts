import type { Engine } from '../../../shared/database.ts'
import { now } from './tables.ts'

/**
 * What the product's columns say beside what the library writes, kept true by the database in the same commit:
 * `role_id` and `org_id` of a person who waits are the invitation's, later those of the membership; the address
 * counts as verified when the profile is completed; `updated_at` is the last change.
 */
export const triggers = (engine: Engine): readonly string[] => (engine === 'postgres' ? ofPostgres : inline(engine))

const waits = 'invitation_id = new.id and profile_completed = false'
const place = (scope: string) => `nullif(${scope}, '*')`

/** SQLite and MySQL have the same shape of a trigger; only how a row changes itself is told differently. */
const inline = (engine: 'sqlite' | 'mysql'): readonly string[] => {
  const make = (name: string, when: string, body: string) =>
    `create trigger if not exists ${name} ${when} for each row ${engine === 'sqlite' ? `begin ${body}; end` : body}`
  const belongs = `update users set role_id = new.role, org_id = ${place('new.scope')} where id = new.account_id`
  const verified = `case when new.profile_completed and not old.profile_completed then coalesce(new.email_verified_at, ${now[engine]}) else new.email_verified_at end`
  return [
    make(
      'invitation_names_role',
      'after insert on invitations',
      `update users set role_id = new.role_id, org_id = new.org_id where ${waits}`,
    ),
    make('membership_names_role', 'after insert on invitekit_memberships', belongs),
    make('membership_changes_role', 'after update on invitekit_memberships', belongs),
    engine === 'mysql'
      ? make(
          'user_changes',
          'before update on users',
          `set new.updated_at = ${now.mysql}, new.email_verified_at = ${verified}`,
        )
      : `create trigger if not exists user_changes after update on users for each row when new.updated_at is old.updated_at
          begin update users set updated_at = ${now.sqlite}, email_verified_at = ${verified} where id = new.id; end`,
    make(
      'user_begins',
      engine === 'mysql' ? 'before insert on users' : 'after insert on users',
      engine === 'mysql'
        ? 'set new.updated_at = coalesce(new.updated_at, new.created_at)'
        : 'update users set updated_at = coalesce(new.updated_at, new.created_at) where id = new.id',
    ),
  ]
}

const ofPostgres: readonly string[] = [
  `create or replace function events_waiting_role() returns trigger language plpgsql as $$ begin
    update users set role_id = new.role_id, org_id = new.org_id where ${waits};
    return null;
  end $$`,
  `create or replace function events_member_role() returns trigger language plpgsql as $$ begin
    update users set role_id = new.role, org_id = ${place('new.scope')} where id = new.account_id::uuid;
    return null;
  end $$`,
  `create or replace function events_user_changes() returns trigger language plpgsql as $$ begin
    if tg_op = 'INSERT' then
      new.updated_at := coalesce(new.updated_at, new.created_at);
      return new;
    end if;
    new.updated_at := ${now.postgres};
    if new.profile_completed and not old.profile_completed then
      new.email_verified_at := coalesce(new.email_verified_at, ${now.postgres});
    end if;
    return new;
  end $$`,
  'create or replace trigger invitation_names_role after insert on invitations for each row execute function events_waiting_role()',
  'create or replace trigger membership_names_role after insert or update on invitekit_memberships for each row execute function events_member_role()',
  'create or replace trigger user_changes before insert or update on users for each row execute function events_user_changes()',
]
