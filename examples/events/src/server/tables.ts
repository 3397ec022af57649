import type { Generated, Kysely } from 'kysely'
import { type Engine, run } from '../../../shared/database.ts'

/** What the product asks of its own tables. The library writes the first two through the mapping. */
export interface EventsTables {
  readonly users: {
    readonly id: string
    readonly email: string
    readonly org_id: string | null
    readonly role_id: string | null
    readonly is_active: boolean | number
    readonly profile_completed: boolean | number
    readonly invitation_id: string | null
  }
  readonly invitations: { readonly id: string; readonly status: string }
  readonly organizations: { readonly id: string; readonly name: string }
  /** What the migration has begun, and whether it is through. */
  readonly events_migrations: { readonly step: string; readonly done: Generated<number> }
}

const uuid = { sqlite: 'text', postgres: 'uuid', mysql: 'char(36) character set ascii' }
const time = { sqlite: 'text', postgres: 'timestamp', mysql: 'datetime(3)' }
/** The time in UTC, as the columns keep it. */
export const now = {
  sqlite: "strftime('%Y-%m-%d %H:%M:%f', 'now')",
  postgres: "(now() at time zone 'utc')",
  mysql: 'utc_timestamp(3)',
}

/** The columns of `users`; all but the first three may be missing in a table that is there already. */
function userColumns(engine: Engine): Readonly<Record<string, string>> {
  const text = engine === 'mysql' ? 'varchar(255) character set utf8mb4 collate utf8mb4_bin' : 'text'
  // MySQL looks at a reference before the commit ends: there it is only an index.
  const toInvitation =
    engine === 'mysql' ? '' : ' references invitations (id) on delete set null deferrable initially deferred'
  return {
    id: `${uuid[engine]} primary key`,
    email: `${text} not null unique`,
    password_hash: text,
    org_id: text,
    role_id: text,
    is_active: 'boolean not null default false',
    profile_completed: 'boolean not null default false',
    invitation_id: uuid[engine] + toInvitation,
    first_name: text,
    last_name: text,
    phone: text,
    avatar_url: 'text',
    email_verified_at: `${time[engine]} null`,
    created_at: `${time[engine]} null`,
    updated_at: `${time[engine]} null`,
  }
}

const tables = (engine: Engine): readonly string[] => {
  const text = engine === 'mysql' ? 'varchar(255) character set utf8mb4 collate utf8mb4_bin' : 'text'
  const columns = Object.entries(userColumns(engine)).map(([name, type]) => `${name} ${type}`)
  return [
    `create table if not exists organizations (id ${text} not null primary key, name ${text} not null)`,
    `create table if not exists invitations (
      id ${uuid[engine]} primary key,
      email ${text},
      org_id ${text},
      role_id ${text},
      status varchar(16) not null,
      invited_by ${uuid[engine]},
      created_at ${time[engine]} not null,
      expires_at ${time[engine]} not null,
      accepted_at ${time[engine]} null
    )`,
    `create table if not exists users (${columns.join(', ')})`,
  ]
}

/** Brings the product's own tables up to date; each part may be run again after a crash in the middle. */
export async function createTables(db: Kysely<EventsTables>, engine: Engine): Promise<void> {
  const done =
    'create table if not exists events_migrations (step varchar(64) not null primary key, done integer not null default 0)'
  await run(db, [done])
  const before = (await db.introspection.getTables()).find(({ name }) => name === 'users')
  // What is noted first is made good later: people who were there before are active, whatever comes in between.
  for (const step of ['is_active', 'profile_completed'])
    if (before && !before.columns.some(({ name }) => name === step)) await note(db, step)
  if (before) await note(db, 'memberships')
  await run(db, tables(engine))
  const there = new Set(before?.columns.map(({ name }) => name))
  if (before)
    for (const [name, type] of Object.entries(userColumns(engine)))
      if (!there.has(name)) await run(db, [`alter table users add column ${name} ${type}`])
  for (const step of ['is_active', 'profile_completed'])
    await once(db, step, () => run(db, [`update users set ${step} = true where invitation_id is null`]))
  await index(db, engine, 'idx_users_invitation_id', 'users (invitation_id)')
  await index(db, engine, 'idx_users_active_completed', 'users (is_active, profile_completed)')
  if (before) await run(db, [`update users set created_at = ${now[engine]} where created_at is null`])
}

async function note(db: Kysely<EventsTables>, step: string): Promise<void> {
  const known = await db.selectFrom('events_migrations').select('step').where('step', '=', step).executeTakeFirst()
  if (!known) await db.insertInto('events_migrations').values({ step }).execute()
}

/** Does what was noted, and says that it is done. */
export async function once(db: Kysely<EventsTables>, step: string, work: () => Promise<void>): Promise<void> {
  const due = await db.selectFrom('events_migrations').select('done').where('step', '=', step).executeTakeFirst()
  if (due === undefined || due.done === 1) return
  await work()
  await db.updateTable('events_migrations').set({ done: 1 }).where('step', '=', step).execute()
}

async function index(db: Kysely<EventsTables>, engine: Engine, name: string, on: string): Promise<void> {
  if (engine !== 'mysql') return run(db, [`create index if not exists ${name} on ${on}`])
  const isThere = (error: { readonly errno?: number }) => error.errno === 1061
  await run(db, [`create index ${name} on ${on}`]).catch((error) => {
    if (!isThere(error)) throw error
  })
}
