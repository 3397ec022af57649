import type { Mapping } from '../../../adapters/storage/kysely/index.ts'

/** A whole number that the database makes, never twice. */
export const madeKey = {
  postgres: 'serial primary key',
  mysql: 'int auto_increment primary key',
  sqlite: 'integer primary key autoincrement',
} as const

/** A product that had tables before it had this library. */
export interface Host {
  readonly name: string
  /** The statements that make its tables, and a person who was there before us, by the engine's SQL. */
  schema(engine: 'postgres' | 'mysql' | 'sqlite'): readonly string[]
  /** Where the library's records live in them. */
  mapping(engine: 'postgres' | 'mysql' | 'sqlite'): Mapping
}
