import type { Json, JsonValue } from '../../domain/records.ts'
import { isObject } from './cells.ts'
import type { Chance } from './chance.ts'
import { addField, makeTable } from './make-table.ts'
import { type Answer, refusals, refuse } from './refusals.ts'
import { schemaOf } from './state.ts'
import type { Store } from './store.ts'
import type { AirtableField, AirtableFieldType } from './table.ts'

/** Fields that only a person can add (R). */
const byHand: ReadonlySet<string> = new Set([
  'autoNumber',
  'createdTime',
  'formula',
  'lastModifiedTime',
  'createdBy',
  'lastModifiedBy',
  'count',
  'rollup',
  'multipleLookupValues',
  'button',
])
/** Fields that the API creates, and the options without which it does not (D). */
const creatable: Partial<Record<AirtableFieldType, readonly string[]>> = {
  singleLineText: [],
  multilineText: [],
  email: [],
  url: [],
  phoneNumber: [],
  number: ['precision'],
  checkbox: ['icon', 'color'],
  date: ['dateFormat'],
  dateTime: ['dateFormat', 'timeFormat', 'timeZone'],
  singleSelect: ['choices'],
  multipleSelects: ['choices'],
}

export const readSchema = (store: Store): Answer => ({
  status: 200,
  body: { tables: store.all().map((table) => json(schemaOf(table))) },
})

/** A table with its fields (D). */
export function createTable(store: Store, body: Json, chance: Chance, at: number): Answer {
  const { name, fields: given } = body
  if (typeof name !== 'string' || name === '' || !Array.isArray(given) || given.length === 0)
    return refuse(refusals.invalidRequest)
  if (store.all().some((table) => table.name === name)) refuse(refusals.takenTableName(name))
  const fields = given.map((field: JsonValue) => readField(field, name))
  for (const [n, field] of fields.entries())
    if (fields.findIndex((one) => one.name === field.name) !== n) refuse(refusals.takenFieldName(field.name))
  const table = makeTable({ name, fields }, chance, at)
  store.put(table, at)
  return { status: 200, body: json(schemaOf(table)) }
}

/** A field more in a table that is named by its key (D). */
export function createField(store: Store, key: string, body: Json, chance: Chance, at: number): Answer {
  const table = store.all().find(({ id }) => id === key) ?? refuse(refusals.schemaNotFound)
  const field = readField(body, table.name)
  if (table.fields.some(({ name }) => name === field.name)) refuse(refusals.takenFieldName(field.name))
  const added = addField(table, field, chance)
  store.put(added, at)
  return { status: 200, body: json(added.fields.at(-1)) }
}

function readField(given: JsonValue, table: string): AirtableField {
  const { name, type, options } = isObject(given) ? given : {}
  if (typeof name !== 'string' || name === '' || typeof type !== 'string') return refuse(refusals.invalidRequest)
  const where = `${table}.${name}`
  if (byHand.has(type)) refuse(refusals.notCreatable(where, type))
  const needed = creatable[type as AirtableFieldType] ?? refuse(refusals.invalidRequest)
  const has = isObject(options) ? options : {}
  if (needed.some((option) => has[option] === undefined)) refuse(refusals.invalidOptions(where))
  return { name, type: type as AirtableFieldType, ...(isObject(options) && { options }) }
}

const json = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue
