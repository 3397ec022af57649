import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { system } from '../../src/index.ts'
import { counted, outcomesOf, times } from '../races/outcomes.ts'
import { mariadb } from '../support/engines/mariadb.ts'
import { postgres18 } from '../support/engines/postgres.ts'
import { betterSqlite3 } from '../support/engines/sqlite.ts'
import { garage } from '../support/hosts/garage.ts'
import { openHost } from '../support/hosts/open-host.ts'
import { radio } from '../support/hosts/radio.ts'
import { goodPassword, type TestService, testService } from '../support/service.ts'
import { whereReached } from '../support/where-reached.ts'

const otherPassword = 'a quiet harbour at 6 in winter'
const chiefs = 'an old password of 20'

const cells = await whereReached([
  ['sqlite', betterSqlite3, undefined],
  ['postgres, one statement', postgres18, undefined],
  ['postgres, transaction', postgres18, 'transaction'],
  ['mariadb', mariadb, undefined],
] as const)

describe.each(cells)('radio on %s', (_name, server, commit) => {
  let storage: KyselyStorage
  let sql: (text: string) => Promise<readonly Record<string, unknown>[]>
  let close: () => Promise<void>
  let t: TestService
  beforeAll(async () => {
    ;({ storage, sql, close, t } = await openHost(server, radio, commit))
    await storage.migrate()
    await storage.check()
  })
  afterAll(() => close?.())

  it('lives its whole life in the host’s tables', async () => {
    const { account: chief } = await t.service.sessions.login({ login: 'chief@radio.example', password: chiefs })
    expect(chief).toMatchObject({ id: '1', status: 'active', profile: { name: 'Chief' } })
    const actor = { type: 'account', id: '1' } as const
    const offer = { email: 'ada@example.com', role: 'member', profile: { name: 'Ada' } } as const
    const { id, token } = await t.service.invitations.create(offer, { actor, delivery: 'link' })
    const [stored] = await sql('select * from invite_tokens')
    expect(stored).toMatchObject({ email: 'ada@example.com', invitation_id: id })
    expect(String(stored?.['token'])).toMatch(/^[\da-f]{64}$/)
    expect(stored?.['token']).not.toBe(token)

    const accept = () =>
      t.service.invitations.accept({
        token: token ?? '',
        password: goodPassword,
        profile: { name: 'Ada', family_name: 'Lovelace', pet: 'cat' },
      })
    const outcomes = await outcomesOf(times(16, accept))
    expect(counted(outcomes)).toEqual({ done: 1, already_accepted: 15 })
    expect(Number((await sql('select count(*) as n from invite_tokens where used is true'))[0]?.['n'])).toBe(1)
    const [user] = await sql(`select * from users where email = 'ada@example.com'`)
    expect(user).toMatchObject({ name: 'Ada', family_name: 'Lovelace', role: 'member', theme: 'plain' })
    const ada = String(user?.['id'])
    expect(ada).toMatch(/^\d+$/)

    const { account, sessionToken } = await t.service.sessions.login({
      login: 'ada@example.com',
      password: goodPassword,
    })
    expect(account).toMatchObject({ id: ada, profile: { name: 'Ada', family_name: 'Lovelace', pet: 'cat' } })
    expect(await t.service.sessions.check(sessionToken)).toMatchObject({ account: { id: ada } })

    await t.service.accounts.suspend(ada, { actor })
    expect((await sql(`select is_active from users where id = ${ada}`))[0]?.['is_active']).toBeFalsy()
    await expect(t.service.sessions.check(sessionToken)).rejects.toThrow()
    await t.service.accounts.reactivate(ada, { actor })
    expect(await t.service.accounts.get(ada, { actor })).toMatchObject({ status: 'active' })
  })

  it('sees what the host does with its own SQL, at once and at the commit', async () => {
    const actor = { type: 'account', id: '1' } as const
    const { token } = await t.service.invitations.create(
      { email: 'sql@example.com', role: 'member' },
      { actor, delivery: 'link' },
    )
    await sql(`update users set role = 'member' where id = 1`)
    await expect(t.service.invitations.accept({ token: token ?? '', password: goodPassword })).rejects.toMatchObject({
      code: 'inviter_lost',
    })
    await sql(`update users set role = 'owner' where id = 1`)
    await sql(`update invite_tokens set used = true where email = 'sql@example.com'`)
    await expect(t.service.invitations.accept({ token: token ?? '', password: goodPassword })).rejects.toMatchObject({
      code: 'invitation_revoked',
    })
    await sql(`insert into users (email, role, is_active, theme) values ('late@example.com', 'member', true, 'x')`)
    const list = await t.service.accounts.list({ limit: 10 }, { actor })
    expect(list.items.map(({ email }) => email)).toContain('late@example.com')
  })

  it('suspends and demotes a person whom the host’s own SQL has made', async () => {
    const actor = { type: 'account', id: '1' } as const
    await sql(`insert into users (email, role, is_active, theme) values ('own@example.com', 'member', true, 'x')`)
    const [row] = await sql(`select id from users where email = 'own@example.com'`)
    const id = String(row?.['id'])
    await t.service.accounts.updateMembership(id, '*', { role: 'owner' }, { actor: system })
    expect((await sql(`select role from users where id = ${id}`))[0]?.['role']).toBe('owner')
    await t.service.accounts.removeMembership(id, '*', { actor: system })
    expect((await sql(`select role from users where id = ${id}`))[0]?.['role']).toBeNull()
    await t.service.accounts.suspend(id, { actor: system })
    expect(await t.service.accounts.get(id, { actor })).toMatchObject({ status: 'suspended' })
  })

  it('tells accepted, revoked and superseded apart, though the host has one column for them', async () => {
    const actor = { type: 'account', id: '1' } as const
    const { id, token } = await t.service.invitations.create(
      { email: 'gone@example.com', role: 'member' },
      { actor, delivery: 'link' },
    )
    await t.service.invitations.revoke(id, { actor })
    expect(await t.service.invitations.get(id, { actor })).toMatchObject({ status: 'revoked' })
    await expect(t.service.invitations.accept({ token: token ?? '', password: goodPassword })).rejects.toMatchObject({
      code: 'invitation_revoked',
    })
  })

  it('gives the newest link its place in the host’s table', async () => {
    const actor = { type: 'account', id: '1' } as const
    const { id } = await t.service.invitations.create({ email: 'mailed@example.com', role: 'member' }, { actor })
    const stored = async () =>
      (await sql(`select token from invite_tokens where invitation_id = '${id}'`))[0]?.['token']
    expect(await stored()).toBe(id)
    await t.drained()
    const mailed = await stored()
    expect(mailed).toMatch(/^[\da-f]{64}$/)
    await t.service.invitations.resend(id, { actor, delivery: 'link' })
    expect(await stored()).not.toBe(mailed)
  })

  it('makes many accounts in one commit, each with its key', async () => {
    const own = testService(storage, { invitations: { accounts: 'beforehand' } })
    const rows = times(30, (n) => ({ email: `bulk-${n}@example.com`, role: 'member' }) as const)
    const results = await own.service.invitations.createMany(rows, { actor: system })
    expect(JSON.stringify(results)).not.toContain('"ref"')
    expect(Number((await sql(`select count(*) as n from users where email like 'bulk-%'`))[0]?.['n'])).toBe(30)
    const [message] = await own.drained()
    expect(message?.to).toMatch(/^bulk-/)
  })

  it('changes the password of a person who was there before', async () => {
    await t.service.accounts.changePassword(
      { currentPassword: chiefs, newPassword: otherPassword },
      { actor: { type: 'account', id: '1' } },
    )
    expect(await t.service.sessions.login({ login: 'chief@radio.example', password: otherPassword })).toMatchObject({
      account: { id: '1' },
    })
  })
})

