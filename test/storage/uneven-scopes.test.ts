import { CompiledQuery, Kysely } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kyselyStorage } from '../../adapters/storage/kysely/index.ts'
import { previewPlan } from '../../src/service/plans.ts'
import { postgres18 } from '../support/engines/postgres.ts'
import { asking, postgres } from './plans/judges.ts'

// One scope has thousands of members, all others one. Where PostgreSQL counts on the average, an index of the scopes alone
// looks as good as that of the key; statistics are never exact, and here they say that no two members share a scope.

const MEMBERS = 2000

let address: string
let db: Kysely<unknown>
let read: { readonly sql: string; readonly parameters: readonly unknown[] } | null = null

beforeAll(async () => {
  address = await postgres18.create()
  const { dialect } = await postgres18.access(address, null)
  db = new Kysely<unknown>({
    dialect,
    log: ({ query }) => {
      read = query
    },
  })
  await kyselyStorage(db).migrate()
  for (const sql of [
    `insert into invitekit_accounts (id, email, status, epoch, profile, created_at)
       select 'a' || n, 'a' || n || '@example.com', 'active', 0, '{}', 0 from generate_series(1, ${MEMBERS * 2}) as s(n)`,
    `insert into invitekit_memberships (id, account_id, scope, role, permissions, created_at)
       select 'm' || n, 'a' || n, case when n > ${MEMBERS} then 'crowd' else 's' || n end, 'member', '[]', 0
       from generate_series(1, ${MEMBERS * 2}) as s(n)`,
    `insert into invitekit_invitations (id, open_key, email, domains, scope, role, permissions, metadata, profile, status,
       generation, seats, used, delivery, created_by, created_at, expires_at)
       select 'i' || n, 'new' || n, 'new' || n || '@example.com', '[]', 'crowd', 'member', '[]', '{}', '{}', 'pending',
         0, 1, 0, 'none', 'a${MEMBERS + 1}', 0, 0 from generate_series(1, ${MEMBERS}) as s(n)`,
    `insert into invitekit_challenges (id, hash, purpose, subject_id, generation, status, created_at, expires_at)
       select 'c' || n, 'h' || n, 'invitation', 'i' || n, 0, 'open', 0, 0 from generate_series(1, ${MEMBERS}) as s(n)`,
    'alter table invitekit_memberships alter column scope set (n_distinct = -1)',
    'analyze',
  ])
    await db.executeQuery(CompiledQuery.raw(sql))
})
afterAll(async () => {
  await db.destroy()
  await postgres18.drop(address)
})

it('a link into a crowded scope passes by none of its members', async () => {
  const [found] = await kyselyStorage(db).load(previewPlan, [{ hash: 'h1', email: null }])
  expect([found?.invitation?.scope, found?.inviterMembership?.role, found?.account]).toEqual(['crowd', 'member', null])
  const { sql, parameters } = read ?? { sql: '', parameters: [] }
  const { complaints } = await db.connection().execute((one) => postgres(asking(one), sql, parameters))
  expect(complaints).toEqual([])
})
