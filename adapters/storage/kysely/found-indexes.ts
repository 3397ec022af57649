import type { Kysely } from 'kysely'
import type { Database, Engine } from './engine.ts'

/** An index that has all rows of a table. */
export interface FoundIndex {
  readonly name: string
  /**
   * In their order, up to the first that is an expression; what the engine puts behind each index by itself is among them.
   * None where rows cannot be found in order.
   */
  readonly columns: readonly string[]
  /** The columns of which no two rows have the same values; null where there may be such rows. */
  readonly unique: readonly string[] | null
}

/** The indexes of a table; those for some rows only are none. */
export async function foundIndexes(
  db: Kysely<Database>,
  engine: Engine,
  table: string,
): Promise<readonly FoundIndex[]> {
  const { rows } = await engine.indexes(table).execute(db)
  const key = rows.flatMap((row) => (Number(row.is_clustered) === 1 ? [String(row.column_name)] : []))
  return [...Map.groupBy(rows, ({ index_name }) => index_name)].map(([name, parts]) => {
    const names = parts.map(({ column_name }) => column_name)
    const end = names.indexOf(null)
    const columns = names.slice(0, end < 0 ? names.length : end) as readonly string[]
    const has = (flag: 'is_unique' | 'is_ordered') => Number(parts[0]?.[flag]) === 1
    const behind = end < 0 ? key.filter((one) => !columns.includes(one)) : []
    return {
      name,
      columns: has('is_ordered') ? [...columns, ...behind] : [],
      unique: end < 0 && has('is_unique') ? columns : null,
    }
  })
}
