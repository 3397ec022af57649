import { describe, expect, it } from 'vitest'
import { system } from '../../../src/index.ts'
import type { AirtableCells } from '../../../src/testing/airtable/table.ts'
import { goodPassword, testService } from '../../support/service.ts'
import { testBase } from './support/base.ts'
import { mapping, withPeople } from './support/collaborators.ts'

const PEOPLE = 'COLLABORATEURS'
const TOKENS = 'SIGNUP_TOKENS'
const MINUTE = 60_000
const hashed = (password: string) => `plain:${btoa(encodeURIComponent(password))}`

const ada = { Prénom: 'Ada', Nom: 'Lovelace', Email: 'Ada@Example.com', État: 'Invité' }
const grace = { Prénom: 'Grace', Nom: 'Hopper', Email: 'grace@example.com', 'Mot de passe': hashed(goodPassword) }

type Fetch = typeof globalThis.fetch

function host(records: readonly AirtableCells[] = [ada, grace], over: (send: Fetch) => Fetch = (send) => send) {
  const test = testBase({ tables: withPeople(records) })
  const storage = test.open({ tables: mapping, fetch: over(test.base.fetch) })
  const t = testService(storage, { links: { activation: '/signup?q={token}' } })
  const rows = () => test.base.records(PEOPLE)
  const idOf = (name: string) => rows().find(({ fields }) => fields['Prénom'] === name)?.id ?? ''
  const cells = (name: string): AirtableCells => rows().find(({ fields }) => fields['Prénom'] === name)?.fields ?? {}
  const tokens = () => test.base.records(TOKENS).map(({ fields }) => fields)
  const issue = (name: string) => t.service.activations.issue(idOf(name), { actor: system, delivery: 'link' })
  /** Time for those who look whether somebody has changed something by hand. */
  const later = async () => {
    await test.time.wait(13 * MINUTE)
    await storage.project()
  }
  return { ...test, ...t, storage, rows, idOf, cells, tokens, issue, later }
}

