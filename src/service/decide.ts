import { type Change, type Decided, isRef, type Moment, type OfferIds, update } from '../domain/change.ts'
import { type Code, InviteError } from '../domain/errors.ts'
import type { AuditEvent } from '../domain/records.ts'
import { isRefusal, type Refusal } from '../domain/refusal.ts'
import type { Inputs, Keys, Plan, Snapshot } from '../ports/storage.ts'
import { freshId } from '../tokens/fresh-id.ts'
import type { Context } from './context.ts'
import { type Idempotent, KEPT_FOR, replayPlan } from './idempotency.ts'

const DECISIONS = 5
const mayNotAsk: ReadonlySet<Code> = new Set(['not_authenticated', 'forbidden'])

/** One use-case: what it reads, what takes time and is no rule (hashing), and the rule. */
export interface UseCase<S, D, A, X> {
  readonly read: () => Promise<S>
  readonly prepare?: (snapshot: S, moment: Moment) => Promise<X>
  readonly rule: (snapshot: S, moment: Moment, prepared: X) => Decided<D> | Refusal
  /** Asked once, when the rule has said yes and before it is made true: what throws here is not done. */
  readonly admit?: (decided: D) => Promise<void>
  /** What the caller gets of a decision that is true now. */
  readonly view: (decided: D, moment: Moment) => A | Promise<A>
  readonly idempotent?: Idempotent<A> | null
}

/** Decide, then commit: reads, asks the rule, commits; on a conflict it reads and asks again, a few times. */
export async function decide<S, D, A, X = undefined>(context: Context, useCase: UseCase<S, D, A, X>): Promise<A> {
  let staleKey: AuditEvent | null = null
  let isAdmitted = false
  for (let tries = 0; tries < DECISIONS; tries++) {
    const snapshot = await useCase.read()
    const moment = momentOf(context)
    const prepared = (await useCase.prepare?.(snapshot, moment)) as X
    // What is prepared takes time: the rule is told how late it is.
    const decision = useCase.rule(snapshot, { ...moment, now: context.clock.now() }, prepared)
    if (!isRefusal(decision) && decision.change !== null) {
      if (useCase.admit && !isAdmitted) await useCase.admit(decision.answer)
      isAdmitted = true
      const keys = await commit(context, staleKey ? releasing(decision.change, staleKey) : decision.change)
      if (keys) return useCase.view(withKeys(decision.answer, keys), moment)
    }
    // Whoever may not ask gets no earlier answer either.
    if (isRefusal(decision) && mayNotAsk.has(decision.refused)) throw refused(context, decision)
    const earlier = await earlierCommit(context, useCase.idempotent)
    if (earlier && earlier.at + KEPT_FOR > context.clock.now())
      return replay(earlier, useCase.idempotent as Idempotent<A>)
    staleKey = earlier
    if (isRefusal(decision)) throw refused(context, decision)
    if (decision.change === null) return useCase.view(decision.answer, moment)
  }
  throw new InviteError('busy', { retryAfterSeconds: 1 })
}

/** One snapshot of a plan. */
export async function loadOne<P extends Plan>(context: Context, plan: P, inputs: Inputs): Promise<Snapshot<P>> {
  const [snapshot] = await context.storage.load(plan, [inputs])
  if (snapshot === undefined) throw new TypeError('The storage gave no snapshot')
  return snapshot
}

/** The time, and a fresh key for each record that the decision makes. */
export function momentOf(context: MomentContext): Moment {
  const now = context.clock.now()
  const fresh = () => freshId(now, context.random)
  const ids = { commit: fresh(), membership: fresh(), session: fresh(), refreshToken: fresh() }
  return { now, ids: { ...ids, ...offerIds(context, now) } }
}

type MomentContext = Pick<Context, 'clock' | 'random' | 'storage'>

/** Fresh keys for what one offer makes. */
export function offerIds({ random, storage }: MomentContext, now: number): OfferIds {
  const fresh = () => freshId(now, random)
  const account = fresh()
  return {
    account: storage.capabilities.accountKeys === 'database' ? { ref: 'account', name: account } : account,
    invitation: fresh(),
    challenge: fresh(),
    message: fresh(),
  }
}

/** The refusal as the face throws it; observers hear of it. */
export function refused(context: Context, { refused: code, params }: Refusal): InviteError {
  context.observers.observe('refused', context.clock.now(), { code })
  return new InviteError(code, params)
}

/** Commits a change, tells the listeners, and starts a drain for its mails; null for a conflict. */
export async function commit(context: Context, change: Change): Promise<Keys | null> {
  const outcome = await context.storage.commit(change)
  const done =
    outcome.outcome === 'undecided'
      ? await context.storage.committed(change.id)
      : outcome.outcome === 'committed'
        ? outcome
        : null
  if (done === null) return null
  const { keys } = done
  for (const write of change.writes)
    if (write.write === 'insert' && write.record === 'event')
      context.observers.emitCommitted(withKeys(write.values, keys) as AuditEvent)
  if (change.writes.some((write) => write.write === 'insert' && write.record === 'message')) context.startDrain()
  return keys
}

async function earlierCommit(
  context: Context,
  idempotent: Idempotent<unknown> | null | undefined,
): Promise<AuditEvent | null> {
  return idempotent ? (await loadOne(context, replayPlan, { key: idempotent.key })).event : null
}

function replay<A>(event: AuditEvent, idempotent: Idempotent<A>): Promise<A> {
  if (event.idempotencyBody !== idempotent.body) throw new InviteError('idempotency_mismatch')
  return idempotent.replay(event)
}

/** A key that has served its day is free for a new commit. */
const releasing = (change: Change, { id, idempotencyKey }: AuditEvent): Change => ({
  ...change,
  writes: [...change.writes, update('event', id, { idempotencyKey }, { idempotencyKey: null })],
})

/** Puts the keys that the database made where the answer names them by reference. */
function withKeys<A>(answer: A, keys: Keys): A {
  if (Object.keys(keys).length === 0) return answer
  const resolve = (value: unknown): unknown => {
    // An object of the host's may look like a reference; its name is that of no key.
    if (isRef(value) && Object.hasOwn(keys, value.name)) return keys[value.name]
    if (Array.isArray(value)) return value.map(resolve)
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]))
      : value
  }
  return resolve(answer) as A
}
