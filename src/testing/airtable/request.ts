import type { Json, JsonValue } from '../../domain/records.ts'
import type { AirtableFault } from './fault.ts'

/** What a request asks for. `unknown` is a path or a method that the emulator does not have. */
export type AirtableOperation =
  | 'list'
  | 'get'
  | 'create'
  | 'update'
  | 'replace'
  | 'upsert'
  | 'delete'
  | 'schema'
  | 'create_table'
  | 'create_field'
  | 'unknown'

/** A request that reached the emulator, whatever became of it. The token is not in it. */
export interface AirtableRequest {
  /** When it arrived, by the emulator's clock: milliseconds since 1970-01-01 UTC. */
  readonly at: number
  /** `GET`, `POST`, `PATCH`, `PUT` or `DELETE`. */
  readonly method: string
  /** The decoded path, such as `/v0/appXXXXXXXXXXXXXX/People`. */
  readonly path: string
  /** What it asks for. */
  readonly operation: AirtableOperation
  /** The name of the table, or what stands in its place where there is none of that name; null on other paths. */
  readonly table: string | null
  /** The key of the record that the path names, or null. */
  readonly record: string | null
  /** The parameters of the URL: `sort[0][field]=a` is `{ sort: [{ field: 'a' }] }`. */
  readonly query: Json
  /** The body, parsed; null where there is none, and its text where it is no JSON. */
  readonly body: JsonValue
  /** What was answered; null as long as nothing is, and where the answer got lost. */
  readonly status: number | null
  /** The fault that it suffered, or null. */
  readonly fault: AirtableFault['kind'] | null
}
