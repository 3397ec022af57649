import type { Change, RecordKind } from '../../../src/index.ts'
import type { AirtableRow, Cells } from './table.ts'

/** What a person's row in the host's table said when it was read. */
export interface Seen {
  readonly email: string
  readonly name: string
  readonly hash: string | null
  readonly status: 'invited' | 'active' | 'suspended'
}

/** A person of the host's table: new to us, or changed by hand since it was read last. */
export interface Sighting {
  readonly record: string
  /** The account that the row names itself, where the mapping has a field for that. */
  readonly account: string | null
  readonly from: Seen | null
  readonly to: Seen
}

/** One entry of the log. `at` is when it was decided, by the clock of whoever did. */
export type Entry = { readonly at: number } & (
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'purge'; readonly before: number; readonly limit: number }
  | { readonly kind: 'people'; readonly sightings: readonly Sighting[] }
  | { readonly kind: 'erase'; readonly account: string }
)

/** A row of the log: an entry, or a part of a long one. */
export interface LogRow {
  /** Its place: the number that Airtable gave it, or the position that the register did. */
  readonly place: number
  /** Airtable's key of the row. */
  readonly record: string
  /** The name of the entry. Rows with the same name and part are the same row, sent again. */
  readonly id: string
  readonly part: number
  readonly parts: number
  readonly data: string
  /** When Airtable made it, to the second. */
  readonly createdAt: number
}

/** The fields of the log table; `seq` is an autoNumber. */
export const logFields = { seq: 'seq', id: 'commit_id', part: 'part', data: 'data' } as const

// A long text cell holds 100,000 characters (documented). The rest is room for the frame.
const CELL = 99_000
export const PARTS = 10 // rows that one request makes, all of them or none

/** Characters that one entry may have as JSON, with each beyond Latin letters counted as six. */
export const ENTRY_SIZE = CELL * PARTS

/** What is beyond Latin is escaped, and a frame keeps blanks at the ends: nothing is left for a cell to compose, cut or trim. */
export function chunks(value: unknown): readonly string[] {
  const text = JSON.stringify(value).replaceAll(/[^\x20-\x7e\u00a1-\u00ac\u00ae-\u024f]/g, escaped)
  const count = Math.max(1, Math.ceil(text.length / CELL))
  return Array.from({ length: count }, (_, n) => `|${text.slice(n * CELL, (n + 1) * CELL)}|`)
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** What chunks hold together; a `SyntaxError` where that is no JSON. */
export const joined = (parts: readonly string[]): unknown => JSON.parse(parts.map((part) => part.slice(1, -1)).join(''))

export const partOf = (part: number, parts: number): string => `${part}/${parts}`

/** The rows of an entry. */
export const rowsOf = (id: string, entry: Entry): readonly Cells[] =>
  chunks(entry).map((data, n, all) => ({
    [logFields.id]: id,
    [logFields.part]: partOf(n + 1, all.length),
    [logFields.data]: data,
  }))

const PART = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/

export function readPart(value: unknown): { readonly part: number; readonly parts: number } | null {
  const [, part, parts] = PART.exec(String(value)) ?? []
  return part === undefined ? null : { part: Number(part), parts: Number(parts) }
}

/** A row as it was read. One that no program of ours made has no parts: it keeps its place and says nothing. */
export function readRow({ id: record, createdTime, fields }: AirtableRow, place: unknown): LogRow {
  const part = readPart(fields[logFields.part]) ?? { part: 0, parts: 0 }
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '')
  return {
    place: Number(place),
    record,
    id: text(logFields.id),
    ...part,
    data: text(logFields.data),
    createdAt: Date.parse(createdTime),
  }
}

/** All rows of a storage, as a snapshot keeps them. */
export type Rows = { readonly [K in RecordKind]?: readonly { readonly [field: string]: unknown }[] }
