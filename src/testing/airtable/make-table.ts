import type { Json } from '../../domain/records.ts'
import { readCells } from './cells.ts'
import type { Chance } from './chance.ts'
import { formulaOf } from './computed.ts'
import { draftOf } from './draft.ts'
import { fieldsIn, parseFormula } from './formula/parse.ts'
import { answered } from './refusals.ts'
import { byNameOrId, type Field, type Table } from './state.ts'
import type { AirtableField, AirtableTable } from './table.ts'

/** A table as a person makes it. What Airtable would not take from a person either is a `TypeError`. */
export function makeTable(given: AirtableTable, chance: Chance, at: number): Table {
  const { id = chance.id('tbl'), name, records = [] } = given
  if (given.fields.length === 0) throw new TypeError(`The table "${name}" must have a field`)
  const fields = given.fields.map((field) => makeField(field, chance))
  for (const field of fields) check(field, fields)
  const empty: Table = { id, name, viewId: chance.id('viw'), fields, rows: new Map(), numbers: {} }
  const draft = draftOf(empty, { at, chance, visibleAt: at, gap: 0 })
  for (const record of records) draft.insert(byPerson(() => readCells(empty, { ...record }, true)))
  return draft.done()
}

/** A field that a person adds. An autoNumber field numbers the rows that are there, in their order. */
export function addField(table: Table, given: AirtableField, chance: Chance): Table {
  const field = makeField(given, chance)
  check(field, [...table.fields, field])
  const added = { ...table, fields: [...table.fields, field] }
  return field.type === 'autoNumber' ? numbered(added) : added
}

/** Numbers every row anew, without gaps, as when a person turns the field into plain numbers and back. */
export function numbered(table: Table): Table {
  const counting = table.fields.filter(({ type }) => type === 'autoNumber')
  const all = (number: number) => Object.fromEntries(counting.map(({ id }) => [id, number]))
  const rows = [...table.rows.values()].map((row, n) => ({ ...row, cells: { ...row.cells, ...all(n + 1) } }))
  return { ...table, rows: new Map(rows.map((row) => [row.id, row])), numbers: all(rows.length) }
}

/** What a person may do as the API may: its refusal is a mistake of the test. */
export function byPerson<T>(perform: () => T): T {
  const done: T[] = []
  const { body } = answered(() => {
    done.push(perform())
    return { status: 200, body: null }
  })
  for (const one of done) return one
  throw new TypeError(JSON.stringify(body))
}

const makeField = ({ id, ...field }: AirtableField, chance: Chance): Field => ({
  id: id ?? chance.id('fld'),
  ...field,
  ...(field.options && { options: withKeys(field.options, chance) }),
})

/** Choices have keys of their own. */
function withKeys(options: Json, chance: Chance): Json {
  const { choices } = options
  return Array.isArray(choices)
    ? { ...options, choices: choices.map((one) => ({ id: chance.id('sel'), ...one })) }
    : options
}

function check(field: Field, fields: readonly Field[]): void {
  if (fields.filter(({ name }) => name === field.name).length > 1) throw new TypeError(`Two fields are "${field.name}"`)
  if (field.type !== 'formula') return
  const named = fieldsIn(byPerson(() => parseFormula(formulaOf(field)))).map((name) => byNameOrId(fields, name))
  if (named.some((one) => one === undefined || one.type === 'formula'))
    throw new TypeError(`The formula of "${field.name}" may name fields that are there and are no formulas`)
}
