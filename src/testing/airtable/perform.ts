import type { Json } from '../../domain/records.ts'
import { isObject } from './cells.ts'
import type { Chance } from './chance.ts'
import { draftOf } from './draft.ts'
import type { Iterators } from './iterators.ts'
import { listRecords, shownAs } from './list-records.ts'
import { type Answer, refusals, refuse } from './refusals.ts'
import type { AirtableRequest } from './request.ts'
import { createField, createTable, readSchema } from './schema.ts'
import type { Table } from './state.ts'
import type { Staleness, Store } from './store.ts'
import { createRecords, deleteRecords, updateRecords, upsertRecords } from './write-records.ts'

export interface Base {
  readonly store: Store
  readonly chance: Chance
  readonly iterators: Iterators
}

/** How a request is done: when, and with which troubles. */
export interface Circumstances {
  readonly at: number
  readonly stale: Staleness
  /** For how many milliseconds the rows that it makes stay unseen. */
  readonly hidden: number
  /** How many numbers are lost before it. */
  readonly gap: number
}

/** Does what a request asks for, wholly or not at all; throws its refusal. */
export function perform(base: Base, request: AirtableRequest, how: Circumstances): Answer {
  const { store, chance } = base
  const { operation, record, query } = request
  const body = isObject(request.body) ? request.body : {}
  if (request.body !== null && !isObject(request.body)) refuse(refusals.badRequest)
  if (operation === 'unknown') refuse(refusals.notFound)
  if (operation === 'schema') return readSchema(store)
  if (operation === 'create_table') return createTable(store, body, chance, how.at)
  if (operation === 'create_field') return createField(store, request.table ?? '', body, chance, how.at)
  const table = store.find(request.table ?? '') ?? refuse(refusals.notPermitted)
  // The time zone and the locale stand in the URL even where the rest is in the body (D).
  if (operation === 'list') return list(base, table, { ...query, ...body }, how)
  if (operation === 'get') return get(base, table, record ?? '', query, how)
  return write(base, table, request, body, how)
}

const list = ({ store, iterators }: Base, table: Table, asked: Json, { at, stale }: Circumstances): Answer =>
  listRecords(table, store.visible(table, at, stale), asked, iterators)

function get({ store }: Base, table: Table, id: string, query: Json, { at, stale }: Circumstances): Answer {
  const row = store.visible(table, at, stale).find((one) => one.id === id) ?? refuse(refusals.notFound)
  return { status: 200, body: { ...shownAs(table, query)(row) } }
}

function write(
  { store, chance }: Base,
  table: Table,
  request: AirtableRequest,
  body: Json,
  how: Circumstances,
): Answer {
  const { operation, record, query } = request
  const draft = draftOf(table, { at: how.at, chance, visibleAt: how.at + how.hidden, gap: how.gap })
  const writing = { table, draft, record, query, body }
  const answer = {
    create: () => createRecords(writing),
    update: () => updateRecords(writing, false),
    replace: () => updateRecords(writing, true),
    upsert: () => upsertRecords(writing, request.method === 'PUT'),
    delete: () => deleteRecords(writing),
  }[operation as 'create' | 'update' | 'replace' | 'upsert' | 'delete']()
  store.put(draft.done(), how.at)
  return answer
}
