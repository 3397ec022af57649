import { type RawBuilder, sql } from 'kysely'
import { type RecordKind, recordKinds } from '../../../src/index.ts'
import type { Scalar } from './codec.ts'
import type { ColumnType } from './column-type.ts'
import type { ColumnPlace, Shape, Side } from './shape.ts'
import { sqlOf, type Value } from './slots.ts'
import { type Term, termsOfField } from './terms.ts'

/** What a column is set to: a value, a key that the database makes in this commit, or a constant of the host's. */
export type Cell =
  | { readonly value: Value; readonly type: ColumnType }
  | { readonly ref: string; readonly type: ColumnType }
  | { readonly literal: string | number | boolean | null }

export type Cells = ReadonlyMap<string, Cell>

/** One row of one table that must be there, as it was read. */
export interface RowGuard {
  readonly table: string
  /** The key as text, in whose order rows are locked. */
  readonly key: RawBuilder<unknown>
  /** Where the table stands in the order in which every commit goes, and the row in its table. */
  readonly order: number
  readonly id: string
  readonly terms: readonly Term[]
}

/** One row of one table that is changed, or deleted where nothing is set, if its terms hold. */
export interface RowChange extends RowGuard {
  readonly set: Cells | null
  readonly add: { readonly column: string; readonly by: Value; readonly upTo: string } | null
}

/** A new row of one table. */
export interface NewRow {
  readonly table: string
  readonly order: number
  readonly cells: Cells
  /** The name of the key that the database makes for it. */
  readonly made: { readonly name: string; readonly keyColumn: ColumnPlace; readonly email: ColumnPlace } | null
}

/** New rows of one table, column by column: many rows share most of their values. */
export interface NewRows {
  readonly table: string
  readonly order: number
  readonly columns: readonly { readonly name: string; readonly type: ColumnType; readonly values: readonly Scalar[] }[]
}

/** A change as rows of tables, in the order in which every commit reads and writes them; each row once. */
export interface Operations {
  /** The id of the commit. */
  readonly id: Value
  /** What stands in the slots this time. */
  readonly values: readonly Scalar[]
  readonly guards: readonly RowGuard[]
  readonly changes: readonly RowChange[]
  readonly rows: readonly NewRow[]
  /** Where there are many. They hold their values: nothing of them is in slots. */
  readonly many: readonly NewRows[]
}

/** Gathers what a commit does to rows, and joins what it does to one row. */
export function createOperations(commitId: Value, values: readonly Scalar[], many: readonly NewRows[]) {
  const guards = new Map<string, RowGuard>()
  const changes = new Map<string, RowChange>()
  const rows: NewRow[] = []

  const rowOf = (shape: Shape, side: Side, key: Value): RowGuard => {
    const id = String(key.now)
    const isMain = side === 'main'
    const place = shape.places['id'] as ColumnPlace
    return {
      table: isMain ? shape.main : String(shape.companion),
      key: isMain ? place.type.read(sql.ref(place.column)) : sql.ref('id'),
      order: orderOf(shape, side),
      id,
      terms: isMain ? termsOfField(shape, 'id', id, key) : [besideKey(key)],
    }
  }

  const guardRow = (shape: Shape, side: Side, id: Value, terms: readonly Term[]): void => {
    const row = rowOf(shape, side, id)
    const key = `${row.table} ${row.id}`
    const before = guards.get(key)
    guards.set(
      key,
      before ? { ...before, terms: [...before.terms, ...terms] } : { ...row, terms: [...row.terms, ...terms] },
    )
  }

  const changeRow = (
    shape: Shape,
    side: Side,
    id: Value,
    terms: readonly Term[],
    what: Pick<RowChange, 'set' | 'add'>,
  ): void => {
    const row = rowOf(shape, side, id)
    const key = `${row.table} ${row.id}`
    const before = changes.get(key)
    changes.set(key, {
      ...row,
      terms: [...(before?.terms ?? row.terms), ...terms],
      set: before ? before.set && what.set && new Map([...before.set, ...what.set]) : what.set,
      add: what.add ?? before?.add ?? null,
    })
  }

  /** The guard on a row that is written stands in the write: a share lock followed by an update deadlocks InnoDB. */
  const close = (): Operations => {
    for (const [key, { terms }] of guards) {
      const written = changes.get(key)
      if (written === undefined) continue
      changes.set(key, { ...written, terms: [...written.terms, ...terms] })
      guards.delete(key)
    }
    return {
      id: commitId,
      values,
      guards: [...guards.values()].sort(inOrder),
      changes: [...changes.values()].sort(inOrder),
      rows: rows.sort((a, b) => a.order - b.order),
      many,
    }
  }

  return { id: commitId, guardRow, changeRow, rows, close }
}

/** The order in which every commit goes through its rows. */
export const inOrder = (a: RowGuard, b: RowGuard): number => a.order - b.order || (a.id < b.id ? -1 : 1)

/** Changes that name a key which the commit makes come after the row that it is made for; all others come before the rows. */
export const namesKey = ({ set }: RowChange): boolean => [...(set?.values() ?? [])].some((cell) => 'ref' in cell)

/** The tables in the order of the records, each followed by the one beside it. */
export function orderOf(shape: Shape, side: Side): number {
  const kind: RecordKind = shape.onRole && side === 'main' ? 'account' : shape.kind
  return recordKinds.indexOf(kind) * 2 + (side === 'main' ? 0 : 1)
}

// Keys beside a host's table are text, whatever they are there.
const besideKey = (id: Value): Term => ({
  side: 'companion',
  sql: (of) => sql`${of('companion', 'id')} = ${sqlOf(id)}`,
})
