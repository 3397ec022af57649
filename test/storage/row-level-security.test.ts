import { Kysely } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { system } from '../../src/index.ts'
import { hashSecret } from '../../src/tokens/secret.ts'
import { postgres18 } from '../support/engines/postgres.ts'
import { reach } from '../support/engines/reachable.ts'
import { goodPassword, person, testClock, testService, tokenIn } from '../support/service.ts'
import { traffic } from './plans/traffic.ts'
import { sqlBlock } from './sql-blocks.ts'

// Roles belong to a server and not to a database, so this runs on the one that a test run has for itself.

const logins = {
  rls_owner: '',
  rls_app: 'in role invitekit_app',
  rls_purge: 'in role invitekit_purge',
  rls_web: 'in role invitekit_web',
  rls_stranger: '',
} as const
type Login = keyof typeof logins

const tables = [
  'accounts',
  'memberships',
  'invitations',
  'challenges',
  'sessions',
  'refresh_tokens',
  'messages',
  'events',
].map((name) => `invitekit_${name}`)

/** The same database for another log-in. */
function asLogin(address: string, login: Login | 'postgres'): string {
  const url = new URL(address)
  if (url.searchParams.has('user')) url.searchParams.set('user', login)
  else url.username = login
  return url.href
}

const DENIED = '42501'

