import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kyselyStorage, type Mapping } from '../../adapters/storage/kysely/index.ts'
import { system } from '../../src/index.ts'
import { mariadb } from '../support/engines/mariadb.ts'
import { postgres18 } from '../support/engines/postgres.ts'
import { betterSqlite3 } from '../support/engines/sqlite.ts'
import { garage } from '../support/hosts/garage.ts'
import type { Host } from '../support/hosts/host.ts'
import { openHost } from '../support/hosts/open-host.ts'
import { radio } from '../support/hosts/radio.ts'
import { goodPassword } from '../support/service.ts'
import { whereReached } from '../support/where-reached.ts'

const servers = await whereReached([
  ['sqlite', betterSqlite3],
  ['postgres', postgres18],
  ['mariadb', mariadb],
] as const)

/** What a check refuses, as one text; null where it refuses nothing. */
const complaint = (storage: { check(): Promise<unknown> }): Promise<string | null> =>
  storage.check().then(
    () => null,
    (error: unknown) => {
      expect(error).toBeInstanceOf(TypeError)
      return (error as Error).message
    },
  )

type Fill = { readonly [kind in string]?: Readonly<Record<string, string>> }

const isTable = (statement: string): boolean => statement.startsWith('create table')

/** A mapping with more that is filled in. */
const filled = (mapping: Mapping, fill: Fill): Mapping =>
  Object.fromEntries(
    Object.entries(mapping).map(([kind, record]) => [
      kind,
      fill[kind] ? { ...record, fill: { ...('fill' in record ? record.fill : {}), ...fill[kind] } } : record,
    ]),
  )

describe.each(servers)('a check of our own tables on %s', (_name, server) => {
  let host: Awaited<ReturnType<typeof openHost>>
  beforeEach(async () => {
    host = await openHost(server, { name: 'none', schema: () => [], mapping: () => ({}) })
    await host.storage.migrate()
  })
  afterEach(() => host.close())
  const drop = (table: string, index: string) =>
    host.sql(server.sql === 'mysql' ? `drop index ${index} on ${table}` : `drop index ${index}`)

  it('names an index that was dropped, and a migration makes it again', async () => {
    await drop('invitekit_sessions', 'invitekit_sessions_expires_at')
    await drop('invitekit_messages', 'invitekit_messages_status_due_at')
    expect(await complaint(host.storage)).toBe(
      'The database does not fit: missing index on invitekit_sessions (expires_at, id), index on invitekit_messages (status, due_at, id). Run storage.migrate() first.',
    )
    await Promise.all([host.storage.migrate(), kyselyStorage(host.db).migrate()])
    expect(await complaint(host.storage)).toBeNull()
  })

  it('takes an index of the host’s that begins with its columns', async () => {
    await drop('invitekit_sessions', 'invitekit_sessions_expires_at')
    await host.sql('create index some_order on invitekit_sessions (id, expires_at)')
    expect(await complaint(host.storage)).toContain('index on invitekit_sessions (expires_at, id)')
    await host.sql('create index longer on invitekit_sessions (expires_at, id, used_at)')
    expect(await complaint(host.storage)).toBeNull()
  })

  // MySQL and MariaDB have none such.
  it.skipIf(server.sql === 'mysql')('takes no index that has some rows only', async () => {
    await drop('invitekit_sessions', 'invitekit_sessions_expires_at')
    await host.sql(`create index live on invitekit_sessions (expires_at, id) where status = 'live'`)
    expect(await complaint(host.storage)).toContain('index on invitekit_sessions (expires_at, id)')
  })
})

