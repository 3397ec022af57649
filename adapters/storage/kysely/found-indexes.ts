import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database, Engine } from './engine.ts'
import { isNamed, quoted } from './introspect.ts'

/** An index that has all rows of a table in the order of its columns. */
export interface FoundIndex {
  /** In their order, up to the first that is an expression; what the engine puts behind each index by itself is among them. */
  readonly columns: readonly string[]
  /** The columns of which no two rows have the same values; null where there may be such rows. */
  readonly unique: readonly string[] | null
}

interface IndexColumn {
  readonly index_name: string
  /** Null for an expression. */
  readonly column_name: string | null
  readonly is_unique: unknown
}

/** The indexes of a table by which rows can be found in order; those for some rows only are none. */
export async function foundIndexes(
  db: Kysely<Database>,
  engine: Engine,
  table: string,
): Promise<readonly FoundIndex[]> {
  const { rows } = await queries[engine.name](quoted(engine, table)).execute(db)
  const byName = Map.groupBy(rows, ({ index_name }) => index_name)
  const key = (byName.get(CLUSTERED) ?? []).map(({ column_name }) => String(column_name))
  return [...byName.values()].map((parts) => {
    const names = parts.map(({ column_name }) => column_name)
    const end = names.indexOf(null)
    const columns = names.slice(0, end < 0 ? names.length : end) as readonly string[]
    return {
      columns: end < 0 ? [...columns, ...key.filter((name) => !columns.includes(name))] : columns,
      unique: end < 0 && Number(parts[0]?.is_unique) === 1 ? columns : null,
    }
  })
}

/** What the key is called in whose order the rows themselves are kept: each other index has it behind its columns. PostgreSQL has none, and quotes a name such as this. */
const CLUSTERED = 'PRIMARY'

const queries: { readonly [N in Engine['name']]: (table: string) => RawBuilder<IndexColumn> } = {
  postgres: (
    table,
  ) => sql`select quote_ident(c.relname) as index_name, a.attname as column_name, i.indisunique::int as is_unique
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam
    cross join unnest(i.indkey) with ordinality as k(attnum, n)
    left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum and k.attnum > 0
    where i.indrelid = to_regclass(${table}) and i.indisvalid and i.indpred is null and m.amname = 'btree' and k.n <= i.indnkeyatts
    order by index_name, k.n`,
  mysql: (table) => sql`select index_name as index_name, column_name as column_name, 1 - non_unique as is_unique
    from information_schema.statistics where index_type = 'BTREE'
    and ${isNamed(table)}
    order by index_name, seq_in_index`,
  sqlite: (table) => sql`select index_name, column_name, is_unique from (
      select l.name as index_name, i.name as column_name, l."unique" as is_unique, i.seqno as n
      from pragma_index_list(${table}) l, pragma_index_info(l.name) i where l.partial = 0
      union all select ${sql.lit(CLUSTERED)}, name, 1, pk from pragma_table_info(${table})
      where pk > 0 and not exists (select 1 from pragma_index_list(${table}) where origin = 'pk')
    ) order by index_name, n`,
}
