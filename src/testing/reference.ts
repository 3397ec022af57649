import type { Change, Write } from '../domain/change.ts'
import { type RecordKind, recordKinds, uniqueOf } from '../domain/records.ts'
import { isSame } from './check.ts'

type AnyRow = { readonly [field: string]: unknown }
type Table = ReadonlyMap<string, AnyRow>

/** What a storage should hold: rows by record and id. A change gives new tables, and leaves these. */
export type Reference = { readonly [K in RecordKind]: Table }

export const emptyReference = (): Reference =>
  Object.fromEntries(recordKinds.map((kind) => [kind, new Map()])) as unknown as Reference

/** What a change should do: the tables afterwards, `conflict`, or `either` where the port leaves it open. */
export function after(reference: Reference, { id, guards, writes }: Change): Reference | 'conflict' | 'either' {
  if (reference.event.has(id)) return reference
  if (!guards.every(({ record, id, where }) => holds(reference[record].get(id), where))) return 'conflict'
  const next = Object.fromEntries(recordKinds.map((kind) => [kind, new Map(reference[kind])])) as {
    [K in RecordKind]: Map<string, AnyRow>
  }
  for (const write of writes) {
    const old = reference[write.record].get(keyOf(write))
    const row = written(write, old)
    if (row === 'conflict') return 'conflict'
    if (row === null) next[write.record].delete(keyOf(write))
    else next[write.record].set(keyOf(write), row)
  }
  if (writes.some((write) => takesFreed(reference, writes, write))) return 'either'
  return recordKinds.every((kind) => isUnique(kind, next[kind])) ? next : 'conflict'
}

/** The tables after a purge that asks for no limit. */
export const purged = (reference: Reference, before: number): Reference => ({
  ...reference,
  challenge: new Map([...reference.challenge].filter(([, row]) => Number(row['expiresAt']) > before)),
  event: new Map([...reference.event].filter(([, row]) => Number(row['at']) > before)),
})

const keyOf = (write: Write): string => (write.write === 'insert' ? String(write.values.id) : write.id)

function holds(row: AnyRow | undefined, where: AnyRow): boolean {
  return row !== undefined && Object.entries(where).every(([field, wanted]) => meets(row[field], wanted))
}

function meets(value: unknown, wanted: unknown): boolean {
  const isGreater = typeof wanted === 'object' && wanted !== null && 'gt' in wanted
  return isGreater ? value !== null && Number(value) > Number(wanted.gt) : isSame(value, wanted)
}

function written(write: Write, old: AnyRow | undefined): AnyRow | null | 'conflict' {
  if (write.write === 'insert') return old === undefined ? { ...write.values } : 'conflict'
  if (old === undefined || !holds(old, write.where)) return 'conflict'
  if (write.write === 'remove') return null
  if (write.write === 'update') return { ...old, ...write.set }
  const sum = Number(old[write.field]) + write.by
  return sum <= Number(old[write.upTo]) ? { ...old, [write.field]: sum } : 'conflict'
}

/** An update that takes a key which another write of the same change sets free: engines differ in when they look. */
function takesFreed(reference: Reference, writes: readonly Write[], write: Write): boolean {
  if (write.write !== 'update') return false
  return uniqueOf(write.record).some((fields) => {
    const wanted: AnyRow = { ...reference[write.record].get(write.id), ...write.set }
    return writes.some((other) => {
      const held =
        other === write || other.record !== write.record ? undefined : reference[other.record].get(keyOf(other))
      return held !== undefined && fields.every((field) => wanted[field] !== null && wanted[field] === held[field])
    })
  })
}

function isUnique(kind: RecordKind, table: Table): boolean {
  return uniqueOf(kind).every((fields) => {
    const keys = [...table.values()]
      .map((row) => fields.map((field) => row[field]))
      .filter((key) => !key.includes(null))
    return new Set(keys.map((key) => JSON.stringify(key))).size === keys.length
  })
}
