import type { Json, JsonValue } from '../../domain/records.ts'
import { isObject, readCells, type Written } from './cells.ts'
import { recordOf } from './computed.ts'
import type { Draft } from './draft.ts'
import { type Answer, refusals, refuse } from './refusals.ts'
import { byNameOrId, type Field, type Row, type Table } from './state.ts'

/** A write, and the draft that it is done on. */
export interface WriteRequest {
  readonly table: Table
  readonly draft: Draft
  /** The key that the path names. */
  readonly record: string | null
  readonly query: Json
  readonly body: Json
}

/** At most 10 records in one request (D). */
const batch = 10
const recordId = /^rec[A-Za-z0-9]{14}$/
/** What an upsert can find rows by: one to three fields, none of them computed (D). */
const mergeable: ReadonlySet<string> = new Set([
  'number',
  'singleLineText',
  'multilineText',
  'email',
  'url',
  'phoneNumber',
  'singleSelect',
  'multipleSelects',
  'date',
  'dateTime',
])

/** One record as `fields`, or several as `records` (D). */
export function createRecords(request: WriteRequest): Answer {
  const { table, draft, body } = request
  if (body['records'] === undefined) return answerOne(request, draft.insert(cellsOf(request, body)))
  const cells = objectsIn(body['records']).map((record) => readCells(table, record['fields'], isTypecast(request)))
  return answerAll(
    request,
    cells.map((one) => draft.insert(one)),
  )
}

/** PATCH keeps what is not sent, PUT empties it (D). */
export function updateRecords(request: WriteRequest, replace: boolean): Answer {
  const { draft, record, body } = request
  if (record !== null) {
    draft.update(draft.rows.get(record) ?? refuse(refusals.notFound), cellsOf(request, body), replace)
    return answerOne(request, record)
  }
  const ids = objectsIn(body['records']).map((one) => {
    const row = rowOf(draft, one['id'])
    draft.update(row, cellsOf(request, one), replace)
    return row.id
  })
  return answerAll(request, ids)
}

/** Without a key: one match is updated, none is created, several fail. With a key it is an update (D). */
export function upsertRecords(request: WriteRequest, replace: boolean): Answer {
  const { table, draft, body } = request
  const merge = mergeFields(table, body['performUpsert'])
  const updatedRecords: string[] = []
  const createdRecords: string[] = []
  const ids = objectsIn(body['records']).map((one) => {
    const cells = cellsOf(request, one)
    const row = one['id'] === undefined ? match(draft, merge, cells) : rowOf(draft, one['id'])
    if (row) draft.update(row, cells, replace)
    const id = row?.id ?? draft.insert(cells)
    const list = row ? updatedRecords : createdRecords
    list.push(id)
    return id
  })
  return answerAll(request, ids, { updatedRecords, createdRecords })
}

export function deleteRecords({ draft, record, query }: WriteRequest): Answer {
  if (record !== null && !draft.rows.has(record)) refuse(refusals.notFound)
  const given = record === null ? query['records'] : [record]
  if (!Array.isArray(given) || given.length === 0 || given.length > batch) return refuse(refusals.invalidRecords)
  const records = given.map((id: JsonValue) => {
    const row = rowOf(draft, id)
    draft.delete(row.id)
    return { id: row.id, deleted: true }
  })
  return { status: 200, body: record === null ? { records } : { id: record, deleted: true } }
}

const isTypecast = ({ body }: WriteRequest): boolean => body['typecast'] === true

const cellsOf = (request: WriteRequest, given: Json): Written =>
  readCells(request.table, given['fields'], isTypecast(request))

function objectsIn(given: JsonValue | undefined): readonly Json[] {
  if (!Array.isArray(given) || given.length === 0 || given.length > batch) return refuse(refusals.invalidRecords)
  return given.map((one: JsonValue) => (isObject(one) ? one : refuse(refusals.invalidRecords)))
}

function rowOf({ rows }: Draft, id: JsonValue | undefined): Row {
  if (typeof id !== 'string' || !recordId.test(id)) return refuse(refusals.invalidRecords)
  return rows.get(id) ?? refuse(refusals.unknownRow(id))
}

function mergeFields(table: Table, performUpsert: JsonValue | undefined): readonly Field[] {
  const names = isObject(performUpsert) ? performUpsert['fieldsToMergeOn'] : undefined
  if (!Array.isArray(names) || names.length === 0 || names.length > 3) return refuse(refusals.invalidRequest)
  return names.map((name: JsonValue) => {
    const field = byNameOrId(table.fields, String(name)) ?? refuse(refusals.unknownField(String(name)))
    return mergeable.has(field.type) ? field : refuse(refusals.invalidRequest)
  })
}

/** The row that has these values; a record that lacks one of them is refused (U). */
function match({ rows }: Draft, fields: readonly Field[], cells: Written): Row | undefined {
  const wanted = fields.map((field) => [field.id, cells.get(field) ?? refuse(refusals.invalidRequest)] as const)
  const found = [...rows.values()].filter(({ cells: own }) => wanted.every(([id, value]) => isSame(own[id], value)))
  return found.length > 1 ? refuse(refusals.severalMatches) : found[0]
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

function answerOne(request: WriteRequest, id: string): Answer {
  const [record] = recordsOf(request, [id])
  return { status: 200, body: record ?? null }
}

const answerAll = (request: WriteRequest, ids: readonly string[], more: Json = {}): Answer => ({
  status: 200,
  body: { records: recordsOf(request, ids), ...more },
})

function recordsOf({ draft, body }: WriteRequest, ids: readonly string[]): readonly Json[] {
  const table = draft.done()
  return ids.flatMap((id) => {
    const row = table.rows.get(id)
    const key = body['returnFieldsByFieldId'] === true ? 'id' : 'name'
    return row ? [{ ...recordOf(table, row, table.fields, key) }] : []
  })
}
