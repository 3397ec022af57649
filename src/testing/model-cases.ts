import {
  type AnyGuard,
  add,
  type Change,
  guard,
  insert,
  remove,
  type Update,
  update,
  type Where,
  type Write,
} from '../domain/change.ts'
import { same } from './check.ts'
import type { FastCheck } from './fast-check.ts'
import type { ProofCase, ProofOptions } from './proof.ts'
import { atomicExempt, proofCase } from './proof-case.ts'
import { after, emptyReference, purged, type Reference } from './reference.ts'
import { challengeRow, changeOf, createTrial, HOUR, invitationRow, NOW, type Trial } from './trial.ts'

const STEPS = { minLength: 1, maxLength: 30, size: 'max' } as const
const NUMBERS = { minLength: 24, maxLength: 24, size: 'max' } as const // what one step is made of
const kinds = ['challenge', 'invitation', 'event'] as const

/** Random changes, compared with what a few maps say. */
export function modelCases(options: ProofOptions): readonly ProofCase[] {
  const { fastCheck, runs = 50, seed = 1 } = options
  const exempt = atomicExempt(options) ?? (fastCheck ? null : 'the option "fastCheck" is not given')
  const name = 'any changes, sent again and purged, end as a reference says'
  const prove = async (t: Trial, { array, assert, asyncProperty, integer }: FastCheck) => {
    const steps = array(array(integer({ min: 0, max: 999 }), NUMBERS), STEPS)
    await assert(
      asyncProperty(steps, (numbers) => sequence(t, numbers)),
      { seed, numRuns: runs, unbiased: true },
    )
  }
  return [
    proofCase(
      options,
      { group: 'model', name },
      async (store) => {
        if (fastCheck) await prove(createTrial(store, seed), fastCheck)
        return { rounds: runs, wrongWinners: 0, brokenPromises: [] }
      },
      { exempt },
    ),
  ]
}

/** Plays steps on rows of its own, and clears them away, however it ended: what comes next finds nothing. */
async function sequence(t: Trial, steps: readonly (readonly number[])[]): Promise<void> {
  try {
    await play(t, steps)
  } finally {
    await t.commit((await t.rows('invitation')).map(({ id }) => remove('invitation', id, {})))
    await t.storage.purge(NOW + 2 * HOUR, 10_000)
  }
}

async function play(t: Trial, steps: readonly (readonly number[])[]): Promise<void> {
  const ids = [t.id(), t.id(), t.id()]
  const changes: Change[] = []
  let reference = emptyReference()
  for (const numbers of steps) {
    const pick = picker(numbers)
    const what = pick(10)
    if (what === 0) reference = await purge(t, reference, NOW + pick(6))
    else {
      const again = what < 4 ? changes[pick(changes.length || 1)] : undefined
      const change = again ?? changeOf(t.id(), ...randomChange(pick, ids, reference))
      changes.push(change)
      reference = await commit(t, reference, change)
    }
    const found = await Promise.all(kinds.map((kind) => t.rows(kind)))
    const expected = kinds.map((kind) => sorted([...reference[kind].values()]))
    same(found.map(sorted), expected, 'The rows afterwards')
  }
}

async function purge({ storage }: Trial, reference: Reference, before: number): Promise<Reference> {
  const next = purged(reference, before)
  const gone = reference.challenge.size + reference.event.size - next.challenge.size - next.event.size
  same(await storage.purge(before, 10_000), gone, `A purge before ${before}`)
  return next
}

async function commit({ storage }: Trial, reference: Reference, change: Change): Promise<Reference> {
  const next = after(reference, change)
  if (next === 'either') return reference
  const expected = next === 'conflict' ? { outcome: 'conflict' } : { outcome: 'committed', keys: {} }
  same(await storage.commit(change), expected, `The change ${JSON.stringify(change)}`)
  same(
    await storage.committed(change.id),
    next === 'conflict' ? null : { keys: {} },
    `Whether ${change.id} is committed`,
  )
  return next === 'conflict' ? reference : next
}

