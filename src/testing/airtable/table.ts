import type { Json } from '../../domain/records.ts'

/** What a cell holds. An empty one is absent, never null. */
export type AirtableCell = string | number | boolean | readonly string[]

/** Cells under the names of their fields. */
export type AirtableCells = Readonly<Record<string, AirtableCell>>

/** The types of fields that the emulator knows; Airtable computes the last three. */
export type AirtableFieldType =
  | 'singleLineText'
  | 'multilineText'
  | 'email'
  | 'url'
  | 'phoneNumber'
  | 'number'
  | 'checkbox'
  | 'date'
  | 'dateTime'
  | 'singleSelect'
  | 'multipleSelects'
  | 'autoNumber'
  | 'createdTime'
  | 'formula'

/** A column of a table. */
export interface AirtableField {
  /** Its key: `fld` and 14 characters, made where nothing is said. */
  readonly id?: string
  /** What people call it. */
  readonly name: string
  /** What its cells hold. */
  readonly type: AirtableFieldType
  /** As Airtable has them: `choices` of a select, `precision` of a number, `formula` of a formula. */
  readonly options?: Json
}

/** A table as a person makes it by hand: with fields too that the API does not create. */
export interface AirtableTable {
  /** Its key: `tbl` and 14 characters, made where nothing is said. */
  readonly id?: string
  /** What people call it. */
  readonly name: string
  /** At least one. The first is the primary field. */
  readonly fields: readonly AirtableField[]
  /** The rows that it starts with. */
  readonly records?: readonly AirtableCells[]
}

/** A table as the API describes it. */
export interface AirtableTableSchema {
  /** Its key. */
  readonly id: string
  /** What people call it. */
  readonly name: string
  /** The key of the first field. */
  readonly primaryFieldId: string
  /** Its columns, each with its key. */
  readonly fields: readonly (AirtableField & { readonly id: string })[]
  /** The emulator has one view for each table, which shows all rows in the order in which they were made. */
  readonly views: readonly { readonly id: string; readonly name: string; readonly type: 'grid' }[]
}

/** A row as the API answers it. */
export interface AirtableRecord {
  /** `rec` and 14 characters. */
  readonly id: string
  /** To the second: it orders nothing. */
  readonly createdTime: string
  /** Its cells without the empty ones, the computed ones among them. */
  readonly fields: AirtableCells
}
