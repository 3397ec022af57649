import { Kysely, PostgresDialect, SqliteDialect } from 'kysely'
import type * as Adapter from '../../adapters/storage/kysely/index.ts'
import type * as Core from '../../src/index.ts'
import type { Store } from '../engines/store.ts'
import { password, type Subject } from '../subject.ts'
import { fillPending } from './fill.ts'

// The package as it is built, by its own name; the types come from the source, because a type check needs no build.
const built = <M>(path: string): Promise<M> => import(path)
const { createInviteService, definePermissions, system } = await built<typeof Core>('invitekit')
const { cachedStatements, kyselyStorage, namedStatements } = await built<typeof Adapter>('invitekit/kysely')

const permissions = definePermissions({
  flags: ['people.view', 'people.invite', 'people.edit', 'pages.read', 'pages.write', 'audit.view'],
  roles: { owner: { flags: 'all' }, member: ['people.view', 'pages.read'] },
  grants: { owner: ['owner', 'member'] },
  verbs: { invite: 'people.invite', view: 'people.view' },
})

/** A hash that costs nothing: what is measured is the rest. */
const noHash: Core.PasswordHasher = {
  hash: async (text) => text,
  verify: async (text, hash) => ({ ok: text === hash, upgrade: false }),
}

export const dialectOf = (store: Store): PostgresDialect | SqliteDialect =>
  store.kind === 'pg'
    ? new PostgresDialect({ pool: namedStatements(store.pool) })
    : new SqliteDialect({ database: cachedStatements(store.database) })

/** Our tables, for us and for the SQL written by hand. */
export async function migrate(store: Store): Promise<Adapter.KyselyStorage> {
  const storage = kyselyStorage(new Kysely<unknown>({ dialect: dialectOf(store) }))
  await storage.migrate()
  return storage
}

type Owner = Core.AccountActor

export interface Ours extends Subject<Owner, string> {
  readonly service: Core.InviteService
  createMany(owner: Owner, scope: string, emails: readonly string[]): Promise<void>
}

/** The package, on Kysely. `hashing`: with the hasher that it has by default. */
export async function ours(store: Store, { hashing = false } = {}): Promise<Ours> {
  const service = createInviteService({
    baseUrl: 'https://app.example.com',
    storage: await migrate(store),
    permissions,
    mailer: async () => undefined,
    drain: 'manual',
    // Neither hashing nor what a password must be is measured: the others do not look at it either.
    passwords: { refuseCommon: false },
    limits: false, // they count no attempts, and one inviter makes thousands here
    ...(hashing ? {} : { passwordHasher: noHash }),
  })
  const { invitations, resets, sessions, accounts } = service
  const create = async (actor: Owner, scope: string, email: string) =>
    (await invitations.create({ email, role: 'member', scope }, { actor, delivery: 'link' })).token ?? ''
  return {
    service: service as unknown as Core.InviteService,
    person: async (email, scope) => {
      const { id } = await accounts.create({ email, password, role: 'owner', scope }, { actor: system })
      return { type: 'account', id }
    },
    create,
    shown: async (token) => token,
    validate: (token) => invitations.preview({ token }),
    accept: (token) => invitations.accept({ token, password, profile: { name: 'Ada' } }),
    list: (actor, scope) => invitations.list({ scope, status: 'pending', limit: 100 }, { actor }),
    request: (email) => resets.request({ email }),
    resetLink: async ({ id }) => (await resets.issue(id, { actor: system, delivery: 'link' })).token ?? '',
    reset: (token) => resets.complete({ token, password }),
    login: (login) => sessions.login({ login, password }),
    fill: ({ id }, scope, count) => fillPending(store, id, scope, count),
    createMany: async (actor, scope, emails) => {
      const rows = emails.map((email) => ({ email, role: 'member' as const, scope }))
      const { created } = await invitations.createMany(rows, { actor, delivery: 'link' })
      if (created !== emails.length) throw new Error(`${created} of ${emails.length} were created`)
    },
  }
}