const sorted = (rows: readonly object[]): readonly object[] =>
  rows.toSorted((a, b) => (JSON.stringify(Reflect.get(a, 'id')) < JSON.stringify(Reflect.get(b, 'id')) ? -1 : 1))

type Pick = (below: number) => number

function picker(numbers: readonly number[]): Pick {
  let next = 0
  return (below) => (numbers[next++ % numbers.length] ?? 0) % below
}

const oneOf = <T>(pick: Pick, values: readonly [T, ...T[]]): T => values[pick(values.length)] ?? values[0]

/** One or two writes and at most one guard, no two of them on one row; most of them fit the rows that are there. */
function randomChange(pick: Pick, ids: readonly string[], now: Reference): [readonly Write[], readonly AnyGuard[]] {
  const rows = (['challenge', 'invitation'] as const).flatMap((record) => ids.map((id) => ({ record, id })))
  const some = (count: number) => Array.from({ length: count }, () => rows.splice(pick(rows.length), 1)).flat()
  const writes = some(1 + pick(2)).map(({ record, id }) => {
    const isThere = now[record].has(id) !== (pick(8) === 0)
    return record === 'challenge' ? onLink(pick, id, isThere) : onInvitation(pick, id, isThere)
  })
  const guards = some(pick(2)).map(({ record, id }) =>
    record === 'challenge' ? guard(record, id, ofLink(pick)) : guard(record, id, ofInvitation(pick)),
  )
  return [writes, guards]
}

const time = (pick: Pick) => NOW + pick(6)
const hash = (pick: Pick) => oneOf(pick, ['e', 'E', 'é', 'i'])
const key = (pick: Pick) => oneOf(pick, ['k', null, 'K'])

const ofLink = (pick: Pick): Where<'challenge'> =>
  oneOf<Where<'challenge'>>(pick, [
    {},
    { status: oneOf(pick, ['open', 'used']) },
    { email: oneOf(pick, [null, 'a@example.com']) },
    { expiresAt: { gt: time(pick) } },
    { status: 'open', generation: pick(2) },
  ])

const ofInvitation = (pick: Pick): Where<'invitation'> =>
  oneOf<Where<'invitation'>>(pick, [
    {},
    { status: oneOf(pick, ['pending', 'revoked']) },
    { openKey: key(pick) },
    { permissions: oneOf(pick, [[], ['a']]) },
    { status: 'pending', expiresAt: { gt: time(pick) } },
  ])

function onLink(pick: Pick, id: string, isThere: boolean): Write {
  const row = { id, hash: hash(pick), expiresAt: time(pick), generation: pick(2) }
  if (!isThere) return insert('challenge', challengeRow(row))
  if (pick(4) === 0) return remove('challenge', id, ofLink(pick))
  const sets: readonly Update<'challenge'>['set'][] = [
    { hash: row.hash },
    { status: 'used', email: 'a@example.com' },
    { generation: row.generation, expiresAt: row.expiresAt },
  ]
  return update('challenge', id, ofLink(pick), sets[pick(3)] ?? {})
}

function onInvitation(pick: Pick, id: string, isThere: boolean): Write {
  const row = { id, openKey: key(pick), seats: 1 + pick(4), permissions: pick(2) ? ['a'] : [], expiresAt: time(pick) }
  if (!isThere) return insert('invitation', invitationRow(row))
  const what = pick(5)
  if (what === 0) return remove('invitation', id, ofInvitation(pick))
  if (what < 3) return add('invitation', id, ofInvitation(pick), { field: 'used', by: 1 + pick(2), upTo: 'seats' })
  const { openKey, permissions } = row
  return update('invitation', id, ofInvitation(pick), what === 3 ? { openKey, permissions } : { status: 'revoked' })
}
