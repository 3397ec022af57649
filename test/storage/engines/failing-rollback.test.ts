import { CompiledQuery } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { system } from '../../../src/index.ts'
import { type EngineStore, openEngine } from '../../support/engines/open-engine.ts'
import { reachable } from '../../support/engines/reachable.ts'
import { person, type TestService, testService } from '../../support/service.ts'

const servers = (await reachable()).filter(({ server, form }) => server.sql !== 'sqlite' && form === 'transaction')

describe.each(servers)('$name', ({ server, ...engine }) => {
  let store: EngineStore
  let t: TestService
  /** What the driver throws, once each, and when. */
  let faults: { side: 'before' | 'after'; statement: RegExp; error: Error }[]

  beforeEach(async () => {
    faults = []
    store = await openEngine({ server, ...engine }, ({ side, statement }) => {
      const fault = faults.findIndex((one) => one.side === side && one.statement.test(statement))
      for (const { error } of fault < 0 ? [] : faults.splice(fault, 1)) throw error
    })
    t = testService(store.storage)
  })
  afterEach(() => store.close())

  const invite = (email: string) => t.service.invitations.create({ email, role: 'member' }, { actor: system })

  /** Connections to the database that hang in a transaction. */
  async function hanging(): Promise<number> {
    const sql =
      server.sql === 'postgres'
        ? `select count(*) as n from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`
        : `select count(*) as n from information_schema.innodb_trx t
            join information_schema.processlist p on p.id = t.trx_mysql_thread_id where p.db = database()`
    const { rows } = await store.beside.executeQuery<{ n: unknown }>(CompiledQuery.raw(sql))
    return Number(rows[0]?.n)
  }

  const failure = {
    side: 'before',
    statement: /insert into.*invitekit_events/s,
    error: new Error('The first error'),
  } as const
  const refused = (side: 'before' | 'after') =>
    ({ side, statement: /^rollback$/i, error: new Error('The rollback failed') }) as const

  it.each(['before', 'after'] as const)(
    'a rollback that fails %s it took effect keeps the first error, and leaves no transaction open',
    async (side) => {
      faults = [failure, refused(side)]
      await expect(invite('ada@example.com')).rejects.toThrow('The first error')
      expect(faults).toEqual([])
      await expect.poll(hanging).toBe(0)
      expect(await store.rows('invitation')).toEqual([])
    },
  )

  it('its connection is used by nobody again', async () => {
    const owner = await person(t, 'owner@example.com', 'owner')
    for (let n = 0; n < 3; n++) {
      faults = [failure, refused('before')]
      await expect(invite(`lost-${n}@example.com`)).rejects.toThrow('The first error')
    }
    // Through a connection that hangs in a transaction, nothing of this would be seen by others.
    const emails = Array.from({ length: 12 }, (_, n) => `p${n}@example.com`)
    await Promise.all(emails.map(invite))
    expect((await store.rows('invitation')).map(({ email }) => email).toSorted()).toEqual(emails.toSorted())
    // The lock of a lost guard would make this wait for ever.
    await t.service.accounts.updateMembership(owner.id, '*', { permissions: ['pages.write'] }, { actor: system })
    expect(await store.rows('membership')).toMatchObject([{ permissions: ['pages.write'] }])
  })

  it('a BEGIN whose answer is lost leaves no transaction open either', async () => {
    await invite('first@example.com')
    faults = [{ side: 'after', statement: /^(begin|start)/i, error: new Error('The answer to BEGIN is lost') }]
    await invite('ada@example.com').catch(() => undefined)
    expect(faults).toEqual([])
    await expect.poll(hanging).toBe(0)
    const emails = Array.from({ length: 12 }, (_, n) => `p${n}@example.com`)
    for (const email of emails) await invite(email)
    const there = (await store.rows('invitation')).map(({ email }) => email)
    expect(there).toEqual(expect.arrayContaining(emails))
  })
})