describe.each(servers)('a check of a host’s tables on %s', (_name, server) => {
  let opened: Awaited<ReturnType<typeof openHost>>
  afterEach(() => opened.close())
  /** A host whose tables were made otherwise, and have nobody in them. */
  const open = async (host: Host, change: (statement: string) => string, fill: Fill = {}) => {
    const schema: Host['schema'] = (engine) => host.schema(engine).filter(isTable).map(change)
    const mapping: Host['mapping'] = (engine) => filled(host.mapping(engine), fill)
    opened = await openHost(server, { name: host.name, schema, mapping })
    await opened.storage.migrate()
    return opened
  }
  const badge = (table: string, type: string) => (statement: string) =>
    statement.replace(`create table ${table} (`, `create table ${table} (badge ${type}, `)
  const without = (kind: string, table: string) =>
    `The database does not fit: missing a default of ${table}.badge or "mapping.${kind}.fill.badge".`

  describe.each([
    ['account', 'users', garage],
    ['membership', 'garage_members', garage],
    ['invitation', 'invites', garage],
    ['account', 'users', radio],
    ['invitation', 'invite_tokens', radio],
  ] as const)('for a new %s in %s', (kind, table, host) => {
    it('names a column that a new row must have and nobody gives a value, until the mapping does', async () => {
      const { storage, t, close } = await open(host, badge(table, 'varchar(20) not null'))
      expect(await complaint(storage)).toBe(without(kind, table))
      const offer = { email: 'ada@example.com', role: 'owner' } as const
      const made = t.service.invitations.create(offer, { actor: system, delivery: 'link' })
      const whole = made.then(({ token }) =>
        t.service.invitations.accept({ token: token ?? '', password: goodPassword }),
      )
      await expect(whole).rejects.toThrow(/null|default/i)
      await close()
      const mended = await open(host, badge(table, 'varchar(20) not null'), { [kind]: { badge: 'none' } })
      expect(await complaint(mended.storage)).toBeNull()
      const { token } = await mended.t.service.invitations.create(offer, { actor: system, delivery: 'link' })
      await mended.t.service.invitations.accept({ token: token ?? '', password: goodPassword })
    })

    it.each(['varchar(20) null', "varchar(20) not null default ''"])('lets a column be %s', async (type) => {
      const { storage } = await open(host, badge(table, type))
      expect(await complaint(storage)).toBeNull()
    })
  })

  it('knows that a new row gets the columns of its state', async () => {
    const { storage } = await open(radio, (statement) => statement.replaceAll(' not null default false', ' not null'))
    expect(await complaint(storage)).toBeNull()
  })

  it('names a column that must be null in some state and cannot', async () => {
    const { storage } = await open(garage, (statement) =>
      statement.replace(/used_at (\S+) null/, 'used_at $1 not null'),
    )
    expect(await complaint(storage)).toBe('The database does not fit: missing null in invites.used_at.')
  })

  it('knows that a role on the user’s row comes with the user', async () => {
    const { storage } = await open(radio, (statement) =>
      statement.replace('role varchar(40)', 'role varchar(40) not null'),
    )
    expect(await complaint(storage)).toBeNull()
  })
})

describe.each(await whereReached([['postgres', postgres18]] as const))('on %s', (_name, server) => {
  it('a table is the one that a statement would find, whatever others have its name', async () => {
    const { db, storage, sql, close } = await openHost(server, garage)
    await storage.migrate()
    for (const schema of ['aside', 'zone']) {
      await sql(`create schema ${schema}`)
      await sql(`create table ${schema}.users (id uuid primary key, realm text not null)`)
    }
    expect(await complaint(storage)).toBeNull()
    const { account, ...rest } = garage.mapping('postgres')
    const other = kyselyStorage(db, {
      mapping: { ...rest, account: { table: 'zone.users', columns: { ...account?.columns, id: 'id' } } },
    })
    expect(await complaint(other)).toContain('column zone.users.email')
    await close()
  })

  it('a table may have a name in upper case', async () => {
    const schema = () => [
      'create schema "App"',
      'create table "App"."User" (id text primary key, email text not null unique)',
    ]
    const account = { table: 'App.User', columns: { id: { column: 'id', add: true }, email: 'email' } } as const
    const { storage, close } = await openHost(server, { name: 'upper case', schema, mapping: () => ({ account }) })
    await storage.migrate()
    expect(await complaint(storage)).toBeNull()
    expect(await storage.migrationSql()).not.toMatch(/index.*"User"/)
    await close()
  })

  it('a column that the database numbers or computes needs no value', async () => {
    const more = 'number int generated always as identity, shown text not null generated always as (email) stored, '
    const schema: Host['schema'] = (engine) =>
      garage.schema(engine).map((statement) => statement.replace('create table users (', `create table users (${more}`))
    const { storage, close } = await openHost(server, { ...garage, schema })
    await storage.migrate()
    expect(await complaint(storage)).toBeNull()
    await close()
  })
})
