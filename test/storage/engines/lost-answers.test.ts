import { CompiledQuery } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insert } from '../../../src/domain/change.ts'
import { type Change, system } from '../../../src/index.ts'
import { changeOf, sessionRow } from '../../../src/testing/trial.ts'
import { type CuttingProxy, cuttingProxy } from '../../support/engines/cutting-proxy.ts'
import { connectEngine, type EngineStore, openEngine } from '../../support/engines/open-engine.ts'
import { reachable } from '../../support/engines/reachable.ts'
import { refusalOf, type TestService, testService } from '../../support/service.ts'

// Real servers behind a real connection, which is cut when it matters.

const servers = (await reachable()).filter(({ server }) => server.sql !== 'sqlite')

describe.each(servers)('$name', (engine) => {
  /** The statement after which a commit is true. */
  const makesTrue = (statement: string) =>
    engine.form === 'statement' ? /insert into/i.test(statement) : /^commit$/i.test(statement)

  let direct: EngineStore
  let store: EngineStore
  let proxy: CuttingProxy
  /** What happens to the next commits, one after the other; nothing where it is empty. */
  let commits: ('before' | 'after')[]
  let t: TestService

  beforeEach(async () => {
    commits = []
    direct = await openEngine(engine)
    proxy = await cuttingProxy(direct.address)
    store = await connectEngine(engine, proxy.address, ({ side, statement }) => {
      const how = side === 'before' && makesTrue(statement) ? commits.shift() : undefined
      if (how) proxy.cut(how)
    })
    t = testService(store.storage)
  })
  afterEach(async () => {
    await store.close()
    await proxy.close()
    await direct.close()
  })

  const count = async (record: 'invitation' | 'session' | 'challenge' | 'event') => (await direct.rows(record)).length
  const invite = (email = 'ada@example.com') =>
    t.service.invitations.create({ email, role: 'member' }, { actor: system, delivery: 'link' })
  const change = (id: string): Change =>
    changeOf(id, [insert('session', sessionRow({ id: `session of ${id}`, hash: id, accountId: 'a' }))])

  it.each(['before', 'after'] as const)('a commit that is cut %s the server did it has one effect', async (when) => {
    commits = [when]
    const { outcome } = await store.storage.commit(change('c1'))
    expect(proxy.cuts()).toBe(1)
    const isThere = (await count('event')) === 1
    expect(await store.storage.committed('c1')).toEqual(isThere ? { keys: {} } : null)
    if (outcome !== 'undecided') expect({ outcome, isThere }).toEqual({ outcome: 'committed', isThere: true })
    expect(await store.storage.commit(change('c1'))).toMatchObject({ outcome: 'committed' })
    expect([await count('session'), await count('event')]).toEqual([1, 1])
  })

  it.each([[['after']], [['before']], [['before', 'after']], [['before', 'before', 'after']]] as const)(
    'through the service it is done once and told once: %j',
    async (how) => {
      const told: string[] = []
      t.service.on('invitation.created', ({ subject }) => void told.push(String(subject)))
      commits = [...how]
      const { id, token } = await invite()
      expect([commits, proxy.cuts()]).toEqual([[], how.length])
      expect([await count('invitation'), await count('challenge'), await count('event')]).toEqual([1, 1, 1])
      expect(await t.service.invitations.preview({ token: token ?? '' })).toMatchObject({ next: 'sign_up' })
      await Promise.resolve()
      expect(told).toEqual([id])
    },
  )

  it('of many at once, whose connections are cut, each has the effect that it was told', async () => {
    const emails = Array.from({ length: 24 }, (_, n) => `p${n}@example.com`)
    commits = ['after', 'before', 'after', 'before', 'after', 'before']
    const codes = await Promise.all(emails.map((email) => refusalOf(invite(email))))
    expect(proxy.cuts()).toBeGreaterThan(2)
    const there = new Set((await direct.rows('invitation')).map(({ email }) => email))
    expect(emails.map((email) => there.has(email))).toEqual(codes.map((code) => code === null))
    expect(codes.filter((code) => code !== null && code !== 'busy')).toEqual([])
    expect(await count('event')).toBe(there.size)
  })

  it('a server that ends every connection at any statement of a commit leaves all of it or nothing', async () => {
    const points: string[] = []
    const seen = await connectEngine(engine, direct.address, ({ side, statement }) => {
      if (side === 'before') points.push(statement)
    })
    await testService(seen.storage).service.invitations.create(
      { email: 'first@example.com', role: 'member' },
      { actor: system },
    )
    await seen.close()
    expect(points.length).toBeGreaterThan(1)
    for (const [n] of points.entries()) {
      let left = n
      const email = `p${n}@example.com`
      const cut = await connectEngine(engine, direct.address, async ({ side }) => {
        if (side === 'before' && left-- === 0) await endOthers(direct)
      })
      const { service } = testService(cut.storage)
      const made = await service.invitations.create({ email, role: 'member' }, { actor: system }).then(
        () => true,
        () => false,
      )
      const row = (await direct.rows('invitation')).find((invitation) => invitation.email === email)
      expect({ n, isThere: row !== undefined }).toEqual({ n, isThere: made })
      const events = (await direct.rows('event')).filter(({ subject }) => subject === (row?.id ?? 'nobody'))
      expect(events).toHaveLength(row ? 1 : 0)
      await service.invitations.create({ email: `after-${email}`, role: 'member' }, { actor: system })
      await cut.close()
    }
  })

  /** The server ends every connection to this database but the one that asks. */
  async function endOthers({ beside }: EngineStore): Promise<void> {
    const ask = async (sql: string) => (await beside.executeQuery<{ id: number }>(CompiledQuery.raw(sql))).rows
    if (engine.server.sql === 'postgres') {
      await ask(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`)
      return
    }
    const others = await ask(
      `select id as id from information_schema.processlist where db = database() and id <> connection_id()`,
    )
    for (const { id } of others) await ask(`kill ${id}`).catch(() => undefined)
  }
})
