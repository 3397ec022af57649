import { isAirtableError } from './airtable-error.ts'
import type { Transport } from './transport.ts'

/** A row as Airtable answers it; empty cells are absent. */
export interface AirtableRow {
  readonly id: string
  readonly createdTime: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** What is put into a row; null empties a cell. */
export type Cells = Readonly<Record<string, string | number | null>>

interface Listing {
  readonly fields: readonly string[]
  readonly formula?: string
  /** The field by which the rows are sorted, least first; their order is arbitrary without. */
  readonly sort?: string
}

/** One table, through the API. */
export interface Table {
  /** All rows, page by page. A listing that Airtable forgets is begun again. */
  list(listing: Listing, deadline: number): Promise<readonly AirtableRow[]>
  /** Makes up to ten rows, all of them or none. Sent once: an unknown outcome is the caller's. */
  create(rows: readonly Cells[], deadline: number): Promise<void>
  /** Sets cells of rows, ten at a time. */
  update(rows: readonly { readonly id: string; readonly fields: Cells }[], deadline: number): Promise<void>
  /** Makes or updates rows by the value of one field, ten at a time; gives them as they are. */
  upsert(field: string, rows: readonly Cells[], deadline: number): Promise<readonly AirtableRow[]>
  /** Deletes rows, ten at a time; one that is gone already is no error. */
  remove(ids: readonly string[], deadline: number): Promise<void>
}

export const BATCH = 10
const PAGE = '100'
const RESTARTS = 3

export function createTable(transport: Transport, base: string, name: string): Table {
  const path = `${base}/${encodeURIComponent(name)}`
  const about = (verb: string) => `${verb} "${name}"`

  async function pages({ fields, formula, sort }: Listing, deadline: number): Promise<readonly AirtableRow[]> {
    const rows: AirtableRow[] = []
    const query: (readonly [string, string])[] = [
      ['pageSize', PAGE],
      ...fields.map((field) => ['fields[]', field] as const),
      ...(formula === undefined ? [] : [['filterByFormula', formula] as const]),
      ...(sort === undefined ? [] : [['sort[0][field]', sort] as const, ['sort[0][direction]', 'asc'] as const]),
    ]
    for (let offset: string | undefined; ; ) {
      const next = offset === undefined ? query : [...query, ['offset', offset] as const]
      const page = (await transport.ask({ method: 'GET', path, query: next, about: about('list') }, deadline)) as {
        records?: readonly AirtableRow[]
        offset?: string
      } | null
      rows.push(...(page?.records ?? []))
      offset = page?.offset
      if (offset === undefined) return rows
    }
  }

  const inBatches = async <T>(
    all: readonly T[],
    send: (some: readonly T[]) => Promise<unknown>,
  ): Promise<unknown[]> => {
    const answers: unknown[] = []
    for (let from = 0; from < all.length; from += BATCH) answers.push(await send(all.slice(from, from + BATCH)))
    return answers
  }

  return {
    async list(listing, deadline) {
      for (let restarts = 0; ; restarts++) {
        try {
          return await pages(listing, deadline)
        } catch (error) {
          const isLost = isAirtableError(error) && error.type === 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE'
          if (!isLost || restarts === RESTARTS) throw error
        }
      }
    },

    async create(rows, deadline) {
      const body = { records: rows.map((fields) => ({ fields })) }
      await transport.send({ method: 'POST', path, body, about: about('create in') }, deadline)
    },

    async update(rows, deadline) {
      await inBatches(rows, (records) =>
        transport.ask({ method: 'PATCH', path, body: { records }, about: about('update') }, deadline),
      )
    },

    async upsert(field, rows, deadline) {
      const answers = await inBatches(rows, (some) => {
        const body = { performUpsert: { fieldsToMergeOn: [field] }, records: some.map((fields) => ({ fields })) }
        return transport.ask({ method: 'PATCH', path, body, about: about('upsert in') }, deadline)
      })
      return answers.flatMap((answer) => (answer as { records?: readonly AirtableRow[] } | null)?.records ?? [])
    },

    async remove(ids, deadline) {
      for (let from = 0; from < ids.length; from += BATCH) await removeSome(ids.slice(from, from + BATCH), deadline)
    },
  }

  /** A batch with a row that is gone fails whole: then one by one. */
  async function removeSome(ids: readonly string[], deadline: number): Promise<void> {
    const query = ids.map((id) => ['records[]', id] as const)
    try {
      await transport.ask({ method: 'DELETE', path, query, about: about('delete from') }, deadline)
    } catch (error) {
      const isGone = isAirtableError(error) && (error.status === 404 || error.type === 'ROW_DOES_NOT_EXIST')
      if (!isGone) throw error
      if (ids.length > 1) for (const id of ids) await removeSome([id], deadline)
    }
  }
}
