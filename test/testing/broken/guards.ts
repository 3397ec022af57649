import type { AnyGuard, Change, Storage, Write } from '../../../src/index.ts'
import { withoutGuards } from '../../support/without-guards.ts'
import { type BrokenStorage, inMemory, turns } from './broken-storage.ts'

/** Memory whose commits are made in another way. */
const committing = (
  name: string,
  caughtBy: readonly string[],
  commit: (whole: Storage, change: Change) => ReturnType<Storage['commit']>,
): BrokenStorage => inMemory(name, caughtBy, (whole) => ({ commit: (change) => commit(whole, change) }))

/** The same change with other writes. */
const rewritten = (change: Change, write: (one: Write) => Write): Change => ({
  ...change,
  writes: change.writes.map(write),
})

/** A condition without its times. */
function timeless(where: object): object {
  const isTime = (wanted: unknown) => typeof wanted === 'object' && wanted !== null && 'gt' in wanted
  return Object.fromEntries(Object.entries(where).filter(([, wanted]) => !isTime(wanted)))
}

const conditional = (write: Write): boolean => write.write !== 'insert'

/** Looks whether the conditions of a change hold, row by row, before anything is locked. */
async function looksRight(storage: Storage, { guards, writes }: Change): Promise<boolean> {
  for (const { record, id, where } of [...guards, ...writes.filter(conditional)] as readonly AnyGuard[]) {
    const probe = { id: `probe of ${id}`, writes: [], guards: [{ record, id, where }] } as Change
    if ((await storage.commit(probe)).outcome === 'conflict') return false
  }
  return true
}

/** The sum that an `add` would come to, read first and written as a value afterwards. */
async function counting(storage: Storage, write: Write): Promise<Write> {
  if (write.write !== 'add') return write
  const plan = { row: { record: write.record, by: { id: { input: 'id' } } } } as const
  const [found] = await storage.load(plan, [{ id: write.id }])
  const value = (field: string): number => Number(Reflect.get(found?.row ?? {}, field))
  const sum = value(write.field) + write.by
  await turns()
  // Beyond the limit it waits for something that never comes true.
  const where = sum > value(write.upTo) ? { ...write.where, id: '' } : write.where
  return { write: 'update', record: write.record, id: write.id, where, set: { [write.field]: sum } } as unknown as Write
}

/** Guards that are missing, or stand in the wrong place. */
export const guards: readonly BrokenStorage[] = [
  committing(
    'no guards at all',
    [
      'contract: a guard that fails is a conflict: another value',
      'races: complete one reset',
      'races: refresh one token',
      'races: send one message',
      'model:',
    ],
    (whole, change) => withoutGuards(whole).commit(change),
  ),
  committing(
    'rows that are only read are neither locked nor looked at',
    ['contract: of changes that exclude each other', 'races: accept, while somebody demotes the inviter, between'],
    (whole, change) => whole.commit({ ...change, guards: [] }),
  ),
  committing(
    'guards are looked at before the transaction',
    ['contract: of changes that exclude each other', 'races: two owners demote each other: one stays'],
    async (whole, change) => {
      if ((await whole.committed(change.id)) === null && !(await looksRight(whole, change)))
        return { outcome: 'conflict' }
      await turns()
      return withoutGuards(whole).commit(change)
    },
  ),
  committing(
    'expiry is forgotten',
    ['contract: a guard that fails is a conflict: a time that is over', 'model:'],
    (whole, change) =>
      whole.commit({
        ...rewritten(change, (write) =>
          write.write === 'insert' ? write : ({ ...write, where: timeless(write.where) } as Write),
        ),
        guards: change.guards.map((one) => ({ ...one, where: timeless(one.where) }) as AnyGuard),
      }),
  ),
  committing(
    'an add does not look at its limit',
    [
      'contract: an add goes up to its limit',
      'contract: a conflict writes nothing: an add beyond the limit',
      'races: take the seats',
    ],
    (whole, change) =>
      whole.commit(
        rewritten(change, (write) => (write.write === 'add' ? ({ ...write, upTo: 'expiresAt' } as Write) : write)),
      ),
  ),
  committing(
    'seats are counted, and then written',
    ['contract: an add goes up to its limit', 'races: take the seats of an open link'],
    async (whole, change) => {
      const writes: Write[] = []
      for (const write of change.writes) writes.push(await counting(whole, write))
      return whole.commit({ ...change, writes })
    },
  ),
]
