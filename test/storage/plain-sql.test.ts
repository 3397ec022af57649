import { Kysely } from 'kysely'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type KyselyStorage, kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { type RecordKind, type Row, system } from '../../src/index.ts'
import { isSecret } from '../../src/tokens/secret.ts'
import { mariadb } from '../support/engines/mariadb.ts'
import { postgres18, postgresOfMachine } from '../support/engines/postgres.ts'
import { reach } from '../support/engines/reachable.ts'
import { betterSqlite3 } from '../support/engines/sqlite.ts'
import { goodPassword, refusalOf, type TestService, testService } from '../support/service.ts'
import { sqlBlock } from './sql-blocks.ts'

/** A console on a database: what it runs gives the rows of its last statement. */
interface Console {
  run(text: string): Promise<readonly Record<string, unknown>[]>
  close(): Promise<void>
}

async function psql(address: string): Promise<Console> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  return {
    run: async (text) => (await client.query<Record<string, unknown>>(text)).rows,
    close: () => client.end(),
  }
}

async function mysql(address: string): Promise<Console> {
  const connection = await createConnection({ uri: address, multipleStatements: true })
  return {
    run: async (text) => {
      const [results] = await connection.query<RowDataPacket[][]>(text)
      const last: unknown = Array.isArray(results) ? results.at(-1) : null
      return Array.isArray(last) ? last : []
    },
    close: () => connection.end(),
  }
}

const all = [
  ['PostgreSQL 18', postgres18, psql, 'PostgreSQL: an invitation', '23505'],
  ['PostgreSQL of the machine', postgresOfMachine, psql, 'PostgreSQL: an invitation', '23505'],
  ['MariaDB', mariadb, mysql, 'MySQL and MariaDB: an invitation', 'ER_DUP_ENTRY'],
] as const
// What is left out, and why, says `reach.test.ts`.
const found = await Promise.all(all.map(async ([, server]) => 'version' in (await reach(server))))
const pepper = { current: { id: 'p1', key: 'b7Zq0m2Y5w1kR8sXcV4nT6uJ9hLfD3aGeP+/oIyQzEk=' } } as const
const kinds = ['invitation', 'challenge', 'event'] as const