describe('people who are in the table already', () => {
  it('are found by their record, get a link, and set their first password', async () => {
    const { service, storage, issue, idOf, cells, tokens } = host()
    const { token } = await issue('Ada')
    await storage.close()
    expect(tokens()).toHaveLength(1)
    expect(tokens()[0]).toMatchObject({ user_id: idOf('Ada'), token: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(JSON.stringify(tokens())).not.toContain(token)
    const preview = await service.activations.preview({ token: token ?? '' })
    expect(preview).toMatchObject({ name: 'Ada Lovelace' })
    await service.activations.complete({ token: token ?? '', password: goodPassword })
    await storage.close()
    expect(cells('Ada')).toMatchObject({ 'Mot de passe': hashed(goodPassword), État: 'Actif' })
    expect(tokens()).toEqual([])
    await expect(service.sessions.login({ login: 'ada@example.com', password: goodPassword })).resolves.toBeDefined()
  })

  it('log in with the hash that is there', async () => {
    const { service } = host()
    const login = service.sessions.login({ login: 'grace@example.com', password: goodPassword })
    await expect(login).resolves.toMatchObject({
      account: { status: 'active', profile: { name: 'Grace Hopper' } },
    })
  })

  it('are taken over once, however many processes find them', async () => {
    const { base, open, time, storage } = host()
    const other = open({ tables: mapping })
    await storage.project()
    await time.wait(3000)
    await other.project()
    await time.wait(3000)
    const query = { record: 'account', where: {}, with: {}, after: null, limit: 10 } as const
    expect((await open().list(query)).rows).toHaveLength(2)
    expect(base.records('invitekit_log')).toHaveLength(1)
  })

  it('who come later are found when somebody looks for them, at most every thirty seconds', async () => {
    const { base, service, time } = host()
    const login = () => service.sessions.login({ login: 'new@example.com', password: goodPassword }).catch(() => null)
    await login()
    base.edit(PEOPLE, { kind: 'insert', fields: { Email: 'new@example.com', 'Mot de passe': hashed(goodPassword) } })
    const before = base.requests.filter(({ table }) => table === PEOPLE).length
    for (let n = 0; n < 5; n++) await login()
    expect(base.requests.filter(({ table }) => table === PEOPLE)).toHaveLength(before)
    await time.wait(31_000)
    await expect(login()).resolves.toMatchObject({ account: { email: 'new@example.com' } })
  })

  it('without an address, or with somebody else’s, do not become accounts', async () => {
    const { storage, later } = host([ada, { Prénom: 'Nobody' }, { Prénom: 'Eve', Email: 'ADA@example.com' }])
    await storage.project()
    await later()
    const { rows } = await storage.list({ record: 'account', where: {}, with: {}, after: null, limit: 10 })
    expect(rows.map(({ row }) => row.email)).toEqual(['ada@example.com'])
  })
})

describe('erasing somebody who came from the table', () => {
  it('leaves nothing of them but what the table has', async () => {
    const { base, storage, idOf, time } = host()
    await storage.project()
    const id = idOf('Grace')
    base.edit(PEOPLE, { kind: 'delete', id })
    await storage.erase(id)
    await time.wait(25 * 60 * MINUTE)
    await storage.sweep()
    await storage.sweep()
    const { rows } = await storage.list({ record: 'account', where: {}, with: {}, after: null, limit: 10 })
    expect(rows.map(({ row }) => row.email)).toEqual(['ada@example.com'])
    const log = [...base.records('invitekit_log'), ...base.records('invitekit_log_snapshots')]
    expect(JSON.stringify(log)).not.toMatch(/Hopper|grace@/)
    expect(JSON.stringify(log)).toMatch(/Lovelace/)
  })
})

describe('what is changed by hand', () => {
  it('to an address that somebody else has is not followed, and the rest is', async () => {
    const { base, service, idOf, cells, later, storage } = host()
    await storage.project()
    const fields = { Email: 'grace@example.com', Nom: 'Byron', État: 'Suspendu' }
    base.edit(PEOPLE, { kind: 'update', id: idOf('Ada'), fields })
    await later()
    await later()
    const expected = { email: 'ada@example.com', status: 'suspended', profile: { name: 'Ada Byron' } }
    await expect(service.accounts.get(idOf('Ada'), { actor: system })).resolves.toMatchObject(expected)
    expect(cells('Ada')).toMatchObject({ Email: 'ada@example.com', État: 'Suspendu' })
  })

  it('is followed: name, address, state, a first password', async () => {
    const { base, service, idOf, later, storage } = host()
    await storage.project()
    const { sessionToken } = await service.sessions.login({ login: 'grace@example.com', password: goodPassword })
    base.edit(PEOPLE, { kind: 'update', id: idOf('Ada'), fields: { Nom: 'Byron', Email: 'byron@example.com' } })
    base.edit(PEOPLE, { kind: 'update', id: idOf('Grace'), fields: { État: 'Suspendu' } })
    await later()
    await expect(service.accounts.get(idOf('Ada'), { actor: system })).resolves.toMatchObject({
      email: 'byron@example.com',
      profile: { name: 'Ada Byron' },
    })
    await expect(service.accounts.get(idOf('Grace'), { actor: system })).resolves.toMatchObject({ status: 'suspended' })
    await expect(service.sessions.check(sessionToken)).rejects.toMatchObject({ code: 'not_authenticated' })
    base.edit(PEOPLE, { kind: 'update', id: idOf('Ada'), fields: { 'Mot de passe': hashed('another one of hers') } })
    base.edit(PEOPLE, { kind: 'update', id: idOf('Ada'), fields: { État: 'Actif' } })
    await later()
    const login = service.sessions.login({ login: 'byron@example.com', password: 'another one of hers' })
    await expect(login).resolves.toMatchObject({ account: { status: 'active' } })
  })

  it('does not bring back a password that the library has replaced: that is written again', async () => {
    const { base, service, storage, idOf, cells, issue, later } = host()
    const { token } = await issue('Ada')
    await service.activations.complete({ token: token ?? '', password: goodPassword })
    await storage.close()
    await later()
    base.edit(PEOPLE, { kind: 'update', id: idOf('Ada'), fields: { 'Mot de passe': hashed('typed by hand, or late') } })
    await later()
    await later()
    expect(cells('Ada')).toMatchObject({ 'Mot de passe': hashed(goodPassword) })
    await expect(service.sessions.login({ login: 'ada@example.com', password: goodPassword })).resolves.toBeDefined()
  })

  it('suspends people who set their password here, and does not let those back in whom the library has suspended', async () => {
    const { base, service, storage, idOf, cells, issue, later } = host()
    const { token } = await issue('Ada')
    await service.activations.complete({ token: token ?? '', password: goodPassword })
    await storage.close()
    await later()
    base.edit(PEOPLE, { kind: 'update', id: idOf('Ada'), fields: { État: 'Suspendu' } })
    await later()
    const get = async () => (await service.accounts.get(idOf('Ada'), { actor: system })).status
    expect(await get()).toBe('suspended')
    await service.accounts.reactivate(idOf('Ada'), { actor: system })
    await service.accounts.suspend(idOf('Ada'), { actor: system })
    await storage.close()
    await later()
    base.edit(PEOPLE, { kind: 'update', id: idOf('Ada'), fields: { État: 'Actif' } })
    await later()
    await later()
    expect(await get()).toBe('suspended')
    expect(cells('Ada')['État']).toBe('Suspendu')
  })

  it('in the table of links does nothing', async () => {
    const { base, service, tokens, later, idOf } = host()
    const fields = { user_id: idOf('Ada'), token: 'abc', expires_at: '2036-01-01T00:00:00.000Z' }
    base.edit(TOKENS, { kind: 'insert', fields })
    await later()
    expect(tokens()).toHaveLength(1)
    await expect(service.activations.preview({ token: 'abc' })).rejects.toMatchObject({ code: 'link_not_found' })
  })
})

describe('a process that dies between a commit and the tables', () => {
  it('loses nothing: the next one writes them', async () => {
    let [mayDie, isDead] = [false, false]
    const { base, open, time, service, storage, issue, cells, tokens } = host(
      [ada, grace],
      (send) => async (input, init) => {
        isDead ||= mayDie && init?.method !== 'GET' && !String(input).includes('invitekit_log')
        return isDead ? new Promise(() => undefined) : send(input, init)
      },
    )
    const { token } = await issue('Ada')
    await storage.close()
    mayDie = true
    await service.activations.complete({ token: token ?? '', password: goodPassword })
    await time.wait(3000)
    expect(isDead).toBe(true)
    expect(cells('Ada')['Mot de passe']).toBeUndefined()
    expect(tokens()).toHaveLength(1)
    const next = open({ tables: mapping })
    await next.load({}, [])
    await next.close()
    expect(cells('Ada')).toMatchObject({ 'Mot de passe': hashed(goodPassword), État: 'Actif' })
    expect(tokens()).toEqual([])
    expect(base.records('invitekit_log').length).toBeLessThan(5)
  })

  it('and whoever projects twice writes the same', async () => {
    const { storage, issue, rows, tokens, time } = host()
    await issue('Ada')
    await storage.close()
    const before = [rows(), tokens()]
    await time.wait(3000)
    await storage.project()
    await storage.project()
    expect([rows(), tokens()]).toEqual(before)
  })
})

describe('accounts that do not come from the table', () => {
  it('get a row there by their own key, once', async () => {
    const { service, storage, rows, time } = host()
    const by = { actor: system, delivery: 'link' } as const
    const { token } = await service.invitations.create({ email: 'eve@example.com', role: 'member' }, by)
    const { account } = await service.invitations.accept({ token: token ?? '', password: goodPassword })
    await storage.close()
    await time.wait(13 * MINUTE)
    await storage.project()
    await storage.project()
    const found = rows().filter(({ fields }) => fields['invitekit_id'] === account.id)
    expect(found.map(({ fields }) => fields)).toEqual([
      { invitekit_id: account.id, Email: 'eve@example.com', État: 'Actif', 'Mot de passe': hashed(goodPassword) },
    ])
    const all = await storage.list({ record: 'account', where: {}, with: {}, after: null, limit: 10 })
    expect(all.rows).toHaveLength(3)
  })
})

describe('links', () => {
  it('that lapse go with the next sweep, those that die by another go at once', async () => {
    const { service, storage, issue, tokens, clock, time } = host()
    await issue('Ada')
    const { token } = await issue('Ada')
    await storage.close()
    expect(tokens()).toHaveLength(1)
    await service.activations.complete({ token: token ?? '', password: goodPassword })
    await storage.close()
    expect(tokens()).toEqual([])
    const open = await service.accounts.create({ email: 'late@example.com', role: 'member' }, { actor: system })
    await service.activations.issue(open.id, { actor: system, delivery: 'link' })
    await storage.close()
    expect(tokens()).toHaveLength(1)
    clock.advance(25 * 60 * MINUTE)
    await time.wait(25 * 60 * MINUTE)
    await storage.sweep()
    expect(tokens()).toEqual([])
  })
})
