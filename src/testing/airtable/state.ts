import type { Json } from '../../domain/records.ts'
import type { AirtableCell, AirtableFieldType, AirtableTableSchema } from './table.ts'

export interface Field {
  readonly id: string
  readonly name: string
  readonly type: AirtableFieldType
  readonly options?: Json
}

export interface Row {
  readonly id: string
  readonly createdTime: string
  /** Under the keys of the fields, without the empty ones and those that are computed when they are read. */
  readonly cells: Readonly<Record<string, AirtableCell>>
  /** When reads begin to show it. */
  readonly visibleAt: number
}

/** A table at one moment: a write makes another one of it. */
export interface Table {
  readonly id: string
  readonly name: string
  readonly viewId: string
  readonly fields: readonly Field[]
  /** In the order in which they were made. */
  readonly rows: ReadonlyMap<string, Row>
  /** The last number of each autoNumber field. It never goes back when rows are deleted (R). */
  readonly numbers: Readonly<Record<string, number>>
}

/** The name of the only view: every table of Airtable starts with it. */
export const viewName = 'Grid view'

export const isComputed = ({ type }: Field): boolean =>
  type === 'autoNumber' || type === 'createdTime' || type === 'formula'

/** To the second, and rounded (R): two rows may have their times the other way round. */
export const createdTimeOf = (at: number): string => new Date(Math.round(at / 1000) * 1000).toISOString()

export const byNameOrId = <T extends { readonly id: string; readonly name: string }>(
  all: readonly T[],
  key: string,
): T | undefined => all.find(({ id }) => id === key) ?? all.find(({ name }) => name === key)

export const schemaOf = ({ id, name, viewId, fields }: Table): AirtableTableSchema => ({
  id,
  name,
  primaryFieldId: fields[0]?.id ?? '',
  fields,
  views: [{ id: viewId, name: viewName, type: 'grid' }],
})
