import type { Kysely } from 'kysely'
import { indexesOf, recordKinds, uniqueOf } from '../../../src/index.ts'
import type { Database, Engine } from './engine.ts'
import { type FoundIndex, foundIndexes } from './found-indexes.ts'
import type { ColumnPlace, Shape, Shapes } from './shape.ts'

/** Columns of a host's table that rows are asked for by, and the one that they are listed by behind them. */
interface Wanted {
  readonly by: readonly string[]
  readonly order: string | null
}

/** The indexes that the library's reads want in the host's tables, which are the host's to make, and that are not there. */
export async function hostIndexNotes(db: Kysely<Database>, engine: Engine, shapes: Shapes): Promise<readonly string[]> {
  const notes: string[] = []
  for (const shape of recordKinds.map((kind) => shapes[kind])) {
    if (shape.companion === null) continue
    const found = await foundIndexes(db, engine, shape.main)
    for (const wanted of wantedIn(shape))
      if (!found.some((index) => serves(index, wanted))) notes.push(noteOf(shape.main, wanted))
  }
  return [...new Set(notes)]
}

const noteOf = (table: string, { by, order }: Wanted): string =>
  `${table} wants an index on (${[...by, ...(order === null ? [] : [order])].join(', ')}): without it reads pass by all its rows.`

/**
 * Of each index that a table of ours would have, the columns that are in the host's. A constant needs none, a state that
 * several columns tell can have none, and what begins beside the table is found there.
 */
function wantedIn(shape: Shape): readonly Wanted[] {
  const columnsOf = (fields: readonly string[]) =>
    fields.flatMap((field) => {
      const place = shape.places[field]
      return place?.at === 'main' ? [place.column] : []
    })
  const isBeside = ([first = '']: readonly string[]) => shape.places[first]?.at === 'companion'
  const order = (shape.places['id'] as ColumnPlace).column
  const listed = indexesOf(shape.kind).map((fields) => ({ by: isBeside(fields) ? [] : columnsOf(fields), order }))
  // All rows of one first field are few, and sorted: the memberships of an account.
  const few = uniqueOf(shape.kind).map(([first = '']) => ({ by: columnsOf([first]), order: null }))
  return [...listed, ...few].filter(({ by }) => by.length > 0)
}

/** Whether rows can be found in their order by an index: what is asked for by `=` may come in any order, and one row is in every order. */
function serves({ columns, unique }: FoundIndex, { by, order }: Wanted): boolean {
  if (unique?.every((column) => by.includes(column))) return true
  const first = columns.slice(0, by.length)
  return by.every((column) => first.includes(column)) && (order === null || columns[by.length] === order)
}
