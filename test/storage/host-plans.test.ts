import { CompiledQuery, Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KyselyStorage, kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { type Actor, system } from '../../src/index.ts'
import { postgres18 } from '../support/engines/postgres.ts'
import { betterSqlite3 } from '../support/engines/sqlite.ts'
import { garage } from '../support/hosts/garage.ts'
import { radio } from '../support/hosts/radio.ts'
import { goodPassword, type TestService, testService } from '../support/service.ts'
import { whereReached } from '../support/where-reached.ts'

// Hosts whose tables are full, with what `check` wants of them: each statement that a service sends is explained, before the
// indexes are there and after.

const MANY = 20_000
const HERE = '6f1c2a34-5b6d-4e7f-8a9b-100000000007'

interface Sent {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** The verb that sent it first. */
  readonly by: string
}

type Ask = (sql: string, parameters?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>

/** Tables of ours that are not full here: `query-plans.test.ts` is about them. */
const empty = /invitekit_(challenges|sessions|refresh_tokens|messages|events)/

/** The tables, by their aliases, that a statement reads from end to end, or along an index until it has enough. */
const scans = {
  sqlite: async (ask: Ask, { sql, parameters }: Sent) => {
    const steps = (await ask(`explain query plan ${sql}`, parameters)).map(({ detail }) => String(detail))
    const isShort = (step: string) => /^SCAN (CONSTANT ROW|base|page|json_each|\(subquery|\d+-ROW VALUES)/.test(step)
    return steps.filter((step) => /^SCAN|AUTOMATIC/.test(step) && !isShort(step) && !empty.test(step))
  },
  postgres: async (ask: Ask, { sql, parameters }: Sent) => {
    const [row] = await ask(`explain (format json) ${sql}`, parameters)
    return nodesOf(row?.['QUERY PLAN']).flatMap((node) => {
      const isScan =
        node['Node Type'] === 'Seq Scan' || (/^Index/.test(String(node['Node Type'])) && !node['Index Cond'])
      return isScan && !empty.test(String(node['Relation Name'])) ? [`${node['Node Type']} ${node['Alias']}`] : []
    })
  },
}

type Json = { readonly [key: string]: unknown }

const nodesOf = (value: unknown): readonly Json[] => {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.values(value).flatMap(nodesOf)
  return 'Node Type' in value ? [value as Json, ...inner] : inner
}

const series = `with recursive series (n) as (select 1 union all select n + 1 from series where n < ${MANY})`
type Cast = (text: string, type: string) => string

/** Statements that fill the tables of a host. */
const crowds: { readonly [name in string]?: (cast: Cast) => readonly string[] } = {
  garage: (cast) => {
    const key = cast(`('6f1c2a34-5b6d-4e7f-8a9b-' || (100000000000 + n))`, 'uuid')
    const place = `case when n % 4 > 0 then ${cast(`('6f1c2a34-5b6d-4e7f-8a9b-' || (100000000000 + n % 400))`, 'uuid')} end`
    const [past, later] = [`'2020-01-01 00:00:00'`, `'2040-01-01 00:00:00'`].map((time) => cast(time, 'timestamptz'))
    return [
      `insert into users (id, email, created_at) ${series} select ${key}, 'p' || n || '@x.example', ${past} from series`,
      `insert into garage_members (garage_id, user_id, role) ${series}
        select ${place}, ${key}, case when n % 1000 = 0 then 'owner' else 'member' end from series`,
      `insert into invites (id, garage_id, email, token, expires_at, used_at) ${series}
        select ${key}, ${place}, 'p' || n || '@x.example', 't' || n, ${later}, case when n % 2 = 0 then ${past} end from series`,
    ]
  },
  radio: (cast) => [
    `insert into users (email, role, is_active, theme) ${series}
      select 'p' || n || '@x.example', case when n % 1000 = 0 then 'owner' when n % 3 = 0 then 'member' end, n % 10 > 0, 'x' from series`,
    `insert into invite_tokens (token, email, expires_at, used) ${series}
      select 't' || n, 'p' || n || '@x.example', ${cast(`'2040-01-01 00:00:00'`, 'timestamp')}, n % 2 = 0 from series`,
  ],
}

/** What a service reads of accounts, members and invitations: by key, by scope, by role; and whole lists. */
async function traffic({ service }: TestService, scope: string, step: (name: string) => void): Promise<void> {
  const join = async (email: string, where: string): Promise<Actor & { type: 'account' }> => {
    const offer = { email, role: 'owner', scope: where } as const
    const { token } = await service.invitations.create(offer, { actor: system, delivery: 'link' })
    await service.invitations.preview({ token: token ?? '' })
    const { account } = await service.invitations.accept(
      { token: token ?? '', password: goodPassword },
      { session: true },
    )
    return { type: 'account', id: account.id }
  }
  step('create and accept')
  const ada = await join('ada@example.com', scope)
  await join('bea@example.com', scope)
  const actor = await join('cleo@example.com', '*')
  const offer = { email: 'dora@example.com', role: 'member', scope } as const
  const { id } = await service.invitations.create(offer, { actor, delivery: 'link' })
  step('get, resend, revoke')
  await service.invitations.get(id, { actor })
  await service.invitations.resend(id, { actor })
  await service.invitations.revoke(id, { actor })
  step('log in')
  const login = await service.sessions.login({ login: 'ada@example.com', password: goodPassword })
  await service.sessions.check(login.sessionToken)
  step('drain')
  await service.outbox.drain({ limit: 5 })
  step('manage a person')
  await service.accounts.get(ada.id, { actor })
  await service.accounts.updateMembership(ada.id, scope, { role: 'member' }, { actor })
  await service.accounts.suspend(ada.id, { actor })
  for (const inScope of scope === '*' ? [{}, { scope }] : [{}, { scope: '*' }, { scope }]) {
    const where = inScope.scope === HERE ? 'in one place' : 'everywhere'
    for (const status of [undefined, 'pending', 'expired', 'accepted', 'revoked'] as const) {
      step(`invitations ${where}`)
      const list = { ...inScope, ...(status && { status }) }
      const { next } = await service.invitations.list(list, { actor })
      if (next) await service.invitations.list({ ...list, after: next }, { actor })
    }
    for (const status of [undefined, 'invited', 'active', 'suspended'] as const) {
      step(`accounts ${where}`)
      const list = { ...inScope, ...(status && { status }) }
      const { next } = await service.accounts.list(list, { actor })
      if (next) await service.accounts.list({ ...list, after: next }, { actor })
    }
  }
  step('purge')
  await service.purge({ keep: '30d' })
}

/** What asks for all people or invitations, or for those in a state: no index has that. */
const walks = ['invitations everywhere', 'accounts everywhere', 'purge']

const hosts = [
  [
    garage,
    HERE,
    ['garage_members (garage_id, member_id)', 'garage_members (garage_id, role, member_id)', 'invites (garage_id, id)'],
  ],
  [radio, '*', ['users (role, id)']],
] as const
const servers = await whereReached([
  ['sqlite', betterSqlite3],
  ['postgres', postgres18],
] as const)
const cells = servers.flatMap(([name, server]) =>
  hosts.map(([host, ...rest]) => [host.name, name, server, host, ...rest] as const),
)

describe.each(cells)('the tables of %s on %s', (_host, _name, server, host, scope, wanted) => {
  let address: string
  let db: Kysely<unknown>
  let storage: KyselyStorage
  let before: readonly string[]
  const sent = new Map<string, Sent>()
  const ask: Ask = async (sql, parameters = []) =>
    (await db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(sql, [...parameters]))).rows
  const isPostgres = server.sql === 'postgres'

  /** Everything that is scanned, with the verb that does it. */
  const scanned = async () => {
    const found: string[] = []
    for (const one of sent.values())
      for (const scan of await scans[isPostgres ? 'postgres' : 'sqlite'](ask, one)) found.push(`${one.by}: ${scan}`)
    return [...new Set(found)]
  }
  const wants = async () => (await storage.check()).filter((note) => note.includes('wants an index'))

  beforeAll(async () => {
    let by: string | null = null
    address = await server.create()
    db = new Kysely<unknown>({
      dialect: (await server.access(address, null)).dialect,
      log: ({ query: { sql, parameters } }) => {
        const isRead = /^(with|select|insert|update|delete) /i.test(sql)
        if (by !== null && isRead && !sent.has(sql)) sent.set(sql, { sql, parameters, by })
      },
    })
    for (const statement of host.schema(server.sql)) await ask(statement)
    const cast: Cast = (text, type) => (isPostgres ? `${text}::${type}` : text)
    for (const statement of crowds[host.name]?.(cast) ?? []) await ask(statement)
    storage = kyselyStorage(db, { mapping: host.mapping(server.sql) })
    await storage.migrate()
    await ask('analyze')
    await traffic(testService(storage), scope, (name) => {
      by = name
    })
    by = null
    before = await scanned()
  }, 60_000)
  afterAll(async () => {
    await db.destroy()
    await server.drop(address)
  })

  const isWalk = (found: string) => walks.some((walk) => found.startsWith(`${walk}: `))

  it('are scanned without the indexes that the check names', async () => {
    expect(sent.size).toBeGreaterThan(30)
    expect(before.filter((found) => !isWalk(found))).not.toEqual([])
    expect(await wants()).toEqual(
      wanted.map((index) => `${index.replace(' (', ' wants an index on (')}: without it reads pass by all its rows.`),
    )
  })

  it('are not with them, except for lists of everything, and for people whose invitation died', async () => {
    for (const [n, index] of wanted.entries()) await ask(`create index wanted_${n} on ${index}`)
    await ask('analyze')
    expect(await wants()).toEqual([])
    expect((await scanned()).filter((found) => !isWalk(found))).toEqual([])
  })
})
