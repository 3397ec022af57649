import BetterSqlite3 from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { expect, it } from 'vitest'
import { kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { system } from '../../src/index.ts'
import { testService } from '../support/service.ts'

it('a transaction of the host’s on the only connection is not ended by a commit that finds it', async () => {
  const database = new BetterSqlite3(':memory:')
  const storage = kyselyStorage(new Kysely<unknown>({ dialect: new SqliteDialect({ database }) }))
  await storage.migrate()
  const { service } = testService(storage)
  const invite = () => service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: system })
  database.exec('create table notes (text text); begin; insert into notes values (1)')
  await expect(invite()).rejects.toThrow('within a transaction')
  expect(database.inTransaction).toBe(true)
  database.exec('commit')
  expect(database.prepare('select count(*) as n from notes').get()).toEqual({ n: 1 })
  await invite()
  database.close()
})

it('a commit of ours that fails is ended, whatever words the host’s trigger says it with', async () => {
  const database = new BetterSqlite3(':memory:')
  const storage = kyselyStorage(new Kysely<unknown>({ dialect: new SqliteDialect({ database }) }))
  await storage.migrate()
  const { service } = testService(storage)
  database.exec(`create trigger refuses before insert on invitekit_events
    begin select raise(abort, 'not within a transaction'); end`)
  const invited = service.invitations.create({ email: 'ada@example.com', role: 'member' }, { actor: system })
  await expect(invited).rejects.toThrow('within a transaction')
  expect(database.inTransaction).toBe(false)
  database.close()
})
