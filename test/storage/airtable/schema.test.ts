import { describe, expect, it } from 'vitest'
import type { AirtableOptions } from '../../../adapters/storage/airtable/index.ts'
import { createInviteService } from '../../../src/index.ts'
import type { AirtableTable } from '../../../src/testing/airtable/table.ts'
import { permissions } from '../../support/permissions.ts'
import { testBase } from './support/base.ts'
import { collaborators, mapping } from './support/collaborators.ts'

const wrongTokens: AirtableTable = {
  name: 'SIGNUP_TOKENS',
  fields: [
    { name: 'user_id', type: 'singleLineText' },
    { name: 'token', type: 'singleLineText' },
    { name: 'created_at', type: 'dateTime' },
    { name: 'expires_at', type: 'date' },
  ],
}

const signing = { keys: { current: { kid: 'k', privateKey: {} as never, publicKey: {} as never } } } as never

describe('check', () => {
  it('accepts a base that fits', async () => {
    const { open } = testBase({ tables: collaborators })
    await expect(open({ tables: mapping }).check()).resolves.toBeUndefined()
  })

  it('names every table that is missing', async () => {
    const { open } = testBase({ tables: [] })
    const error = await open({ tables: mapping })
      .check()
      .catch((caught: Error) => caught.message)
    expect(error).toBe(
      [
        'The Airtable base does not fit:',
        'There is no table "invitekit_log": run setup()',
        'There is no table "invitekit_log_snapshots": run setup()',
        'There is no table "COLLABORATEURS"',
        'There is no table "SIGNUP_TOKENS": run setup()',
      ].join('\n- '),
    )
  })

  it('names every field that is missing or of another type: numbers, dates without their time, options of a select', async () => {
    const [log, snapshots, people] = collaborators.map((table) => ({
      ...table,
      fields: table.fields.filter(({ name }) => name !== 'seq' && name !== 'Nom'),
    }))
    const fields = people?.fields.map((field) =>
      field.name === 'État' ? { ...field, options: { choices: [{ name: 'Actif' }] } } : field,
    )
    const tables = [log, snapshots, { ...people, fields }, wrongTokens] as readonly AirtableTable[]
    const error = await testBase({ tables })
      .open({ tables: mapping })
      .check()
      .catch((caught: Error) => caught.message)
    expect(error).toBe(
      [
        'The Airtable base does not fit:',
        'The table "invitekit_log" has no field "seq" (Autonumber)',
        'The table "COLLABORATEURS" has no field "Nom" (Single line text)',
        'The field "expires_at" of the table "SIGNUP_TOKENS" has the wrong type: it is "Date, without its time" and must be "Date, with "Include time""',
        'The field "État" of the table "COLLABORATEURS" has no option "Invité"',
        'The field "État" of the table "COLLABORATEURS" has no option "Suspendu"',
      ].join('\n- '),
    )
  })

  it('asks for no numbers where a register decides', async () => {
    const tables = collaborators.map((table) => ({
      ...table,
      fields: table.fields.filter(({ name }) => name !== 'seq'),
    }))
    const register = { claim: async (_: number, id: string) => id, read: async () => [] }
    await expect(testBase({ tables }).open({ register }).check()).resolves.toBeUndefined()
  })
})

describe('setup', () => {
  it('makes what the API makes, names the field that a person adds, and then all is there', async () => {
    const people = collaborators.filter(({ name }) => name === 'COLLABORATEURS')
    const { base, open, time } = testBase({ tables: people })
    const storage = open({ tables: mapping })
    await expect(storage.setup()).resolves.toEqual({
      made: ['The table "invitekit_log"', 'The table "invitekit_log_snapshots"', 'The table "SIGNUP_TOKENS"'],
      byHand: ['In the table "invitekit_log" add a field "seq" of the type "Autonumber"'],
    })
    await time.wait(2000)
    await expect(storage.check()).rejects.toThrow('has no field "seq"')
    base.edit('invitekit_log', { kind: 'add_field', field: { name: 'seq', type: 'autoNumber' } })
    await expect(storage.check()).resolves.toBeUndefined()
    await time.wait(2000)
    await expect(storage.setup()).resolves.toEqual({ made: [], byHand: [] })
  })

  it('adds fields to a table that has some of them', async () => {
    const half = { name: 'invitekit_log', fields: [{ name: 'commit_id', type: 'singleLineText' }] } as const
    const { open } = testBase({ tables: [half] })
    const { made } = await open().setup()
    expect(made).toContain('The field "data" of the table "invitekit_log"')
  })

  it('says that the table of people is missing', async () => {
    const { open } = testBase({ tables: [] })
    const { byHand } = await open({ tables: mapping }).setup()
    expect(byHand).toContain('Make the table "COLLABORATEURS": it is the table of your people')
  })
})

describe('the service', () => {
  const start = (storage: ReturnType<ReturnType<typeof testBase>['open']>, more: object = {}) =>
    createInviteService({ baseUrl: 'https://app.example.com', storage, permissions, ...more })

  it('starts only where the assumptions are named', () => {
    const { open } = testBase()
    expect(() => start(open({ acceptAssumptions: ['numbers-rise'] }))).toThrow(
      '"storage" rests on what nobody promises: name it in its option "acceptAssumptions" (visible-in-a-minute, nobody-edits-the-log)',
    )
    expect(() => start(open())).not.toThrow()
  })

  it('needs fewer of them where a register decides', () => {
    const register = { claim: async (_: number, id: string) => id, read: async () => [] }
    const { open } = testBase()
    expect(() => start(open({ acceptAssumptions: ['nobody-edits-the-log'], register }))).not.toThrow()
    expect(() => start(open({ acceptAssumptions: [], register }))).toThrow('(nobody-edits-the-log)')
  })

  it('refuses tokens that rotate', () => {
    const { open } = testBase()
    expect(() => start(open(), { sessions: { jwt: signing } })).toThrow(
      new TypeError('"storage" keeps opaque sessions only: leave "sessions.jwt" out'),
    )
  })
})

describe('options', () => {
  const { open } = testBase()
  const wrong: readonly (readonly [string, Partial<AirtableOptions>])[] = [
    ['base', { base: 'app/../x' }],
    ['token', { token: 'two words' }],
    ['acceptAssumptions', { acceptAssumptions: ['everything'] as never }],
    ['log', { log: 'a {log}' }],
    ['requestsPerSecond', { requestsPerSecond: 0 }],
    ['tables.accounts.email', { tables: { accounts: { ...mapping.accounts, email: '' } } }],
    ['tables.accounts.name', { tables: { accounts: { ...mapping.accounts, name: [] } } }],
    [
      'tables.accounts.state.values.invited',
      { tables: { accounts: { ...mapping.accounts, state: { field: 'a', values: {} as never } } } },
    ],
    ['tables.links.token', { tables: { links: { ...mapping.links, token: 'a}b' } } }],
    ['tables.people', { tables: { people: {} } as never }],
    ['endpont', { endpont: 'x' } as never],
  ]
  it.each(wrong)('name what is wrong: %s', (name, options) => {
    expect(() => open(options)).toThrow(TypeError)
    expect(() => open(options)).toThrow(`"${name}"`)
  })

  it('never repeat the token', () => {
    const token = 'pat SECRET'
    expect(() => open({ token })).toThrow(expect.not.stringContaining('SECRET') as never)
  })
})
