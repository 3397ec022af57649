import type { Kysely } from 'kysely'
import type { RecordKind, Row } from '../../../src/index.ts'
import { type Columns, columnsOf, decodedRows, rawRows, tableOf } from '../engines/raw-rows.ts'

/** A table of the choir's, and what its columns are to us. */
interface Home {
  readonly table: string
  readonly key: string
  read(host: Columns, beside: Columns): Columns
}

const isTrue = (value: unknown): boolean => Number(value) === 1

/** A state that both tables tell: the choir's column alone says so much, and must not say otherwise. */
function stateOf(beside: Columns, says: boolean): unknown {
  if (!says) throw new Error(`The tables disagree: ${String(beside['status'])}`)
  return beside['status']
}

const homes: { readonly [kind in RecordKind]?: Home } = {
  account: {
    table: 'singers',
    key: 'id',
    read: ({ address, secret, first_name: name, is_active: isActive }, beside) => ({
      email: address,
      password_hash: secret,
      profile: JSON.stringify({
        ...JSON.parse(String(beside['profile'])),
        ...(name !== null && { name: String(name) }),
      }),
      status: stateOf(beside, isTrue(isActive) === (String(beside['status']) === 'active')),
    }),
  },
  membership: {
    table: 'seats_in_choir',
    key: 'seat',
    read: ({ singer, choir, part }) => ({ account_id: singer, scope: choir, role: part }),
  },
  invitation: {
    table: 'offers',
    key: 'code',
    read: ({ address, ends_at: endsAt, closed, by_singer: singer }, beside) => ({
      email: address,
      expires_at: endsAt,
      created_by: singer,
      status: stateOf(beside, isTrue(closed) === (String(beside['status']) !== 'pending')),
    }),
  },
}

/** The choir's own tables. */
export const choirTables: readonly string[] = Object.values(homes).map(({ table }) => table)

/**
 * Every row of a record as the choir's tables and those beside them have it, newest first: read beside the storage. Half of
 * a row is an error.
 */
export async function choirRows<K extends RecordKind>(db: Kysely<unknown>, kind: K): Promise<readonly Row<K>[]> {
  const home = homes[kind]
  if (home === undefined) return rawRows(db, kind)
  const [hosts, besides] = [await columnsOf(db, home.table), await columnsOf(db, tableOf(kind))]
  const halves = new Map(besides.map((row) => [String(row['id']), row]))
  if (hosts.length !== besides.length) throw new Error(`${home.table} has ${hosts.length} rows, ours ${besides.length}`)
  const whole = hosts.map((host) => {
    const id = String(host[home.key])
    const beside = halves.get(id)
    if (beside === undefined) throw new Error(`The row ${id} of ${home.table} has nothing beside it`)
    return { ...beside, id, ...home.read(host, beside) }
  })
  return decodedRows(kind, whole)
}
