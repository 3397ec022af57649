import type { At } from './faulty-dialect.ts'
import type { Isolation, Server } from './server.ts'

/** How a commit is sent. */
export type Form = 'transaction' | 'statement' | 'batch'

/** What makes an engine harder than it is. */
export interface Trouble {
  readonly name: string
  /** SQL that runs once, when the tables are there. */
  readonly sql?: readonly string[]
  /** What the driver does at every statement. */
  readonly at?: At
}

/** One way to run the library on a database. */
export interface Engine {
  /** Unique: the server, the isolation, the form and the trouble. */
  readonly name: string
  readonly server: Server
  readonly isolation: Isolation | null
  readonly form: Form
  readonly trouble: Trouble | null
}

export function engineOn(
  server: Server,
  form: Form,
  isolation: Isolation | null = null,
  trouble: Trouble | null = null,
): Engine {
  const name = [server.name, isolation, form, trouble?.name].filter(Boolean).join(', ')
  return { name, server, isolation, form, trouble }
}
