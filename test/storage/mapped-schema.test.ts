import BetterSqlite3 from 'better-sqlite3'
import { CompiledQuery, Kysely, SqliteDialect } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type KyselyStorage, kyselyStorage, type Mapping } from '../../adapters/storage/kysely/index.ts'
import { system } from '../../src/index.ts'
import { mariadb } from '../support/engines/mariadb.ts'
import { postgres18 } from '../support/engines/postgres.ts'
import type { Server } from '../support/engines/server.ts'
import { betterSqlite3 } from '../support/engines/sqlite.ts'
import { garage } from '../support/hosts/garage.ts'
import type { Host } from '../support/hosts/host.ts'
import { radio } from '../support/hosts/radio.ts'
import { testService } from '../support/service.ts'
import { whereReached } from '../support/where-reached.ts'

const servers = await whereReached([
  ['sqlite', betterSqlite3],
  ['postgres', postgres18],
  ['mariadb', mariadb],
] as const)
const OLD = '6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b'
const cells = servers.flatMap(([name, server]) =>
  [radio, garage].map((host) => [host.name, name, server, host] as const),
)

describe.each(cells)('the schema of %s on %s', (_host, _name, server: Server, host: Host) => {
  let address: string
  let db: Kysely<unknown>
  let storage: KyselyStorage
  const open = async () => {
    address = await server.create()
    db = new Kysely<unknown>({ dialect: (await server.access(address, null)).dialect })
    await makeTables()
    storage = kyselyStorage(db, { mapping: host.mapping(server.sql) })
  }
  const close = async () => {
    await db.destroy()
    await server.drop(address)
  }
  const makeTables = async () => {
    for (const statement of host.schema(server.sql)) await sql(statement)
  }
  /** Begins anew. Another database costs PostgreSQL much more than another schema. */
  const reopen = async () => {
    if (server.sql !== 'postgres') {
      await close()
      return open()
    }
    await sql('drop schema public cascade')
    await sql('create schema public')
    await makeTables()
  }
  beforeEach(open)
  afterEach(close)
  const sql = async (text: string) => (await db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text))).rows

  /** The printed migration, statement by statement. */
  const printed = async () =>
    (await storage.migrationSql())
      .split(';\n')
      .map((one) => one.trim())
      .filter(Boolean)

  /** What the host's tables look like; those of ours apart. */
  const hosts = async () => {
    const tables = await db.introspection.getTables()
    return tables
      .filter(({ name }) => !name.startsWith('invitekit_'))
      .map(({ name, columns }) => [name, columns.map((column) => ({ ...column, ordinalPosition: 0 }))] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
  }

  it('can be printed, read, and run by hand; a second time it does nothing', async () => {
    const statements = await printed()
    expect(await printed()).toEqual(statements)
    for (const statement of statements) await sql(statement)
    await storage.check()
    await storage.migrate()
    await storage.check()
    for (const statement of await printed()) await sql(statement)
    await storage.check()
  })

  it('prints statements that may be run again, where the engine has words for that', async () => {
    const statements = await printed()
    const [found] = server.sql === 'mysql' ? await sql('select version() as version') : []
    const isMysql = found !== undefined && !/mariadb/i.test(String(found['version']))
    const isOnce = (statement: string) =>
      (statement.startsWith('alter table') && (isMysql || server.sql === 'sqlite')) ||
      (statement.startsWith('create unique index') && isMysql)
    for (const statement of statements) {
      await sql(statement)
      if (isOnce(statement)) await expect(sql(statement)).rejects.toThrow(/duplicate/i)
      else await sql(statement)
    }
    for (const statement of statements) if (!isOnce(statement)) await sql(statement)
    // What can be made only once is not printed again.
    expect(statements.filter(isOnce)).toHaveLength(isMysql ? 2 : server.sql === 'sqlite' ? 1 : 0)
    expect((await printed()).filter(isOnce)).toEqual([])
    await storage.check()
  })

  it('prints an index of ours that was dropped', async () => {
    await storage.migrate()
    const on = server.sql === 'mysql' ? ' on invitekit_sessions' : ''
    await sql(`drop index invitekit_sessions_expires_at${on}`)
    await expect(storage.check()).rejects.toThrow('missing index on invitekit_sessions (expires_at, id)')
    for (const statement of await printed()) await sql(statement)
    await storage.check()
  })

  it('prints no rows: what is beside a row of the host’s is made when it is first changed', async () => {
    const person =
      host === radio
        ? `(email, is_active, theme) values ('old@example.com', true, 'x')`
        : `(id, email) values ('${OLD}', 'old@example.com')`
    await sql(`insert into users ${person}`)
    const [row] = await sql(`select id from users where email = 'old@example.com'`)
    for (const statement of await printed()) await sql(statement)
    const beside = () => sql(`select id from invitekit_accounts where id = '${row?.['id']}'`)
    expect(await beside()).toEqual([])
    await testService(storage).service.accounts.suspend(String(row?.['id']), { actor: system })
    expect(await beside()).toHaveLength(1)
  })

  it('never touches a column that is not ours', async () => {
    const before = await hosts()
    await storage.migrate()
    const after = await hosts()
    const added = after.map(([name, columns]) => {
      const old = new Set(before.find(([table]) => table === name)?.[1].map((column) => column.name))
      expect(columns.filter((column) => old.has(column.name))).toEqual(before.find(([table]) => table === name)?.[1])
      return columns.filter((column) => !old.has(column.name)).map((column) => column.name)
    })
    expect(added.flat()).toEqual(host === radio ? ['invitation_id'] : ['member_id'])
  })

  it('is finished by the next process when one died after any of its statements', async () => {
    const statements = await printed()
    expect(statements.length).toBeGreaterThan(8)
    // A database takes a server a while: every third is cut there.
    for (let done = 0; done < statements.length; done += server.sql === 'sqlite' ? 1 : 3) {
      if (done > 0) await reopen()
      for (const statement of statements.slice(0, done)) await sql(statement)
      await expect(storage.check(), `statement ${done}`).rejects.toThrow(/The database does not fit: missing /)
      await storage.migrate()
      await storage.check()
      expect(await storage.migrate()).toEqual([])
    }
  }, 60_000)

  it('is checked to the column', async () => {
    await storage.migrate()
    const [table, column] = host === radio ? ['invite_tokens', 'used'] : ['invites', 'used_at']
    await sql(`alter table ${table} drop column ${column}`)
    await expect(storage.check()).rejects.toThrow(`missing column ${table}.${column}.`)
  })
})

