import type { Dialect } from 'kysely'

/** How strictly transactions are kept apart, where an engine has a choice. */
export type Isolation = 'read committed' | 'repeatable read' | 'serializable'

/** Statements that a driver runs as one, all or nothing. */
export type Batch = (
  statements: readonly { readonly sql: string; readonly parameters: readonly unknown[] }[],
) => Promise<readonly { readonly rows: readonly Record<string, unknown>[] }[]>

/** A way into one database. */
export interface Access {
  readonly dialect: Dialect
  /** Where the driver has batches. */
  readonly batch?: Batch
}

/** Whether a server can be used here: its version, or why not, and whether that is as somebody wants it. */
export type Reach = { readonly version: string } | { readonly missing: string; readonly isRefused?: true }

/** Where databases are: a server, a folder, a process. */
export interface Server {
  readonly name: string
  /** Which SQL it speaks. */
  readonly sql: 'postgres' | 'mysql' | 'sqlite'
  reach(): Promise<Reach>
  /** Makes an empty database, `settings` being the server's own words, and gives its address. */
  create(settings?: string): Promise<string>
  /** Opens a database, in whichever process, with a pool of its own. */
  access(address: string, isolation: Isolation | null): Promise<Access>
  /** Deletes a database that `create` made. */
  drop(address: string): Promise<void>
  /** Whether other processes can open its databases. */
  readonly isShared: boolean
}
