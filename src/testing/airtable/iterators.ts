import type { Chance } from './chance.ts'
import { refusals, refuse } from './refusals.ts'
import type { Row, Table } from './state.ts'

/** Listings that were begun. The rest of one is kept as it was then (U: Airtable says nothing of changes in between). */
export interface Iterators {
  /** Keeps the rest of a listing; the `offset` under which it is found, which means nothing to a client (D). */
  keep(table: Table, rest: readonly Row[]): string
  /** The rest of a listing. After some minutes it is gone (D; how many U). */
  resume(table: Table, offset: string): readonly Row[]
  /** Loses a listing. */
  lose(offset: string): void
}

const lifetime = 10 * 60_000

export function createIterators(chance: Chance, now: () => number): Iterators {
  const kept = new Map<string, { readonly table: string; readonly rest: readonly Row[]; readonly until: number }>()
  return {
    keep: (table, rest) => {
      for (const [offset, { until }] of kept) if (until <= now()) kept.delete(offset)
      const offset = `${chance.id('itr')}/${rest[0]?.id}`
      kept.set(offset, { table: table.id, rest, until: now() + lifetime })
      return offset
    },
    resume: (table, offset) => {
      const found = kept.get(offset)
      const isThere = found && found.table === table.id && found.until > now()
      return isThere ? found.rest : refuse(refusals.lostIterator)
    },
    lose: (offset) => void kept.delete(offset),
  }
}
