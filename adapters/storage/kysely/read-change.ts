import { type Change, isRef } from '../../../src/index.ts'
import type { Shape, Shapes } from './shape.ts'
import { createSlots, keyMark, readFields, readKey, readOpen, readWhere, type Slots } from './slots.ts'

/** A row that the pattern compares with others: whether they are one, and which comes first. */
type Known = readonly [table: string, id: string]

/** Puts the values of a change into slots. The same walk tells a pattern that is known and compiles one that is not. */
export function readChange(shapes: Shapes, change: Change, isToCompile: boolean): Slots {
  const slots = createSlots(isToCompile)
  const known: Known[] = []
  readOpen(slots, change, 'id', change.id)
  for (const guard of change.guards) {
    const shape = shapes[guard.record]
    slots.pattern += `guard ${guard.record} `
    readKey(slots, shape, guard, guard.id)
    readWhere(slots, shape, guard.where, true)
    known.push([shape.main, guard.id])
  }
  for (const write of change.writes) {
    const shape = shapes[write.record]
    slots.pattern += `${write.write} ${write.record} `
    if (write.write === 'insert') {
      readFields(slots, shape, write.values)
      slots.pattern += knownOf(shapes, shape, write.values, known)
      continue
    }
    readKey(slots, shape, write, write.id)
    readWhere(slots, shape, write.where, true)
    known.push([shape.main, write.id])
    if (write.write === 'update') {
      slots.pattern += 'set '
      readFields(slots, shape, write.set)
    } else if (write.write === 'add') {
      slots.pattern += `${write.field} up to ${write.upTo} `
      readOpen(slots, write, 'by', write.by)
    }
  }
  if (known.length > 1) slots.pattern += orderOf(known)
  return slots
}

/** In a host's tables new rows may be joined to others by what they name. */
function knownOf({ invitation }: Shapes, shape: Shape, values: object, known: Known[]): string {
  const keyOf = (field: string) => (values as Readonly<Record<string, unknown>>)[field]
  const note = (of: Shape, id: unknown): string => {
    if (isRef(id)) return ''
    known.push([of.main, String(id)])
    return keyMark(of, String(id))
  }
  if (shape.companion !== null) return note(shape, keyOf(shape.onRole ? 'accountId' : 'id'))
  return invitation.link !== null && shape.kind === 'challenge' ? note(invitation, keyOf('subjectId')) : ''
}

/** Which of the rows are one, and in which order they stand. */
function orderOf(known: readonly Known[]): string {
  const sorted = known.map((_, n) => n).sort((a, b) => compare(known[a] as Known, known[b] as Known) || a - b)
  let pattern = ''
  let before: Known | undefined
  for (const n of sorted) {
    const row = known[n] as Known
    pattern += before !== undefined && compare(before, row) === 0 ? `=${n}` : `,${n}`
    before = row
  }
  return pattern
}

function compare([table, id]: Known, [other, otherId]: Known): number {
  if (table !== other) return table < other ? -1 : 1
  return id === otherId ? 0 : id < otherId ? -1 : 1
}
