import { describe, expect, it } from 'vitest'
import { kyselyStorage, type Mapping } from '../../adapters/storage/kysely/index.ts'
import { system } from '../../src/index.ts'
import { outcomesOf } from '../races/outcomes.ts'
import { mariadb } from '../support/engines/mariadb.ts'
import { postgres18 } from '../support/engines/postgres.ts'
import { betterSqlite3 } from '../support/engines/sqlite.ts'
import { garage } from '../support/hosts/garage.ts'
import { openHost } from '../support/hosts/open-host.ts'
import { radio } from '../support/hosts/radio.ts'
import { goodPassword, person, testService } from '../support/service.ts'
import { whereReached } from '../support/where-reached.ts'

const servers = await whereReached([
  ['sqlite', betterSqlite3],
  ['postgres', postgres18],
  ['mariadb', mariadb],
] as const)

const hash = `plain:${btoa(encodeURIComponent(goodPassword))}`
const USER = '6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b'
const HERE = '7a1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b'

describe.each(servers)('a host with a past, on %s', (_name, server) => {
  it('keeps its members: rows that were there get the id that is new, and count', async () => {
    const { storage, sql, close, t } = await openHost(server, garage)
    await sql(`insert into users (id, email, password_hash) values ('${USER}', 'old@example.com', '${hash}')`)
    await sql(`insert into garage_members (garage_id, user_id, role) values ('${HERE}', '${USER}', 'owner')`)
    await storage.migrate()
    await storage.migrate()
    const { account } = await t.service.sessions.login({ login: 'old@example.com', password: goodPassword })
    expect(account).toMatchObject({ id: USER, status: 'active' })
    const actor = { type: 'account', id: USER } as const
    expect(await t.service.can(actor, 'people.invite', HERE)).toBe(true)
    expect(await t.service.can(actor, 'people.invite')).toBe(false)
    await close()
  })

  it('may have tokens from before, and make more with its own SQL', async () => {
    const { storage, sql, close } = await openHost(server, radio)
    const token = (name: string) =>
      sql(
        `insert into invite_tokens (token, email, expires_at) values ('${name}', 'a@b.example', '2020-01-01 00:00:00')`,
      )
    await token('old')
    await storage.migrate()
    await token('new')
    await storage.migrate()
    await storage.check()
    expect(await sql('select token from invite_tokens where invitation_id is null')).toEqual([])
    await close()
  })

  it('may be migrated by two processes at once', async () => {
    const { db, storage, sql, close } = await openHost(server, radio)
    for (let n = 0; n < 50; n++) await sql(`insert into users (email, theme) values ('u${n}@example.com', 'x')`)
    const other = kyselyStorage(db, { mapping: radio.mapping(server.sql) })
    await storage.migrate()
    await sql('delete from invitekit_accounts')
    await Promise.all([storage.migrate(), other.migrate()])
    expect(Number((await sql('select count(*) as n from invitekit_accounts'))[0]?.['n'])).toBe(51)
    await close()
  })

  it('has one membership in the whole system for a person, though a null is no value to its index', async () => {
    const { invitation: _, ...mapping } = garage.mapping(server.sql)
    const { storage, sql, close, t } = await openHost(server, { ...garage, mapping: () => mapping })
    await storage.migrate()
    const links = [] as string[]
    for (const role of ['member', 'admin'] as const) {
      const { token } = await t.service.invitations.create({ seats: 9, role }, { actor: system })
      links.push(token ?? '')
    }
    const { id } = await t.service.accounts.create(
      { email: 'ada@example.com', password: goodPassword },
      { actor: system },
    )
    const actor = { type: 'account', id } as const
    await outcomesOf(links.map((token) => t.service.invitations.accept({ token }, { actor })))
    expect(await sql('select role from garage_members')).toHaveLength(1)
    await t.service.accounts.removeMembership(id, '*', { actor: system })
    expect(await sql('select role from garage_members')).toEqual([])
    await close()
  })

  it('takes a role away with its own SQL, and all that came with it; the person can come back', async () => {
    const { storage, sql, close, t } = await openHost(server, radio)
    await storage.migrate()
    const invite = async () => {
      const offer = { email: 'ada@example.com', role: 'member', permissions: ['people.invite'] } as const
      return (await t.service.invitations.create(offer, { actor: system, delivery: 'link' })).token ?? ''
    }
    const { account } = await t.service.invitations.accept({ token: await invite(), password: goodPassword })
    const actor = { type: 'account', id: account.id } as const
    expect(await t.service.can(actor, 'people.invite')).toBe(true)
    await sql(`update users set role = null where id = ${account.id}`)
    expect(await t.service.can(actor, 'people.invite')).toBe(false)
    await t.service.invitations.accept({ token: await invite() }, { actor })
    expect(await t.service.can(actor, 'people.invite')).toBe(true)
    await close()
  })

  it('says which addresses nobody can log in with', async () => {
    const { storage, sql, close } = await openHost(server, radio)
    await storage.migrate()
    await sql(`insert into users (email, theme) values ('Chief@Example.com', 'x')`)
    expect(await storage.check()).toContain('users.email holds addresses in upper case: nobody logs in with these.')
    await close()
  })
})

describe('states that can hold at once are refused', () => {
  const account = (states: object) =>
    ({ account: { table: 'users', columns: { id: 'id', email: 'email' }, states } }) as Mapping
  const active = { is_active: true }
  it.each([
    ['a state that says nothing of the other', { active, invited: { is_active: false }, suspended: { banned: true } }],
    ['false and null', { active, invited: { is_active: false }, suspended: { is_active: null } }],
  ])('%s', async (_what, states) => {
    const { db, close } = await openHost(betterSqlite3, radio)
    expect(() => kyselyStorage(db, { mapping: account(states) })).toThrow(/ can hold at once$/)
    await close()
  })

  it('a state without columns', async () => {
    const { db, close } = await openHost(betterSqlite3, radio)
    const mapping = account({ active, invited: {}, suspended: { is_active: false } })
    expect(() => kyselyStorage(db, { mapping })).toThrow('"mapping.account.states.invited" names no column')
    await close()
  })
})

describe('columns that would say something else are refused', () => {
  const { membership: _, ...rest } = garage.mapping('sqlite')
  const member = (columns: object) =>
    ({ ...rest, membership: { table: 'garage_members', columns } }) as unknown as Mapping
  const own = { id: 'member_id', accountId: 'user_id', scope: 'garage_id' }
  const onAccount = (columns: object) =>
    ({ ...radio.mapping('sqlite'), membership: { on: 'account', columns } }) as unknown as Mapping
  it.each([
    ['a role that nobody gave', member({ ...own, role: { column: 'role', nullIs: 'owner' } }), /role\.nullIs"/],
    ['a column of the users that is to be added', onAccount({ role: { column: 'rank', add: true } }), /role\.add"/],
  ])('%s', async (_what, mapping, message) => {
    const { db, close } = await openHost(betterSqlite3, radio)
    expect(() => kyselyStorage(db, { mapping })).toThrow(message)
    await close()
  })

  it('a list that is the same for all rows is read and written', async () => {
    const { db, close } = await openHost(betterSqlite3, garage)
    const mapping = member({
      ...own,
      id: { column: 'member_id', add: true },
      role: 'role',
      permissions: { value: '[]' },
    })
    const storage = kyselyStorage(db, { mapping })
    await storage.migrate()
    const t = testService(storage)
    const owner = await person(t, 'owner@example.com', 'owner', HERE)
    expect(await t.service.can(owner, 'people.invite', HERE)).toBe(true)
    await close()
  })
})
