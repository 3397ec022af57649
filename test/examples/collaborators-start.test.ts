import { beforeAll, describe, expect, it } from 'vitest'
import { emulatedTables } from '../../examples/collaborators/src/emulated-base.ts'
import {
  ADMIN,
  openBase,
  prepareCollaborators,
  startCollaborators,
  type TestBase,
} from './support/collaborators-app.ts'

describe('the start of collaborators', () => {
  beforeAll(prepareCollaborators)

  /** What a start that comes to nothing says. */
  const refusal = async (base: TestBase | null, env: Readonly<Record<string, string>>): Promise<string> => {
    const error: unknown = await startCollaborators(base, env).catch((one: unknown) => one)
    return error instanceof Error ? error.message : 'it started'
  }

  it('has neither an emulator nor a development mailbox in production', async () => {
    const production = { NODE_ENV: 'production' }
    expect(await refusal(null, production)).toContain('SMTP_URL is missing')
    const smtp = { ...production, SMTP_URL: 'smtp://127.0.0.1:9' }
    expect(await refusal(null, smtp)).toContain('AIRTABLE_TOKEN and AIRTABLE_BASE are missing')
  })

  it('needs both the token and the base', async () => {
    expect(await refusal(null, { AIRTABLE_BASE: 'appAAAAAAAAAAAAAA' })).toContain(
      'AIRTABLE_TOKEN and AIRTABLE_BASE go together',
    )
  })

  it('makes what is missing in the base, and names the field that a person must add', async () => {
    const base = await openBase(emulatedTables.filter(({ name }) => name === 'COLLABORATEURS'))
    const said = await refusal(base, ADMIN)
    expect(said).toContain('made in the base: The table "SIGNUP_TOKENS"')
    expect(said).toContain('In the table "invitekit_log" add a field "seq" of the type "Autonumber"')
    expect(base.emulator.tables.map(({ name }) => name)).toContain('invitekit_log')
    await base.close()
  })

  it('refuses a first administrator with the address of somebody who is there already', async () => {
    const base = await openBase()
    const { email } = base.person('Ada Lovelace')
    expect(await refusal(base, { ...ADMIN, ADMIN_EMAIL: email })).toContain(
      'the first administrator needs another address',
    )
    await base.close()
  })
})
