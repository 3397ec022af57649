import type { Change, Row } from '../../../src/index.ts'
import { isFormulaValue, oneOf } from './formula.ts'
import type { LinksTable } from './options.ts'
import type { Order } from './order.ts'
import type { AirtableRow, Cells, Table } from './table.ts'
import type { Time } from './time.ts'

type Challenge = Row<'challenge'>

const LONG = 120_000
const ASKED = 50 // hashes in one formula: the URL stays far below 16,000 characters

/** The host's table of links: a row for each link that lives. */
export function createLinks(table: Table, mapping: LinksTable, order: Order, time: Time) {
  /** Rows that this process has made. */
  const made = new Map<string, string>()
  const deadline = () => time.now() + LONG

  const challenges = (): readonly Challenge[] =>
    ([...order.fold.rows.tables.challenge.values()] as unknown as Challenge[]).filter(
      ({ purpose }) => purpose === mapping.purpose,
    )

  /** Whether a link can still be used: what ends the others is the account's epoch, and time. */
  function isAlive({ status, subjectId, generation, expiresAt }: Challenge): boolean {
    const owner = order.fold.rows.tables.account.get(subjectId) as Row<'account'> | undefined
    const isWanted = mapping.purpose === 'reset' || owner?.status === 'invited'
    return status === 'open' && owner?.epoch === generation && isWanted && expiresAt > time.now()
  }

  const rowOf = ({ subjectId, hash, createdAt, expiresAt }: Challenge): Cells => ({
    [mapping.userId]: subjectId,
    [mapping.token]: hash,
    [mapping.createdAt]: new Date(createdAt).toISOString(),
    [mapping.expiresAt]: new Date(expiresAt).toISOString(),
  })

  async function show(some: readonly Challenge[]): Promise<void> {
    if (some.length === 0) return
    for (const row of await table.upsert(mapping.token, some.map(rowOf), deadline())) made.set(tokenOf(row), row.id)
  }

  const tokenOf = ({ fields }: AirtableRow): string => String(fields[mapping.token] ?? '')

  /** Deletes the rows of links, looked for by their hashes where another process has made them. */
  async function hide(hashes: readonly string[]): Promise<void> {
    const asked = hashes.filter((hash) => !made.has(hash) && isFormulaValue(hash))
    for (let from = 0; from < asked.length; from += ASKED) {
      const formula = oneOf(mapping.token, asked.slice(from, from + ASKED))
      for (const row of await table.list({ fields: [mapping.token], formula }, deadline()))
        made.set(tokenOf(row), row.id)
    }
    await table.remove(
      hashes.flatMap((hash) => made.get(hash) ?? []),
      deadline(),
    )
    for (const hash of hashes) made.delete(hash)
  }

  return {
    /** After a change: the links that it made, and those that it ended. */
    async follow(change: Change): Promise<void> {
      const touched = new Set(
        change.writes.flatMap((write) =>
          write.record === 'challenge' || write.record === 'account'
            ? [String(write.write === 'insert' ? write.values.id : write.id)]
            : [],
        ),
      )
      const some = challenges().filter(({ id, subjectId }) => touched.has(id) || touched.has(subjectId))
      await show(some.filter((one) => touched.has(one.id) && isAlive(one)))
      const dead = some.filter((one) => !isAlive(one)).map(({ hash }) => hash)
      if (dead.length > 0) await hide(dead)
    },

    /** Compares the whole table. A row that somebody has typed is left alone: it does nothing. */
    async reconcile(): Promise<void> {
      const rows = await table.list({ fields: [mapping.token, mapping.expiresAt] }, deadline())
      const known = new Map(challenges().map((one) => [one.hash, one]))
      const seen = new Set<string>()
      const dead = rows.filter((row) => {
        const [token, one] = [tokenOf(row), known.get(tokenOf(row))]
        const isDouble = seen.has(token)
        seen.add(token)
        if (one) return isDouble || !isAlive(one)
        // What was purged before its row was deleted.
        return isFormulaValue(token) && Date.parse(String(row.fields[mapping.expiresAt])) <= time.now()
      })
      await table.remove(
        dead.map(({ id }) => id),
        deadline(),
      )
      await show([...known.values()].filter((one) => isAlive(one) && !seen.has(one.hash)))
    },
  }
}
