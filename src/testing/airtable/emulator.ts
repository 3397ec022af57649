import type { Clock } from '../../ports/clock.ts'
import type { AirtableEdit } from './edit.ts'
import type { AirtableFaultSchedule, AirtableFaults } from './fault.ts'
import type { AirtableRequest } from './request.ts'
import type { AirtableRecord, AirtableTable, AirtableTableSchema } from './table.ts'

/** What a token may do, as Airtable calls it. */
export type AirtableScope = 'data.records:read' | 'data.records:write' | 'schema.bases:read' | 'schema.bases:write'

/** How much Airtable lets through. Null is without limit. */
export interface AirtableLimits {
  /** Requests to the base in any second: 5. One more is answered 429, and so is everything for 30 seconds after it. */
  readonly perBase: number | null
  /** The same for one token: 50. */
  readonly perToken: number | null
  /** Requests for records in a calendar month (UTC): 1,000 on Free, 100,000 on Team; without limit where nothing is said. */
  readonly perMonth: number | null
}

/** How the emulated base is. */
export interface AirtableEmulatorOptions {
  /** The time: that of the machine where nothing is said. */
  readonly clock?: Clock
  /**
   * How long latency and time-outs take. Where nothing is said: real time with the clock of the machine; with any other clock
   * nothing waits, so that tests do not sleep.
   */
  readonly wait?: (milliseconds: number) => Promise<void>
  /** The same seed gives the same keys, and with it the same order of rows that nobody sorted: 1. */
  readonly seed?: number
  /** What the base has at first. */
  readonly tables?: readonly AirtableTable[]
  /** The only token that is accepted: made from the seed where nothing is said. */
  readonly token?: string
  /** What the token may do: everything. */
  readonly scopes?: readonly AirtableScope[]
  /** What is not said stays as Airtable has it. */
  readonly limits?: Partial<AirtableLimits>
  /** Faults from the first request on. */
  readonly faults?: AirtableFaultSchedule
}

/** One Airtable base in memory, with its API. */
export interface AirtableEmulator {
  /** The key of the base: `app` and 14 characters. */
  readonly id: string
  /** The token that it accepts. */
  readonly token: string
  /** Instead of the global `fetch`, for requests to `https://api.airtable.com`. A request to any other place is a `TypeError`. */
  readonly fetch: typeof fetch
  /** The same on a port of this machine; 0 takes a free one. Needs `node:http`. */
  serve(options?: { readonly port?: number }): Promise<AirtableServer>
  /** The tables as they are, past every fault. */
  readonly tables: readonly AirtableTableSchema[]
  /** The rows of a table (name or key) in the order in which they were made, past every fault. An unknown table is a `TypeError`. */
  records(table: string): readonly AirtableRecord[]
  /** What people do by hand; the rows that they touched. An unknown table or row is a `TypeError`. */
  edit(table: string, edit: AirtableEdit): readonly AirtableRecord[]
  /** Every request, the oldest first. */
  readonly requests: readonly AirtableRequest[]
  /** How many requests there were. */
  readonly calls: number
  /** What is to go wrong. */
  readonly faults: AirtableFaults
}

/** The emulator on a port. */
export interface AirtableServer {
  /** The option `endpointUrl` of the official client, such as `http://127.0.0.1:40123`. */
  readonly url: string
  /** Ends every connection, and frees the port. */
  close(): Promise<void>
}
