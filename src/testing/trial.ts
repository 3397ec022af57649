import { type AnyGuard, type Change, insert, type Values, type Write } from '../domain/change.ts'
import { type RecordKind, type Row, recordKinds } from '../domain/records.ts'
import type { Keys, Outcome, Storage } from '../ports/storage.ts'
import { freshId } from '../tokens/fresh-id.ts'
import { same } from './check.ts'
import type { ProofStore } from './proof.ts'
import { seededRandom } from './seeded-random.ts'

/** The time of rows in the proof. */
export const NOW = Date.UTC(2026, 0, 1)
export const HOUR = 3_600_000

/** What a case of the contract works with. */
export interface Trial extends Pick<ProofStore, 'rows'> {
  readonly storage: Storage
  /** A fresh key, greater than those before. */
  id(): string
  /** Commits writes with an event, under an id of their own. */
  commit(writes: readonly Write[], guards?: readonly AnyGuard[]): Promise<Outcome>
  /** The same, where it must be committed. */
  done(writes: readonly Write[], guards?: readonly AnyGuard[]): Promise<Keys>
  /** The same, where it must be a conflict that writes nothing at all. */
  conflict(promise: string, writes: readonly Write[], guards?: readonly AnyGuard[]): Promise<void>
  /** Makes an account, and gives its key. */
  account(values: Partial<Row<'account'>> & { readonly email: string }): Promise<string>
}

export function createTrial({ storage, rows }: ProofStore, seed: number): Trial {
  const random = seededRandom(seed)
  let made = 0
  const id = () => freshId(NOW + made++, random)
  const commit: Trial['commit'] = (writes, guards = []) => storage.commit(changeOf(id(), writes, guards))
  const done: Trial['done'] = async (writes, guards) => {
    const outcome = await commit(writes, guards)
    same(outcome.outcome, 'committed', 'A change whose conditions hold')
    return outcome.outcome === 'committed' ? outcome.keys : {}
  }
  return {
    storage,
    rows,
    id,
    commit,
    done,
    async conflict(promise, writes, guards = []) {
      const before = await everything(rows)
      const change = changeOf(id(), writes, guards)
      same(await storage.commit(change), { outcome: 'conflict' }, promise)
      same(await everything(rows), before, `${promise}: a conflict writes nothing`)
      same(await storage.committed(change.id), null, `${promise}: it did not take effect`)
    },
    async account(values) {
      const key = id()
      const isOurs = storage.capabilities.accountKeys === 'application'
      const account = { ...accountValues(values), id: isOurs ? key : ({ ref: 'account', name: key } as const) }
      const keys = await done([insert('account', account)])
      return isOurs ? key : (keys[key] ?? '')
    },
  }
}

/** Every row of a store, in one order. */
async function everything(rows: ProofStore['rows']): Promise<readonly unknown[]> {
  const all = await Promise.all(recordKinds.map(rows))
  return all.map((found) => found.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
}

/** A change as the rules make them: its event goes by its id. */
export const changeOf = (id: string, writes: readonly Write[], guards: readonly AnyGuard[] = []): Change => ({
  id,
  writes: [...writes, insert('event', eventRow({ id, commitId: id }))],
  guards,
})

type Given<K extends RecordKind, N extends keyof Row<K>> = Partial<Row<K>> & Pick<Row<K>, N>

export const eventRow = (values: Given<'event', 'id' | 'commitId'>): Row<'event'> => ({
  type: 'proof.step',
  actor: null,
  subject: null,
  scope: null,
  data: {},
  idempotencyKey: null,
  idempotencyBody: null,
  at: NOW,
  ...values,
})

export const accountValues = (
  values: Partial<Row<'account'>> & { readonly email: string },
): Omit<Values<'account'>, 'id'> => ({
  username: null,
  usernameKey: null,
  status: 'active',
  passwordHash: 'a hash',
  epoch: 0,
  profile: {},
  locale: null,
  invitationId: null,
  emailVerifiedAt: null,
  lastSeenAt: null,
  createdAt: NOW,
  ...values,
})

export const invitationRow = (values: Given<'invitation', 'id'>): Row<'invitation'> => ({
  openKey: null,
  email: null,
  domains: [],
  scope: 'team',
  role: null,
  permissions: [],
  metadata: {},
  profile: {},
  locale: null,
  status: 'pending',
  reason: null,
  generation: 0,
  seats: 1,
  used: 0,
  delivery: 'none',
  createdBy: null,
  accountId: null,
  createdAt: NOW,
  expiresAt: NOW + HOUR,
  acceptedAt: null,
  ...values,
})

export const challengeRow = (values: Given<'challenge', 'id' | 'hash'>): Row<'challenge'> => ({
  purpose: 'reset',
  subjectId: values.id,
  generation: 0,
  email: null,
  issuedBy: null,
  status: 'open',
  createdAt: NOW,
  expiresAt: NOW + HOUR,
  ...values,
})

export const sessionRow = (values: Given<'session', 'id' | 'hash' | 'accountId'>): Row<'session'> => ({
  epoch: 0,
  device: null,
  status: 'live',
  createdAt: NOW,
  usedAt: NOW,
  expiresAt: NOW + HOUR,
  ...values,
})

export const messageRow = (values: Given<'message', 'id'>): Row<'message'> => ({
  kind: 'reset',
  email: 'ada@example.com',
  invitationId: null,
  accountId: null,
  generation: 0,
  locale: null,
  status: 'due',
  attempts: 0,
  dueAt: NOW,
  failure: null,
  createdAt: NOW,
  sentAt: null,
  ...values,
})
