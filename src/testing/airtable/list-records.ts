import type { Json, JsonValue } from '../../domain/records.ts'
import { isObject } from './cells.ts'
import { cellOf, readerOf, recordOf } from './computed.ts'
import { evaluate, isYes } from './formula/evaluate.ts'
import { fieldsIn, parseFormula } from './formula/parse.ts'
import type { Iterators } from './iterators.ts'
import { type Answer, refusals, refuse } from './refusals.ts'
import { byNameOrId, type Field, type Row, type Table, viewName } from './state.ts'
import type { AirtableCell, AirtableRecord } from './table.ts'

/** At most 100 records in one page (D). */
const longestPage = 100

/** One page of the rows that a request asks for; more of them are had with its `offset` (D). */
export function listRecords(table: Table, rows: readonly Row[], asked: Json, iterators: Iterators): Answer {
  const length = numberIn(asked['pageSize'] ?? asked['limit'], longestPage) ?? longestPage
  const show = shownAs(table, asked)
  const offset = asked['offset']
  const isNext = typeof offset === 'string' && offset !== ''
  const all = isNext ? iterators.resume(table, offset) : chosen(table, rows, asked)
  const rest = all.slice(length)
  return {
    status: 200,
    body: {
      records: all.slice(0, length).map((row) => ({ ...show(row) })),
      ...(rest.length > 0 && { offset: iterators.keep(table, rest) }),
    },
  }
}

function chosen(table: Table, rows: readonly Row[], asked: Json): readonly Row[] {
  const { view } = { view: asked['view'] }
  const hasView = view !== undefined && view !== ''
  if (hasView && view !== viewName && view !== table.viewId) refuse(refusals.unknownView(String(view)))
  const filtered = rows.filter(filterOf(table, asked['filterByFormula']))
  // Without a sort or a view the order says nothing (D): by keys, which are random.
  const ordered = hasView ? filtered : filtered.toSorted((a, b) => order(a.id, b.id))
  const sorted = ordered.toSorted(sortOf(table, asked['sort']))
  return sorted.slice(0, numberIn(asked['maxRecords'], Number.POSITIVE_INFINITY))
}

function filterOf(table: Table, text: JsonValue | undefined): (row: Row) => boolean {
  if (text === undefined || text === '') return () => true
  const formula = typeof text === 'string' ? parseFormula(text) : refuse(refusals.invalidRequest)
  const unknown = fieldsIn(formula).filter((name) => !byNameOrId(table.fields, name))
  // The recorded message has the names in lower case.
  if (unknown.length > 0) refuse(refusals.invalidFormula(`Unknown field names: ${unknown.join(', ').toLowerCase()}`))
  return (row) => isYes(evaluate(formula, readerOf(table, row)))
}

function sortOf(table: Table, given: JsonValue | undefined): (a: Row, b: Row) => number {
  if (given === undefined) return () => 0
  if (!Array.isArray(given)) return refuse(refusals.invalidRequest)
  const keys = given.map((one: JsonValue) => {
    const { field, direction = 'asc' } = isObject(one) ? one : {}
    if (direction !== 'asc' && direction !== 'desc') refuse(refusals.invalidRequest)
    return { field: fieldNamed(table, field), sign: direction === 'asc' ? 1 : -1 }
  })
  return (a, b) =>
    keys.reduce((found, { field, sign }) => found || sign * order(cellOf(table, a, field), cellOf(table, b, field)), 0)
}

/** Empty cells come first, numbers by their size, all else by its text (U for how texts are compared). */
function order(a: AirtableCell | undefined, b: AirtableCell | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined)
  const [one, other] = typeof a === 'number' && typeof b === 'number' ? [a, b] : [String(a), String(b)]
  return Number(one > other) - Number(one < other)
}

const fieldNamed = (table: Table, name: JsonValue | undefined): Field =>
  byNameOrId(table.fields, String(name)) ?? refuse(refusals.unknownField(String(name)))

/** Only the fields that are asked for, under names or keys; `cellFormat: string` needs a time zone and a locale (D). */
export function shownAs(table: Table, asked: Json): (row: Row) => AirtableRecord {
  const { fields: names, cellFormat = 'json', returnFieldsByFieldId: byId } = asked
  if (cellFormat !== 'json' && cellFormat !== 'string') refuse(refusals.invalidRequest)
  if (cellFormat === 'string' && !(asked['timeZone'] && asked['userLocale'])) refuse(refusals.invalidRequest)
  if (names !== undefined && !Array.isArray(names)) refuse(refusals.invalidRequest)
  const fields = Array.isArray(names) ? names.map((name: JsonValue) => fieldNamed(table, name)) : table.fields
  const key = byId === true || byId === 'true' ? 'id' : 'name'
  return (row) => {
    const record = recordOf(table, row, fields, key)
    if (cellFormat === 'json') return record
    const texts = Object.entries(record.fields).map(([name, cell]) => [name, textOf(cell)])
    return { ...record, fields: Object.fromEntries(texts) }
  }
}

const textOf = (cell: AirtableCell): string => {
  if (typeof cell === 'boolean') return 'checked'
  return typeof cell === 'object' ? cell.join(', ') : String(cell)
}

/** A whole number from 1 to the limit. A URL has it as text. */
function numberIn(value: JsonValue | undefined, limit: number): number | undefined {
  if (value === undefined || value === '') return undefined
  const number = Number(value)
  return Number.isInteger(number) && number >= 1 && number <= limit ? number : refuse(refusals.invalidRequest)
}
