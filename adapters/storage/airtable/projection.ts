import type { Change, Inputs, Plan, Row, Snapshot } from '../../../src/index.ts'
import type { Entry, Sighting } from './entry.ts'
import type { Result } from './fold.ts'
import { createLinks } from './links.ts'
import { misses } from './misses.ts'
import type { AccountsTable, LinksTable } from './options.ts'
import type { Order } from './order.ts'
import { SETTLED } from './people-fold.ts'
import { missingOf, newRowOf, personFields, seenOf } from './person-row.ts'
import type { AirtableRow, Cells, Table } from './table.ts'
import type { Time } from './time.ts'

/** The host's own tables: read for people who are new, and made to say what the log says. */
export interface Projection {
  /** Where an account was looked for and is not there: looks into the host's table. True where somebody has come. */
  adoptMissing<P extends Plan>(plan: P, inputs: readonly Inputs[], found: readonly Snapshot<P>[]): Promise<boolean>
  /** After a commit of this process, behind its answer. */
  follow(change: Change, behind: (work: () => Promise<void>) => void): void
  /** Once in a process, behind its first answer: what a process that died has left undone. */
  heal(behind: (work: () => Promise<void>) => void): void
  /** Everything, whoever has committed it. */
  reconcile(): Promise<void>
}

interface Setting {
  readonly accounts: AccountsTable | null
  readonly links: LinksTable | null
  readonly table: (name: string) => Table
  readonly order: Order
  readonly time: Time
  readonly append: (entry: Entry, patience: number) => Promise<Result | null>
}

const LONG = 120_000
const PATIENCE = 15_000
const AGAIN = 30_000 // milliseconds between two looks at the whole table of people
const AT_ONCE = 500 // people in one entry of the log

export function createProjection({ accounts, links: linksTable, table, order, time, append }: Setting): Projection {
  const people = accounts && table(accounts.table)
  const links = linksTable && createLinks(table(linksTable.table), linksTable, order, time)
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<{ readonly came: number }> | null = null
  let hasHealed = false

  const account = (id: string): Row<'account'> | undefined =>
    order.fold.rows.tables.account.get(id) as Row<'account'> | undefined

  /** Reads the table of people, and takes over who is new or was changed there; gives the rows, and how many came. */
  async function survey(mapping: AccountsTable, people: Table, patience: number) {
    const at = time.now()
    lookedAt = at
    const rows = await people.list({ fields: personFields(mapping) }, at + patience)
    const sightings = rows.flatMap((row) => sightingOf(row, mapping) ?? [])
    for (let from = 0; from < sightings.length; from += AT_ONCE)
      await append({ kind: 'people', at, sightings: sightings.slice(from, from + AT_ONCE) }, patience)
    return { rows, came: sightings.length }
  }

  /** Somebody who is new, or who was changed by hand; null for the others. */
  function sightingOf(row: AirtableRow, mapping: AccountsTable): Sighting | null {
    const to = seenOf(row, mapping)
    if (to === null) return null
    const known = order.fold.people.get(row.id)
    const key = mapping.key === undefined ? undefined : row.fields[mapping.key]
    const from = known?.seen ?? null
    if (from !== null && JSON.stringify(from) === JSON.stringify(to)) return null
    if (known && known.account !== null && time.now() - known.at < SETTLED) return null
    return { record: row.id, account: typeof key === 'string' && key !== '' ? key : null, from, to }
  }

  /** Brings the rows of people to what the log says, where nobody changes them by hand at the moment. */
  async function writePeople(mapping: AccountsTable, people: Table, rows: readonly AirtableRow[]): Promise<void> {
    const updates = rows.flatMap((row) => {
      const known = order.fold.people.get(row.id)
      const owner = known?.account == null ? undefined : account(known.account)
      const seen = seenOf(row, mapping)
      if (!known || !owner || seen === null || JSON.stringify(seen) !== JSON.stringify(known.seen)) return []
      const fields = missingOf(owner, seen, mapping)
      return Object.keys(fields).length === 0 ? [] : [{ id: row.id, fields }]
    })
    await people.update(updates, time.now() + LONG)
    const shown = new Set([...order.fold.people.values()].map((known) => known.account))
    const hidden = [...order.fold.rows.tables.account.keys()].filter((id) => !shown.has(id))
    await addPeople(mapping, people, hidden)
  }

  /** Rows for accounts that did not come from the table, by their own key: made once, however often. */
  async function addPeople({ key, ...mapping }: AccountsTable, people: Table, ids: readonly string[]): Promise<void> {
    if (key === undefined) return
    const rows = ids.flatMap((id): Cells[] => {
      const owner = account(id)
      return owner ? [newRowOf(owner, key, mapping)] : []
    })
    await people.upsert(key, rows, time.now() + LONG)
  }

  /** What a change did to people: their rows, and only these. */
  async function followPeople(mapping: AccountsTable, people: Table, change: Change): Promise<void> {
    const touched = new Set(change.writes.flatMap((write) => (write.record === 'account' ? [idOf(write)] : [])))
    if (touched.size === 0) return
    const updates = [...order.fold.people].flatMap(([id, known]) => {
      const owner = known.account !== null && touched.delete(known.account) ? account(known.account) : undefined
      const fields = owner ? missingOf(owner, known.seen, mapping) : {}
      return Object.keys(fields).length === 0 ? [] : [{ id, fields }]
    })
    await people.update(updates, time.now() + LONG)
    await addPeople(mapping, people, [...touched])
  }

  async function reconcile(): Promise<void> {
    if (accounts && people) {
      const { rows } = await survey(accounts, people, LONG)
      await writePeople(accounts, people, rows)
    }
    await links?.reconcile()
  }

  return {
    async adoptMissing(plan, inputs, found) {
      if (!accounts || !people || !misses(plan, inputs, found)) return false
      if (looking === null && time.now() - lookedAt < AGAIN) return false
      looking ??= survey(accounts, people, PATIENCE).finally(() => {
        looking = null
      })
      return (await looking).came > 0
    },
    follow(change, behind) {
      if (accounts && people) behind(() => followPeople(accounts, people, change))
      if (links) behind(() => links.follow(change))
    },
    heal(behind) {
      if (hasHealed || (!accounts && !links)) return
      hasHealed = true
      behind(reconcile)
    },
    reconcile,
  }
}

const idOf = (write: Change['writes'][number]): string =>
  write.write === 'insert' ? String(write.values.id) : write.id
