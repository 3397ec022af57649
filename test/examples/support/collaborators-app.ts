import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createProduct } from '../../../examples/collaborators/src/create-product.ts'
import { emulatedTables } from '../../../examples/collaborators/src/emulated-base.ts'
import { openStorage, tables } from '../../../examples/collaborators/src/storage.ts'
import { system } from '../../../src/index.ts'
import {
  type AirtableCells,
  type AirtableEmulator,
  type AirtableTable,
  airtableEmulator,
} from '../../../src/testing.ts'
import { type ExampleApp, freePort, prepareExample, startExample } from './example-app.ts'

export const folder = fileURLToPath(new URL('../../../examples/collaborators', import.meta.url))

export const ADMIN = { ADMIN_EMAIL: 'direction@marceau.example', ADMIN_PASSWORD: 'Direction2026' } as const

const HOUR = 3_600_000
const { table, passwordHash, state, name } = tables.accounts

/** What `npm start` does before it serves: a fresh clone has neither dependencies nor a build. */
export function prepareCollaborators(): void {
  prepareExample('collaborators')
  execFileSync(process.execPath, ['../shared/build-next.ts'], { cwd: folder, stdio: 'inherit' })
}

/** An Airtable base of a test, which is in this process: its faults and rows are at hand. The example reaches it over HTTP. */
export interface TestBase {
  readonly emulator: AirtableEmulator
  readonly endpoint: string
  /** The record of somebody, by first and last name. */
  person(fullName: string): { readonly id: string; readonly email: string; readonly fields: AirtableCells }
  /** What somebody does by hand in the table of people. */
  edit(fullName: string, fields: AirtableCells): void
  /** Makes a link beside the server, as the script does: now, or some hours ago. */
  issue(fullName: string, hoursAgo?: number): Promise<string>
  close(): Promise<void>
}

export async function openBase(has: readonly AirtableTable[] = emulatedTables): Promise<TestBase> {
  // It has been there for two days: what happened yesterday can be done to it.
  let offset = 48 * HOUR
  const clock = { now: () => Date.now() - offset }
  const limits = { perBase: null, perToken: null }
  const emulator = airtableEmulator({ clock, limits, tables: has })
  const server = await emulator.serve()
  offset = 0
  const person: TestBase['person'] = (fullName) => {
    const found = emulator.records(table).find(({ fields }) => name.map((one) => fields[one]).join(' ') === fullName)
    if (!found) throw new TypeError(`${fullName} is not in the base`)
    return { id: found.id, email: String(found.fields['Email']), fields: found.fields }
  }
  return {
    emulator,
    endpoint: server.url,
    person,
    edit: (fullName, fields) => void emulator.edit(table, { kind: 'update', id: person(fullName).id, fields }),
    async issue(fullName, hoursAgo = 0) {
      offset = hoursAgo * HOUR
      const storage = openStorage({ base: emulator.id, token: emulator.token, endpoint: server.url }, 50, clock)
      const product = createProduct({ storage, clock, drain: 'manual' })
      const { token } = await product.activations.issue(person(fullName).id, { actor: system, delivery: 'link' })
      await storage.close()
      offset = 0
      return token ?? ''
    },
    close: server.close,
  }
}

/** The hash and state of somebody whose password another program has set. */
export const withHash = (hash: string): AirtableCells => ({ [passwordHash]: hash, [state.field]: state.values.active })

export const hashOf = (base: TestBase, fullName: string): string | undefined => {
  const { fields } = base.person(fullName)
  return fields[passwordHash] === undefined ? undefined : String(fields[passwordHash])
}

/** The example on a base of a test, or on its own emulator. */
export async function startCollaborators(
  base: TestBase | null,
  env: Readonly<Record<string, string>> = {},
): Promise<ExampleApp> {
  const of: Record<string, string> = base
    ? { AIRTABLE_BASE: base.emulator.id, AIRTABLE_TOKEN: base.emulator.token, AIRTABLE_ENDPOINT: base.endpoint }
    : {}
  return startExample('collaborators', { port: await freePort(), env: { ...of, ...env } })
}