describe.each(await whereReached([['mariadb', mariadb]] as const))('on %s', (_name, server) => {
  it('a key whose collation takes one person for another is named', async () => {
    const address = await server.create()
    const db = new Kysely<unknown>({ dialect: (await server.access(address, null)).dialect })
    for (const statement of garage.schema('mysql'))
      await db.executeQuery(CompiledQuery.raw(statement.replaceAll('utf8mb4_bin', 'utf8mb4_general_ci')))
    const storage = kyselyStorage(db, { mapping: garage.mapping('mysql') })
    await storage.migrate()
    await expect(storage.check()).rejects.toThrow('missing an exact (_bin) collation of users.email')
    await db.destroy()
    await server.drop(address)
  })
})

describe('a mapping that cannot work is refused at the start', () => {
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: new BetterSqlite3(':memory:') }) })
  const account = { table: 'users', columns: { id: 'id', email: 'email' } } as const
  it.each<[string, Mapping | object]>([
    ['"mapping" has no record "accounts"', { accounts: account }],
    ['"mapping.account.columns" has no field "mail"', { account: { ...account, columns: { id: 'id', mail: 'mail' } } }],
    ['"mapping.account.columns.id" is missing', { account: { table: 'users', columns: { email: 'email' } } }],
    [
      '"mapping.account.columns.email" is missing: a row whose key the database makes is found by it',
      { account: { table: 'users', keys: 'database', columns: { id: 'id' } } },
    ],
    [
      '"mapping.account.columns.createdAt.type" must be one of milliseconds, timestamptz, timestamp',
      { account: { ...account, columns: { ...account.columns, createdAt: { column: 'at', type: 'uuid' } } } },
    ],
    ['"mapping.account.states.invited" is missing', { account: { ...account, states: { active: { on: true } } } }],
    [
      '"mapping.membership.columns" must name all of accountId, scope, or none',
      { membership: { table: 'm', columns: { id: 'id', scope: 'team' } } },
    ],
    [
      '"mapping.membership.on" needs "mapping.account"',
      { membership: { on: 'account', columns: { role: 'role', scope: { value: '*' } } } },
    ],
    [
      '"mapping.account.columns.email" holds no object',
      { account: { ...account, columns: { id: 'id', email: { parts: { a: 'b' } } } } },
    ],
  ])('%s', (message, mapping) => {
    expect(() => kyselyStorage(db, { mapping: mapping as Mapping })).toThrow(new TypeError(message))
  })
})