describe.each(cells)('garage on %s', (_name, server, commit) => {
  let storage: KyselyStorage
  let sql: (text: string) => Promise<readonly Record<string, unknown>[]>
  let close: () => Promise<void>
  let t: TestService
  beforeAll(async () => {
    ;({ storage, sql, close, t } = await openHost(server, garage, commit))
    await storage.migrate()
    await storage.check()
  })
  afterAll(() => close?.())
  const here = '6f1c2a34-5b6d-4e7f-8a9b-0c1d2e3f4a5b'

  it('lives its whole life in the host’s tables', async () => {
    const { id, token } = await t.service.invitations.create(
      { email: 'ada@example.com', role: 'owner', scope: here },
      { actor: system, delivery: 'link' },
    )
    expect(await sql('select id, garage_id, email, used_at from invites')).toMatchObject([
      { id, garage_id: here, email: 'ada@example.com', used_at: null },
    ])
    const accept = () => t.service.invitations.accept({ token: token ?? '', password: goodPassword })
    expect(counted(await outcomesOf(times(16, accept)))).toEqual({ done: 1, already_accepted: 15 })
    const [invite] = await sql('select used_at from invites')
    expect(invite?.['used_at']).not.toBeNull()
    const members = await sql('select garage_id, role from garage_members')
    expect(members).toMatchObject([{ garage_id: here, role: 'owner' }])
    const whole = await t.service.invitations.create(
      { email: 'boss@example.com', role: 'owner' },
      { actor: system, delivery: 'link' },
    )
    await t.service.invitations.accept({ token: whole.token ?? '', password: goodPassword })
    expect(await sql(`select garage_id from garage_members where garage_id is null`)).toHaveLength(1)
    const { account } = await t.service.sessions.login({ login: 'boss@example.com', password: goodPassword })
    const actor = { type: 'account', id: account.id } as const
    const second = await t.service.invitations.create(
      { email: 'bob@example.com', role: 'member', scope: here },
      { actor, delivery: 'link' },
    )
    await t.service.invitations.accept({ token: second.token ?? '', password: goodPassword })
    expect((await sql(`select created_by from invites where email = 'bob@example.com'`))[0]).toMatchObject({
      created_by: account.id,
    })
    expect((await t.service.invitations.list({ scope: here, limit: 10 }, { actor })).items).toHaveLength(2)
    expect((await t.service.accounts.list({ scope: here, limit: 10 }, { actor })).items).toHaveLength(2)
  })

  it('refuses a scope that is no garage: it never becomes the whole system', async () => {
    const create = t.service.invitations.create(
      { email: 'x@example.com', role: 'member', scope: 'team' },
      { actor: system },
    )
    await expect(create).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await sql(`select * from invites where email = 'x@example.com'`)).toEqual([])
  })

  it('expires by the host’s column', async () => {
    const { token } = await t.service.invitations.create(
      { email: 'slow@example.com', role: 'member' },
      { actor: system, delivery: 'link' },
    )
    const past = server.sql === 'mysql' ? `'2020-01-01 00:00:00'` : `'2020-01-01 00:00:00'`
    await sql(`update invites set expires_at = ${past} where email = 'slow@example.com'`)
    await expect(t.service.invitations.accept({ token: token ?? '', password: goodPassword })).rejects.toMatchObject({
      code: 'invitation_expired',
    })
  })
})
