import type { KyselyStorage } from 'invitekit/kysely'
import { type OpenDatabase, run } from '../../../shared/database.ts'
import { roles as ladder } from '../roles.ts'
import { createTables, type EventsTables, once } from './tables.ts'
import { triggers } from './triggers.ts'

/** Brings everything up to date: the product's tables, the library's beside them, and what ties the two together. */
export async function migrate({ db, engine }: OpenDatabase<EventsTables>, storage: KyselyStorage): Promise<void> {
  await createTables(db, engine)
  await storage.migrate()
  await run(db, triggers(engine))
  // People who were there before are members by their own columns, from now on as the library keeps it.
  await once(db, 'memberships', () => run(db, [membersOf[engine]]))
}

const roles = ladder.map((role) => `'${role}'`).join(', ')

const members = (id: string, account: string, milliseconds: string) => `
  insert into invitekit_memberships (id, account_id, scope, role, permissions, created_at)
  select ${id}, ${account}, coalesce(u.org_id, '*'), u.role_id, '[]', ${milliseconds} from users u
  where u.role_id in (${roles}) and (u.org_id is not null or u.role_id = 'SUPER_ADMIN') and u.invitation_id is null
    and not exists (select 1 from invitekit_memberships m where m.account_id = ${account})`

const membersOf = {
  sqlite: members('lower(hex(randomblob(16)))', 'u.id', "cast(strftime('%s', 'now') as integer) * 1000"),
  postgres: members('gen_random_uuid()::text', 'u.id::text', '(extract(epoch from now()) * 1000)::bigint'),
  mysql: members('uuid()', 'u.id', 'unix_timestamp() * 1000'),
}
