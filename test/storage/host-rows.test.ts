import { describe, expect, it } from 'vitest'
import { system } from '../../src/index.ts'
import { mariadb } from '../support/engines/mariadb.ts'
import { postgres18 } from '../support/engines/postgres.ts'
import { betterSqlite3 } from '../support/engines/sqlite.ts'
import { garage } from '../support/hosts/garage.ts'
import { openHost } from '../support/hosts/open-host.ts'
import { radio } from '../support/hosts/radio.ts'
import { person } from '../support/service.ts'
import { whereReached } from '../support/where-reached.ts'

const servers = await whereReached([
  ['sqlite', betterSqlite3],
  ['postgres', postgres18],
  ['mariadb', mariadb],
] as const)

const USER = '6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b'
const HERE = '7a1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b'

// What the host makes by itself, after the library has been there.
describe.each(servers)('rows that the host makes with its own SQL, on %s', (_name, server) => {
  it('are listed by what they are read as, though nothing stands beside them', async () => {
    const { storage, sql, close, t } = await openHost(server, garage)
    await storage.migrate()
    await sql(`insert into users (id, email) values ('${USER}', 'new@example.com')`)
    const ids = async (filter: object) => {
      const { items } = await t.service.accounts.list(filter, { actor: system })
      return items.map(({ id }) => id)
    }
    expect(await ids({})).toEqual([USER])
    expect(await ids({ status: 'active' })).toEqual([USER])
    expect(await ids({ status: 'suspended' })).toEqual([])
    await close()
  })

  it('are listed by a state that the host’s columns share with others', async () => {
    const { storage, sql, close, t } = await openHost(server, radio)
    await storage.migrate()
    await sql(`insert into users (email, theme, is_active) values ('new@example.com', 'x', false)`)
    const emails = async (status: 'suspended' | 'invited') => {
      const { items } = await t.service.accounts.list({ status }, { actor: system })
      return items.map(({ email }) => email)
    }
    const { items } = await t.service.accounts.list({}, { actor: system })
    const read = items.find(({ email }) => email === 'new@example.com')?.status
    expect(read).toBe('suspended')
    expect(await emails('suspended')).toContain('new@example.com')
    expect(await emails('invited')).not.toContain('new@example.com')
    await close()
  })

  it('have no id where the migration has added it: they are nobody’s until it runs again, and in no list’s way', async () => {
    const { storage, sql, close, t } = await openHost(server, garage)
    await storage.migrate()
    const owner = await person(t, 'owner@example.com', 'owner', HERE)
    await sql(`insert into users (id, email) values ('${USER}', 'new@example.com')`)
    await sql(`insert into garage_members (garage_id, user_id, role) values ('${HERE}', '${USER}', 'member')`)
    const listed = async () =>
      (await t.service.accounts.list({ scope: HERE }, { actor: owner })).items.map(({ email }) => email)
    expect(await listed()).toEqual(['owner@example.com'])
    expect((await t.service.accounts.suspend(USER, { actor: system })).status).toBe('suspended')
    await storage.migrate()
    expect(await listed()).toEqual(expect.arrayContaining(['owner@example.com', 'new@example.com']))
    await close()
  })

  it('have times as fine as the engine keeps them: the address can be invited again, and the mail goes', async () => {
    const { storage, sql, close, t } = await openHost(server, garage)
    await storage.migrate()
    const offer = { email: 'ada@example.com', role: 'member', scope: HERE } as const
    const { id } = await t.service.invitations.create(offer, { actor: system })
    if (server.sql === 'mysql') await sql('alter table invites modify expires_at timestamp(6) not null')
    await sql(`update invites set expires_at = '2026-01-09 00:00:00.123456${server.sql === 'postgres' ? '+00' : ''}'`)
    expect(await t.drained()).toHaveLength(1)
    t.clock.advance(30 * 86_400_000)
    const again = await t.service.invitations.create(offer, { actor: system })
    expect(again.id).not.toBe(id)
    await close()
  })
})
