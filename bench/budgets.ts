import type { Store } from './engines/store.ts'
import type { Operation } from './subject.ts'

/** What a value has to reach, or may not pass. */
export type Budget = { readonly least: number } | { readonly most: number }

/** Our share of the SQL by hand, from design.md; a request has no budget of its own there and gets that of a reset. */
export const shares: { readonly [kind in Store['kind']]: { readonly [operation in Operation]: Budget } } = {
  pg: {
    create: { least: 0.75 },
    validate: { least: 0.75 },
    accept: { least: 1 },
    list: { least: 0.9 },
    request: { least: 0.75 },
    reset: { least: 0.75 },
    login: { least: 0.75 },
  },
  sqlite: {
    create: { least: 0.5 },
    validate: { least: 0.5 },
    accept: { least: 0.5 },
    list: { least: 0.5 },
    request: { least: 0.5 },
    reset: { least: 0.5 },
    login: { least: 0.5 },
  },
}

/** PostgreSQL: round trips. SQLite: statements of the transaction with BEGIN and COMMIT, or of the read where nothing is written. */
export const trips: { readonly [kind in Store['kind']]: { readonly [operation in Operation]: number } } = {
  pg: { create: 2, validate: 1, accept: 2, list: 1, request: 2, reset: 2, login: 2 },
  sqlite: { create: 7, validate: 1, accept: 10, list: 1, request: 4, reset: 7, login: 6 },
}

export const growth: Budget = { least: 0.9 }
/** 10,000 created, in the time that rows of many cost by hand. */
export const bulk: { readonly [kind in Store['kind']]: Budget } = { pg: { most: 1.6 }, sqlite: { most: 2 } }
export const storm: Budget = { most: 10 }
export const http: Budget = { least: 0.8 }
export const coldImport: Budget = { most: 15 }
/** For 500 rows. */
export const bulkTrips: { readonly [kind in Store['kind']]: number | null } = { pg: 2, sqlite: null }
