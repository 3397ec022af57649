import { CompiledQuery } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, run } from '../../examples/shared/database.ts'
import { PASSWORD, ROOT } from './events-flows.ts'
import { engines, type Tables } from './events-world.ts'
import { type ExampleApp, freePort, prepareExample, startExample } from './support/example-app.ts'

const NORTH = 'festival-du-nord'
const OLD = '0192d3a4-0000-7000-8000-000000000001'

describe.each(engines)('a users table that was there before, on $name', ({ create, name }) => {
  beforeAll(() => prepareExample('events'))

  it('is altered; the people in it stay active, and are what their columns said', async () => {
    const { url, drop } = await create()
    const { db } = openDatabase<Tables>({ url, file: '' })
    const uuid = name === 'PostgreSQL' ? 'uuid' : 'text'
    await run(db, [
      `create table users (id ${uuid} primary key, email text not null unique, org_id text, role_id text, password_hash text, theme text)`,
      `insert into users (id, email, org_id, role_id, theme) values ('${OLD}', 'old@example.com', '${NORTH}', 'ORG_ADMIN', 'dark')`,
      `insert into users (id, email, theme) values ('${OLD.replace(/1$/, '2')}', 'nobody@example.com', 'light')`,
    ])
    const start = async (use: (app: ExampleApp) => Promise<void>) => {
      const app = await startExample('events', { port: await freePort(), env: { DATABASE_URL: url, ...ROOT } })
      await use(app)
      await app.stop()
    }
    const people = () =>
      db.selectFrom('users').selectAll().where('email', '!=', ROOT.ADMIN_EMAIL).orderBy('email').execute()
    const stateOf = (row: Readonly<Record<string, unknown>>) =>
      [row['is_active'], row['profile_completed']].map(Boolean)

    await start(async (app) => {
      const rows = await people()
      expect(rows.map(stateOf)).toEqual([
        [true, true],
        [true, true],
      ])
      expect(rows[1]).toMatchObject({
        id: OLD,
        theme: 'dark',
        org_id: NORTH,
        role_id: 'ORG_ADMIN',
        invitation_id: null,
      })
      const post = (path: string, json: object, as = '') =>
        fetch(`${app.url}/api${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(as && { authorization: `Bearer ${as}` }) },
          body: JSON.stringify(json),
        })
      await post('/password/forgot', { email: 'old@example.com' })
      const { url: link } = await app.mailTo('old@example.com')
      await post('/password/reset', { token: link?.split('#')[1], password: PASSWORD })
      const { accessToken } = await (await post('/login', { email: 'old@example.com', password: PASSWORD })).json()
      const made = await post('/invitations', { email: 'new@example.com', role: 'ORG_MANAGER' }, accessToken)
      expect([made.status, (await made.json()).orgId]).toEqual([201, NORTH])
    })
    // A second start changes nobody: who was invited since is still invited, who lost a membership has none.
    await run(db, [`delete from invitekit_memberships where account_id = '${OLD}'`])
    await start(async () => {
      const rows = await people()
      expect(rows.map(stateOf)).toEqual([
        [false, false],
        [true, true],
        [true, true],
      ])
      const { rows: members } = await db.executeQuery(
        CompiledQuery.raw(`select * from invitekit_memberships where account_id = '${OLD}'`),
      )
      expect(members).toEqual([])
    })
    const indexes =
      name === 'PostgreSQL'
        ? `select indexname as name from pg_indexes where tablename = 'users'`
        : `select name from sqlite_master where type = 'index' and tbl_name = 'users'`
    const { rows } = await db.executeQuery<{ name: string }>(CompiledQuery.raw(indexes))
    const wanted = ['idx_users_invitation_id', 'idx_users_active_completed']
    expect(rows.map((row) => row.name)).toEqual(expect.arrayContaining(wanted))
    await db.destroy()
    await drop()
  })
})