describe.skipIf('missing' in (await reach(postgres18)))(
  'roles and row-level security, as the document has them',
  () => {
    let address: string
    const open: Kysely<unknown>[] = []

    const storageAs = async (login: Login, commit: 'statement' | 'transaction' = 'statement') => {
      const { dialect } = await postgres18.access(asLogin(address, login), null)
      const db = new Kysely<unknown>({ dialect })
      open.push(db)
      return kyselyStorage(db, { commit })
    }
    const ask = async (login: Login | 'postgres', sql: string, parameters: unknown[] = []) => {
      const client = new pg.Client({ connectionString: asLogin(address, login) })
      await client.connect()
      try {
        return (await client.query<Record<string, unknown>>(sql, parameters)).rows
      } finally {
        await client.end()
      }
    }
    /** How the database answers: the code of its error, or how many rows. */
    const answerTo = (login: Login, sql: string): Promise<string | number> =>
      ask(login, sql).then(
        (rows) => rows.length,
        (error: unknown) => String(Reflect.get(Object(error), 'code')),
      )
    const everyAnswer = async (login: Login, statements: readonly string[]) =>
      Promise.all(statements.map(async (sql) => [sql, await answerTo(login, sql)] as const))

    beforeAll(async () => {
      address = await postgres18.create()
      await ask('postgres', 'create role rls_owner login')
      const database = new URL(address).pathname.slice(1)
      await ask('postgres', `alter database ${database} owner to rls_owner`)
      // Somebody who gives every new table to everybody, as hosts of the web do.
      await ask('rls_owner', 'alter default privileges grant all on tables to public')
      await (await storageAs('rls_owner')).migrate()
      await ask('rls_owner', 'create table salaries (name text)')
      await ask('rls_owner', 'revoke all on salaries from public')
      await ask('postgres', sqlBlock('PostgreSQL: roles'))
      await ask('postgres', sqlBlock('PostgreSQL: validation by hash'))
      for (const [login, rest] of Object.entries(logins))
        if (login !== 'rls_owner') await ask('postgres', `create role ${login} login ${rest}`)
    })
    afterAll(async () => {
      for (const db of open) await db.destroy()
      await postgres18.drop(address)
      const elsewhere = await postgres18.create()
      const client = new pg.Client({ connectionString: elsewhere })
      await client.connect()
      const groups = ['invitekit_purge', 'invitekit_app', 'invitekit_web', 'invitekit_reader']
      for (const role of [...Object.keys(logins), ...groups]) await client.query(`drop role if exists ${role}`)
      await client.end()
      await postgres18.drop(elsewhere)
    })

    it.each(['statement', 'transaction'] as const)(
      'the application’s role can do all that the service does, by %s, and another one purges',
      async (form) => {
        const steps = new Set<string>()
        const [app, purger] = [await storageAs('rls_app', form), await storageAs('rls_purge', form)]
        await app.check()
        await traffic(app, `${form}.example`, (step) => steps.add(step), purger)
        expect(steps.size).toBeGreaterThan(50)
        expect([...steps].at(-1)).toBe('purge')
      },
    )

    it('the role that purges takes what is dead, and the application’s role may not', async () => {
      const clock = testClock()
      const app = testService(await storageAs('rls_app'), { clock, invitations: { accounts: 'beforehand' } })
      await person(app, 'ida@example.com', 'owner')
      const made = await app.service.invitations.create(
        { email: 'jo@example.com', role: 'member' },
        { actor: system, delivery: 'both' },
      )
      await app.drained()
      await app.service.sessions.login({ login: 'ida@example.com', password: goodPassword })
      await app.service.invitations.revoke(made.id, { actor: system })
      clock.advance(100 * 86_400_000)
      const counts = async () =>
        Promise.all(
          tables.map(async (table) => Number((await ask('postgres', `select count(*) as n from ${table}`))[0]?.['n'])),
        )
      const before = await counts()
      await expect(app.service.purge({ keep: '1d' })).rejects.toMatchObject({ code: DENIED })
      expect(await counts()).toEqual(before)
      const purging = testService(await storageAs('rls_purge'), { clock })
      let removed = 0
      for (let gone = 1; gone > 0; removed += gone) gone = (await purging.service.purge({ keep: '1d' })).removed
      const after = await counts()
      expect(removed).toBeGreaterThan(10)
      expect(tables.filter((_, n) => (after[n] ?? 0) > (before[n] ?? 0))).toEqual([])
      // Of the events only those that tell of the purge are left.
      expect(await ask('postgres', 'select distinct type from invitekit_events')).toEqual([{ type: 'account.removed' }])
      const [gone] = await ask(
        'postgres',
        `select count(*) as n from invitekit_accounts where email = 'jo@example.com'`,
      )
      expect(gone).toEqual({ n: '0' })
    })

    it('the application’s role can change no schema, empty no table, rewrite no history, and see nothing else', async () => {
      const statements = [
        'select * from salaries',
        'select * from pg_authid',
        'alter table invitekit_accounts add column mine text',
        'alter table invitekit_accounts disable row level security',
        'alter table invitekit_accounts no force row level security',
        'drop policy invitekit_app on invitekit_accounts',
        'create policy mine on invitekit_accounts using (true)',
        'drop table invitekit_events',
        'create table mine (n int)',
        'create index mine on invitekit_accounts (email)',
        'create trigger mine before insert on invitekit_events execute function suppress_redundant_updates_trigger()',
        'delete from invitekit_invitations',
        'delete from invitekit_accounts',
        'delete from invitekit_events',
        'delete from invitekit_challenges',
        `update invitekit_events set data = '{}'`,
        `update invitekit_events set actor = 'somebody else'`,
        `update invitekit_challenges set hash = 'of a link of mine'`,
        `update invitekit_challenges set subject_id = 'mine'`,
        `update invitekit_invitations set role = 'owner'`,
        `update invitekit_invitations set email = 'me@example.com'`,
        `update invitekit_invitations set scope = '*'`,
        `update invitekit_memberships set account_id = 'me'`,
        `update invitekit_sessions set account_id = 'me'`,
        `update invitekit_refresh_tokens set session_id = 'mine'`,
        `update invitekit_messages set email = 'me@example.com'`,
        'update invitekit_migration set name = name',
        'set role rls_owner',
        'set session_replication_role = replica',
        ...tables.map((table) => `truncate ${table}`),
      ]
      const answers = await everyAnswer('rls_app', statements)
      expect(answers).toEqual(statements.map((sql) => [sql, DENIED]))
      expect(await answerTo('rls_app', 'select id from invitekit_accounts limit 1')).toBe(1)
      // Granting on what it was granted is only warned of, and does nothing.
      await answerTo('rls_app', 'grant select on invitekit_sessions to rls_stranger')
      expect(await answerTo('rls_stranger', 'select * from invitekit_sessions')).toBe(DENIED)
    })

    it('the role that purges can delete what is dead, and no more than the application otherwise', async () => {
      const statements = [
        'delete from invitekit_invitations',
        `update invitekit_events set data = '{}'`,
        'truncate invitekit_events',
        'alter table invitekit_events disable row level security',
        'select * from salaries',
      ]
      expect(await everyAnswer('rls_purge', statements)).toEqual(statements.map((sql) => [sql, DENIED]))
    })

    it('whoever has no policy sees no row, whatever they were granted: the owner, and a role that came later', async () => {
      await ask('postgres', `grant select on ${tables.join()} to rls_stranger`)
      expect(Number((await ask('postgres', 'select count(*) as n from invitekit_accounts'))[0]?.['n'])).toBeGreaterThan(
        0,
      )
      for (const login of ['rls_owner', 'rls_stranger'] as const)
        for (const table of tables) expect([table, await answerTo(login, `select * from ${table}`)]).toEqual([table, 0])
      expect(await answerTo('rls_owner', `update invitekit_accounts set status = 'active' returning id`)).toBe(0)
    })

    it('the web’s role can do nothing with any table', async () => {
      const statements = [...tables, 'salaries', 'invitekit_migration', 'invitekit_migration_lock'].flatMap((table) => [
        `select * from ${table}`,
        `select count(*) from ${table}`,
        `select 1 from ${table} limit 1`,
        `insert into ${table} select * from ${table}`,
        `delete from ${table}`,
        `truncate ${table}`,
      ])
      statements.push(
        `update invitekit_invitations set status = 'pending'`,
        `copy invitekit_sessions to stdout`,
        'set role invitekit_reader',
        'set role invitekit_app',
        'create table mine (n int)',
        `create or replace function invitekit_validate(hash text) returns text language sql as 'select 1'`,
        'alter function invitekit_validate(text) security invoker',
      )
      expect(await everyAnswer('rls_web', statements)).toEqual(statements.map((sql) => [sql, DENIED]))
    })

    describe('validation by hash', () => {
      const clock = { now: () => Date.now() } // that of the database
      const validate = (hash: string | null, login: Login = 'rls_web') =>
        ask(login, 'select * from invitekit_validate($1)', [hash])
      const service = async (options = {}) => testService(await storageAs('rls_app'), { clock, ...options })
      const invited = async (email: string) => {
        const t = await service()
        const made = await t.service.invitations.create({ email, role: 'member' }, { actor: system, delivery: 'link' })
        return { t, made, hash: hashSecret('invitation', made.token ?? '') }
      }

      it('gives what one live invitation offers, for the exact hash of its secret', async () => {
        const { made, hash } = await invited('kim@example.com')
        await invited('lea@example.com')
        expect(await validate(hash)).toEqual([
          { email: 'kim@example.com', scope: '*', role: 'member', expires_at: String(made.expiresAt.getTime()) },
        ])
      })

      it('gives nothing for anything else', async () => {
        const { made, hash } = await invited('max@example.com')
        const near = [
          hash.slice(0, -1),
          `${hash} `,
          ` ${hash}`,
          hash.toUpperCase(),
          hash.replace(/^./, '_'),
          `p1:${hash}`,
        ]
        const wild = [
          '',
          '%',
          '_',
          `${hash}%`,
          `' or true --`,
          made.token ?? '',
          made.id,
          hashSecret('reset', made.token ?? ''),
        ]
        for (const other of [...near, ...wild, null]) expect(await validate(other), String(other)).toEqual([])
      })

      it('gives nothing once the invitation has ended, whatever ended it', async () => {
        const [revoked, accepted, resent] = [
          await invited('n1@example.com'),
          await invited('n2@example.com'),
          await invited('n3@example.com'),
        ]
        await revoked.t.service.invitations.revoke(revoked.made.id, { actor: system })
        await accepted.t.service.invitations.accept({ token: accepted.made.token ?? '', password: goodPassword })
        const again = await resent.t.service.invitations.resend(resent.made.id, { actor: system, delivery: 'link' })
        for (const { hash } of [revoked, accepted, resent]) expect(await validate(hash)).toEqual([])
        expect(await validate(hashSecret('invitation', again.token ?? ''))).toHaveLength(1)
        const expired = await invited('n4@example.com')
        expect(await validate(expired.hash)).toHaveLength(1)
        await ask('postgres', 'update invitekit_invitations set expires_at = $1 where id = $2', [
          Date.now() - 1,
          expired.made.id,
        ])
        expect(await validate(expired.hash)).toEqual([])
        const full = await invited('n5@example.com')
        await ask('postgres', 'update invitekit_invitations set used = seats where id = $1', [full.made.id])
        expect(await validate(full.hash)).toEqual([])
      })

      it('is of invitations alone: a reset link is none', async () => {
        const t = await service()
        await person(t, 'oda@example.com', 'member')
        await t.service.resets.request({ email: 'oda@example.com' })
        const token = tokenIn((await t.drained()).find(({ to }) => to === 'oda@example.com'))
        const hash = hashSecret('reset', token)
        expect((await ask('postgres', 'select 1 from invitekit_challenges where hash = $1', [hash])).length).toBe(1)
        expect(await validate(hash)).toEqual([])
      })

      it('cannot be led astray by tables and functions of the caller’s own', async () => {
        const [live, expired] = [await invited('pia@example.com'), await invited('pio@example.com')]
        await ask('postgres', 'update invitekit_invitations set expires_at = 1 where id = $1', [expired.made.id])
        await ask('postgres', 'create schema mischief authorization rls_web')
        const client = new pg.Client({ connectionString: asLogin(address, 'rls_web') })
        await client.connect()
        const always = `returns timestamptz language sql as 'select to_timestamp(0)'`
        await client.query(`create function mischief.clock_timestamp() ${always}`)
        await client.query('grant usage on schema mischief to public')
        await client.query('create temp table invitekit_challenges (hash text)')
        await client.query('set search_path = pg_temp, mischief, public, pg_catalog')
        const asked = async (hash: string) =>
          (await client.query('select email from public.invitekit_validate($1)', [hash])).rows
        const [found, lapsed] = [await asked(live.hash), await asked(expired.hash)]
        await client.end()
        expect([found, lapsed]).toEqual([[{ email: 'pia@example.com' }], []])
      })

      it('may be called by whom it was granted to', async () => {
        const { hash } = await invited('quin@example.com')
        for (const login of ['rls_stranger', 'rls_app'] as const)
          await expect(validate(hash, login)).rejects.toMatchObject({ code: DENIED })
      })

      it('reads by the index of the hash, with the policies on top', async () => {
        const client = new pg.Client({ connectionString: asLogin(address, 'postgres') })
        await client.connect()
        for (const sql of ['set role invitekit_reader', 'set enable_seqscan = off', 'set enable_bitmapscan = off'])
          await client.query(sql)
        const asked = `explain select subject_id from invitekit_challenges c where c.hash = 'abc'::text and c.purpose = 'invitation'`
        const { rows } = await client.query<{ 'QUERY PLAN': string }>(asked)
        await client.end()
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
        expect(plan).toContain('invitekit_challenges_hash')
        expect(plan).toMatch(/Index Cond: \(hash = 'abc'::text\)/)
      })

      it('its owner can read these columns of live rows, and nothing else', async () => {
        const client = new pg.Client({ connectionString: asLogin(address, 'postgres') })
        await client.connect()
        await client.query('set role invitekit_reader')
        const { rows } = await client.query(`select count(*) as n from invitekit_invitations where status <> 'pending'`)
        expect(rows).toEqual([{ n: '0' }])
        for (const sql of [
          'select * from invitekit_challenges',
          'select metadata from invitekit_invitations',
          'select 1 from invitekit_accounts',
          'select 1 from invitekit_sessions',
          `update invitekit_invitations set status = 'pending'`,
        ])
          await expect(client.query(sql), sql).rejects.toMatchObject({ code: DENIED })
        await client.end()
      })
    })
  },
)