describe.each(all.filter((_, n) => found[n]))('an invitation in plain SQL on %s', (_, server, open, title, taken) => {
  const statement = sqlBlock(title)
  const clock = { now: () => Date.now() } // that of the database
  let address: string
  let db: Kysely<unknown>
  let storage: KyselyStorage
  let t: TestService

  beforeAll(async () => {
    address = await server.create()
    db = new Kysely<unknown>({ dialect: (await server.access(address, null)).dialect })
    storage = kyselyStorage(db)
    await storage.migrate()
    t = testService(storage, { clock })
  })
  afterEach(async () => {
    for (const kind of ['account', 'membership', 'session', ...kinds]) await script(`delete from invitekit_${kind}s`)
  })
  afterAll(async () => {
    await db.destroy()
    await server.drop(address)
  })

  const script: Console['run'] = async (text) => {
    const console = await open(address)
    return console.run(text).finally(console.close)
  }
  const invite = async (email = 'ada@example.com'): Promise<string> => {
    const [row] = await script(statement.replaceAll('ada@example.com', email))
    return String(row?.['url'])
  }
  const tokenOf = (url: string) => url.split('#')[1] ?? ''
  const rows = async <K extends RecordKind>(record: K): Promise<readonly Row<K>[]> =>
    (await storage.list({ record, where: {}, with: {}, after: null, limit: 1000 })).rows.map(({ row }) => row)

  it('gives a link that the service accepts, once', async () => {
    const url = await invite()
    expect(url).toMatch(/^https:\/\/app\.example\.com\/join#ik_inv_[\w-]{43}[0-9a-f]{8}$/)
    const token = tokenOf(url)
    expect(await t.service.invitations.preview({ token })).toMatchObject({ next: 'sign_up', inviter: null })
    const accepted = await t.service.invitations.accept({ token, password: goodPassword }, { session: true })
    expect(accepted).toMatchObject({ account: { email: 'ada@example.com' }, membership: { scope: '*', role: 'owner' } })
    const { actor } = await t.service.sessions.check(accepted.sessionToken)
    expect(await t.service.can(actor, 'people.invite')).toBe(true)
    expect(await refusalOf(t.service.invitations.accept({ token, password: goodPassword }))).toBe('already_accepted')
  })

  it('writes the rows that the service writes', async () => {
    const alike = async (make: () => Promise<unknown>) => {
      await make()
      const [invitation, challenge, event] = [await rows('invitation'), await rows('challenge'), await rows('event')]
      expect([invitation.length, challenge.length, event.length]).toEqual([1, 1, 1])
      for (const table of kinds) await script(`delete from invitekit_${table}s`)
      const life = Number(invitation[0]?.expiresAt) - Number(invitation[0]?.createdAt)
      expect(Math.abs(Number(invitation[0]?.createdAt) - clock.now())).toBeLessThan(10_000)
      expect(challenge[0]).toMatchObject({ subjectId: invitation[0]?.id, expiresAt: invitation[0]?.expiresAt })
      expect(event[0]).toMatchObject({
        subject: invitation[0]?.id,
        commitId: event[0]?.id,
        at: invitation[0]?.createdAt,
      })
      const own = { id: '', hash: '', subjectId: '', subject: '', commitId: '', createdAt: 0, expiresAt: 0, at: 0 }
      return { life, rows: [invitation[0], challenge[0], event[0]].map((row) => ({ ...row, ...own })) }
    }
    const ours = await alike(() =>
      t.service.invitations.create({ email: 'ada@example.com', role: 'owner' }, { actor: system, delivery: 'link' }),
    )
    expect(await alike(() => invite())).toEqual(ours)
    expect(ours.life).toBe(7 * 86_400_000)
  })

  it('mints what nobody can guess: every link is another one, well formed, and so are the keys', async () => {
    const urls: string[] = []
    for (let n = 0; n < 60; n++) urls.push(await invite(`person${n}@example.com`))
    const tokens = urls.map(tokenOf)
    expect(new Set(tokens).size).toBe(60)
    for (const token of tokens) expect(isSecret('invitation', token), token).toBe(true)
    // 60 times 43 letters: each of the 64 is there, and none is much more frequent than chance has it.
    const letters = tokens.flatMap((token) => [...token.slice(7, 49)])
    const counts = new Map<string, number>()
    for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1)
    expect(counts.size).toBe(64)
    expect(Math.max(...counts.values())).toBeLessThan(90)
    const ids = (await Promise.all(kinds.map(rows))).flatMap((some) => some.map(({ id }) => id))
    expect(new Set(ids).size).toBe(180)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const times = ids.map((id) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16))
    for (const time of times) expect(Math.abs(time - clock.now())).toBeLessThan(60_000)
  })

  it('respects an invitation that is pending, and leaves nothing of itself', async () => {
    await t.service.invitations.create(
      { email: 'ada@example.com', role: 'member' },
      { actor: system, delivery: 'link' },
    )
    await expect(invite()).rejects.toMatchObject({ code: taken })
    expect(
      [await rows('invitation'), await rows('challenge'), await rows('event')].map(({ length }) => length),
    ).toEqual([1, 1, 1])
    await script(sqlBlock('ends the pending invitation of an address'))
    const token = tokenOf(await invite())
    expect((await t.service.invitations.preview({ token })).next).toBe('sign_up')
    const again = t.service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: system })
    expect(await refusalOf(again)).toBe('already_invited')
  })

  it('leaves nothing of itself either in a console that goes on after an error', async () => {
    await invite()
    const parts = statement.split(/;\n/).filter((part) => part.trim() !== '')
    const console = await open(address)
    let failed = 0
    for (const part of parts) await console.run(part).catch(() => failed++)
    await console.close()
    expect(failed).toBe(1)
    expect(
      [await rows('invitation'), await rows('challenge'), await rows('event')].map(({ length }) => length),
    ).toEqual([1, 1, 1])
  })

  it('makes one link for one address, in however many consoles', async () => {
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => invite()))
    const made = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    expect(made).toHaveLength(1)
    expect(await rows('challenge')).toHaveLength(1)
    expect((await t.service.invitations.preview({ token: tokenOf(made[0] ?? '') })).next).toBe('sign_up')
  })

  it('is an invitation like any other: listed, sent again, revoked', async () => {
    const token = tokenOf(await invite())
    const [listed] = (await t.service.invitations.list({ status: 'pending' }, { actor: system })).items
    expect(listed).toMatchObject({ email: 'ada@example.com', role: 'owner', inviter: null, delivery: 'none' })
    const again = await t.service.invitations.resend(listed?.id ?? '', { actor: system, delivery: 'link' })
    expect(await refusalOf(t.service.invitations.accept({ token, password: goodPassword }))).not.toBeNull()
    await t.service.invitations.revoke(listed?.id ?? '', { actor: system })
    expect((await t.service.invitations.preview({ token: again.token ?? '' })).reason).toBe('invitation_revoked')
  })

  it('is worth nothing under a pepper, unless plain hashes are accepted beside it', async () => {
    const token = tokenOf(await invite())
    const under = (also?: 'none') =>
      testService(storage, { clock, pepper: { ...pepper, ...(also && { also }) } }).service
    expect(await refusalOf(under().invitations.preview({ token }))).toBe('invitation_not_found')
    expect((await under('none').invitations.preview({ token })).next).toBe('sign_up')
  })

  it('is worth what the check says, whatever is in the tables', async () => {
    const { current } = pepper
    const peppers = [
      pepper,
      { current, also: 'none' },
      { current: 'none', also: current },
      { current: 'none' },
    ] as const
    const agree = async () => {
      for (const one of peppers) {
        const token = tokenOf(await invite())
        const { service } = testService(storage, { clock, pepper: one })
        const refusal = await refusalOf(service.invitations.preview({ token }))
        const notes = await storage.check({ pepper: one })
        expect(notes, JSON.stringify(one)).toEqual(refusal ? [expect.stringContaining('"p1"')] : [])
        expect(JSON.stringify(notes)).not.toContain(current.key)
        await script(sqlBlock('ends the pending invitation of an address'))
      }
    }
    expect(await storage.check({ pepper })).toEqual([expect.stringContaining('worth nothing')])
    await agree()
    const { service } = testService(storage, { clock, pepper })
    await service.invitations.create({ email: 'bob@example.com', role: 'member' }, { actor: system, delivery: 'link' })
    expect(await storage.check({ pepper: { current: 'none' } })).toEqual([])
    await agree()
  })

  it('is guessed about where nobody tells the check of a pepper: by the newest link', async () => {
    await invite()
    expect(await storage.check()).toEqual([])
    // A time of MariaDB's is a whole second: of two links in one second, either may be the newest.
    await script('delete from invitekit_challenges')
    const { service } = testService(storage, { clock, pepper: { ...pepper, also: 'none' } })
    await service.invitations.create({ email: 'bob@example.com', role: 'member' }, { actor: system, delivery: 'link' })
    expect(await storage.check()).toEqual([
      `The newest link is hashed with the key "p1": one that is made in plain SQL is worth nothing, unless "pepper.also" is 'none'.`,
    ])
  })
})

it('SQLite has no SHA-256, so there is no such statement for it', async () => {
  const address = await betterSqlite3.create()
  const db = new Kysely<unknown>({ dialect: (await betterSqlite3.access(address, null)).dialect })
  for (const name of ['sha256', 'sha2', 'sha3'])
    await expect(db.selectNoFrom((eb) => eb.fn(name, [eb.val('a')]).as('hash')).execute()).rejects.toThrow(
      'no such function',
    )
  await kyselyStorage(db).migrate()
  expect(await kyselyStorage(db).check()).toEqual([expect.stringContaining('no SHA-256')])
  await db.destroy()
  await betterSqlite3.drop(address)
})
