import { type Change, InviteError, type Outcome, type Storage } from '../../../src/index.ts'
import { unavailable } from './airtable-error.ts'
import { createCheck } from './check.ts'
import { createCompaction } from './compact.ts'
import { ENTRY_SIZE, type Entry, PARTS, rowsOf } from './entry.ts'
import { LATE, type Result } from './fold.ts'
import { createNumberedOrder } from './numbered-order.ts'
import { type AirtableOptions, resolveOptions } from './options.ts'
import { createProjection } from './projection.ts'
import { createRegisteredOrder } from './registered-order.ts'
import { createSetup, type SetUp } from './setup.ts'
import { createSnapshots } from './snapshots.ts'
import { createTable } from './table.ts'
import { createTransport } from './transport.ts'

/** What became of a commit: `lost` took no effect and never will, of `open` nobody knows yet. */
export type Resolution = 'committed' | 'lost' | 'open'

/** A storage in an Airtable base, and what it takes to look after it. */
export interface AirtableStorage extends Storage {
  /** Compares the base with what is needed. Rejects with an `Error` that names each table and field that is missing or wrong. */
  check(): Promise<void>
  /** Makes what the API lets it make, and says what a person must add by hand. May be run again. */
  setup(): Promise<SetUp>
  /** Reads what became of a commit of which a caller was told nothing certain; writes nothing. After twelve quiet minutes it is never `open`. */
  resolve(commitId: string): Promise<Resolution>
  /** Takes over who is new in the host's table of people, and brings the host's tables to what the log says. */
  project(): Promise<void>
  /** Does what is to be done from time to time, every 15 minutes or more: `project`, snapshots, deleting what they replace. */
  sweep(): Promise<void>
  /** Takes a person and everything about them out of the state. Their data leaves the base with the rows of the log that a later sweep deletes. */
  erase(accountId: string): Promise<void>
  /** Waits until the host's tables have followed what this process has committed. */
  close(): Promise<void>
}

const PATIENCE = 15_000 // milliseconds for what a person waits for
const LONG = 120_000 // milliseconds for what nobody waits for
// Then nothing can become of a commit any more: rows made later are void, also by a clock that is as far off as may be.
const QUIET = 2 * LATE + 2 * 60_000
const AGAIN = 60_000 // milliseconds until it is worth asking again

/**
 * A storage in an Airtable base: a log in one table that every process reads, in the order of its autoNumber field. It
 * rests on what Airtable does not promise; `docs/airtable.md` says what, and what it costs.
 *
 * @throws TypeError naming the option that is wrong.
 *
 * @example
 * const storage = airtableStorage({
 *   base: 'appExampleBase001',
 *   token: airtableToken,
 *   acceptAssumptions: ['numbers-rise', 'visible-in-a-minute', 'nobody-edits-the-log'],
 * })
 * const service = createInviteService({ baseUrl: 'https://app.example.com', storage, permissions })
 */
export function airtableStorage(options: AirtableOptions): AirtableStorage {
  const resolved = resolveOptions(options)
  const { base, time, register, unaccepted } = resolved
  const transport = createTransport(resolved)
  const table = (name: string) => createTable(transport, base, name)
  const [log, snapshots] = [table(resolved.log), createSnapshots(table(resolved.snapshots))]
  const order = register
    ? createRegisteredOrder(log, snapshots, time, register)
    : createNumberedOrder(log, snapshots, time)
  /** What is done behind the answers, one after the other. */
  let background: Promise<void> = Promise.resolve()
  /** Commits of which nothing is certain yet: under which name they were sent, and when. */
  const open = new Map<string, { readonly name: string; readonly since: number }>()
  const deadline = (patience = PATIENCE): number => time.now() + patience

  /** What fails here is made up for by the next sweep, of any process. */
  function behind(work: () => Promise<void>): void {
    background = background.then(work).catch(() => undefined)
    resolved.waitUntil(background)
  }

  const append = (id: string, entry: Entry, patience = PATIENCE): Promise<Result | null> =>
    order.append(id, entry, deadline(patience))

  const compaction = createCompaction({ log, snapshots, order, time })
  const projection = createProjection({
    ...resolved,
    table,
    order,
    append: (entry, patience) => append(crypto.randomUUID(), entry, patience),
  })

  async function commit(change: Change): Promise<Outcome> {
    if (order.fold.rows.committed(change.id)) return { outcome: 'committed', keys: {} }
    const entry = { kind: 'change', at: time.now(), change } as const
    // One that was lost before is decided anew, under another name; the same one from several callers is one.
    const isFirst = isUuid(change.id) && order.fold.resultOf(change.id) === undefined
    const name = isFirst ? change.id : crypto.randomUUID()
    if (rowsOf(name, entry).length > PARTS) throw new InviteError('payload_too_large')
    const result = await append(name, entry)
    if (result === null) {
      open.set(change.id, { name, since: time.now() })
      return { outcome: 'undecided' }
    }
    if (result.outcome === 'void') throw clocksDiffer()
    if (result.outcome === 'conflict') return { outcome: 'conflict' }
    projection.follow(change, behind)
    compaction.follow(result.place, behind)
    return { outcome: 'committed', keys: {} }
  }

  async function resolve(id: string): Promise<Resolution> {
    const asked = time.now()
    await order.catchUp(deadline())
    if (order.fold.rows.committed(id)) open.delete(id)
    if (order.fold.rows.committed(id)) return 'committed'
    const pending = open.get(id)
    const isOver = !pending || order.fold.resultOf(pending.name) || asked - pending.since > QUIET
    if (isOver) open.delete(id)
    return isOver ? 'lost' : 'open'
  }

  async function project(): Promise<void> {
    await order.catchUp(deadline(LONG))
    await projection.reconcile()
  }

  return {
    capabilities: {
      accountKeys: 'application',
      atomicCommit: true,
      sessions: 'opaque',
      changeSize: ENTRY_SIZE,
      ...(unaccepted.length > 0 && { unaccepted }),
    },

    async load(plan, inputs) {
      await order.catchUp(deadline())
      projection.heal(behind)
      const found = () => inputs.map((input) => order.fold.rows.load(plan, input))
      const snapshots = found()
      return (await projection.adoptMissing(plan, inputs, snapshots)) ? found() : snapshots
    },

    async list(query) {
      await order.catchUp(deadline())
      return order.fold.rows.list(query)
    },

    commit,

    async committed(id) {
      const resolution = await resolve(id)
      if (resolution === 'open') throw unavailable(AGAIN)
      return resolution === 'committed' ? { keys: {} } : null
    },

    async purge(before, limit) {
      const result = await append(crypto.randomUUID(), { kind: 'purge', at: time.now(), before, limit })
      if (result === null) throw unavailable(PATIENCE)
      return result.gone
    },

    check: createCheck(transport, resolved),
    setup: createSetup(transport, resolved),
    project,

    async resolve(id) {
      // Of what another process has sent nothing is known here: from the first question on it has twelve minutes to come.
      const name = open.get(id)?.name ?? id
      open.set(id, { name, since: open.get(id)?.since ?? time.now() })
      return resolve(id)
    },

    async sweep() {
      await project()
      await compaction.run(deadline(LONG))
    },

    async erase(account) {
      const result = await append(crypto.randomUUID(), { kind: 'erase', at: time.now(), account })
      if (result === null) throw unavailable(PATIENCE)
      await compaction.snapshot(deadline(LONG))
    },

    async close() {
      await background
    },
  }
}

const isUuid = (id: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)

const clocksDiffer = (): Error =>
  new Error('The clock of this machine and that of Airtable are minutes apart: nothing was written. Set the clock.')
