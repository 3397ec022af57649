import { afterEach, describe, expect, it } from 'vitest'
import { mariadb } from '../support/engines/mariadb.ts'
import { postgres18 } from '../support/engines/postgres.ts'
import { betterSqlite3 } from '../support/engines/sqlite.ts'
import { garage } from '../support/hosts/garage.ts'
import type { Host } from '../support/hosts/host.ts'
import { openHost } from '../support/hosts/open-host.ts'
import { radio } from '../support/hosts/radio.ts'
import { whereReached } from '../support/where-reached.ts'

const servers = await whereReached([
  ['sqlite', betterSqlite3],
  ['postgres', postgres18],
  ['mariadb', mariadb],
] as const)

describe.each(servers)('the indexes that a host’s tables want on %s', (_name, server) => {
  let opened: Awaited<ReturnType<typeof openHost>>
  afterEach(() => opened.close())
  /** The notes of a check about indexes, after some statements. */
  const wanted = async (host: Host, ...statements: readonly string[]) => {
    opened = await openHost(server, host)
    await opened.storage.migrate()
    for (const statement of statements) await opened.sql(statement)
    return wishes()
  }
  const wishes = async () =>
    (await opened.storage.check()).flatMap(
      (note) => /^(.*) wants an index on (.*): without/.exec(note)?.slice(1).join(' ') ?? [],
    )
  const ofGarage = [
    'garage_members (garage_id, member_id)',
    'garage_members (garage_id, role, member_id)',
    'invites (garage_id, id)',
  ]

  it('are named by table and columns', async () => {
    expect(await wanted(garage)).toEqual(ofGarage)
    await opened.close()
    expect(await wanted(radio)).toEqual(['users (role, id)'])
  })

  it('are there with more columns behind, in any order of what is asked for by value, and as unique ones', async () => {
    expect(
      await wanted(
        garage,
        'create index a on garage_members (garage_id, member_id, role)',
        'create unique index b on garage_members (role, garage_id, member_id)',
        'create unique index c on invites (garage_id)',
      ),
    ).toEqual([])
  })

  it('are not there where the order is not, or not all rows', async () => {
    const some = server.sql === 'mysql' ? '' : 'create index d on invites (garage_id, id) where used_at is null'
    const others = [
      'create index a on garage_members (member_id, garage_id)',
      'create index b on garage_members (role, member_id, garage_id)',
      'create index c on invites (garage_id, email, id)',
    ]
    expect(await wanted(garage, ...others, ...(some ? [some] : []))).toEqual(ofGarage)
  })

  it('are there where the engine puts the key behind every index by itself', async () => {
    expect(await wanted(radio, 'create index a on users (role)')).toEqual(
      server.sql === 'postgres' ? ['users (role, id)'] : [],
    )
    await opened.close()
    expect((await wanted(garage, 'create index a on invites (garage_id)')).includes('invites (garage_id, id)')).toBe(
      server.sql !== 'mysql',
    )
  })

  it('are one more where the key of members begins with the scope', async () => {
    const schema: Host['schema'] = (engine) =>
      garage.schema(engine).map((statement) => statement.replace('(user_id, garage_id)', '(garage_id, user_id)'))
    expect(await wanted({ ...garage, schema })).toEqual([
      ...ofGarage.slice(0, 2),
      'garage_members (user_id)',
      ofGarage[2],
    ])
    await opened.sql('create index people on garage_members (user_id)')
    expect(await wishes()).toEqual(ofGarage)
  })

  it('are asked of the host for what its table has, and made for what is beside it', async () => {
    const state: Host = {
      name: 'a state in a column',
      schema: (engine) => {
        const exact = engine === 'mysql' ? ' character set utf8mb4 collate utf8mb4_bin' : ''
        return [`create table offers (id varchar(40)${exact} primary key, state varchar(20)${exact} not null)`]
      },
      mapping: () => ({ invitation: { table: 'offers', columns: { id: 'id', status: 'state' } } }),
    }
    expect(await wanted(state)).toEqual(['offers (state, id)'])
    const printed = await opened.storage.migrationSql()
    const names = [...printed.matchAll(/index (?:if not exists )?["`](invitekit_invitations_\w+)["`]/g)].map(
      ([, name]) => name,
    )
    expect(names).toEqual(['invitekit_invitations_scope', 'invitekit_invitations_account_id'])
  })
})
