import { within } from '../../defaults/within.ts'
import { InviteError } from '../../domain/errors.ts'
import type { LinkPurpose } from '../../domain/policy.ts'
import { type MessageSnapshot, markFailed, markSent, takeMessage } from '../../domain/rules/deliver-message.ts'
import type { Mailer } from '../../ports/mailer.ts'
import { mintSecret } from '../../tokens/secret.ts'
import type { Context } from '../context.ts'
import { decide, loadOne } from '../decide.ts'
import { messagePlan } from '../plans.ts'
import { composeMail, type TakenMail } from './compose-mail.ts'

/** How much to send. */
export interface DrainOptions {
  /** Messages, at most, 100 by default. */
  readonly limit?: number
}

/** What a drain did. */
export interface Drained {
  /** Mails that went out. */
  readonly sent: number
  /** Mails that did not: they are due again later, or given up. */
  readonly failed: number
  /** Whether the limit was reached: call again. */
  readonly more: boolean
}

const NONE = {} as const
const AT_ONCE = 8
const ROUNDS = 100

/**
 * Sends the mails that are due. Several workers may drain at once: each message is taken by one of them, with a lease.
 * At least once: hand the mail's id to the provider as its idempotency key.
 */
export async function drain(context: Context, { limit = 100 }: DrainOptions = {}): Promise<Drained> {
  const { mailer, storage, clock } = context
  if (!Number.isInteger(limit) || limit < 1) throw new TypeError('"limit" must be a whole number from 1 on')
  if (mailer === null) throw new TypeError('"mailer" must be given to drain the outbox')
  const { rows: due } = await storage.list({
    record: 'message',
    where: { status: 'due', dueAt: { atMost: clock.now() } },
    with: NONE,
    leastFirst: 'dueAt', // whoever has waited longest
    after: null,
    limit,
  })
  const results: (boolean | null)[] = []
  const ids = due.map(({ row }) => row.id)
  // Each worker takes the next as soon as it is free: one that waits for a slow mailer holds up nobody else.
  const work = async (): Promise<void> => {
    for (let id = ids.shift(); id !== undefined; id = ids.shift()) results.push(await deliver(context, mailer, id))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return {
    sent: results.filter((result) => result === true).length,
    failed: results.filter((result) => result === false).length,
    more: due.length === limit,
  }
}

/** Drains until nothing is due, or others have had time enough to add as much again. */
export async function drainAll(context: Context): Promise<void> {
  for (let round = 0; round < ROUNDS && (await drain(context)).more; round++);
}

/** True when it was sent, false when that failed, null when there was nothing to send: cancelled, or another worker has it. */
async function deliver(context: Context, mailer: Mailer, id: string): Promise<boolean | null> {
  const taken = await take(context, id)
  if (taken === null) return null
  const attempt = taken.message.attempts + 1
  try {
    const mail = await composeMail(context, taken)
    await within(context.policy.outbox.patience, mailer(mail))
  } catch (error) {
    await settle(context, id, (snapshot, moment) =>
      markFailed(snapshot, attempt, wordOf(error), context.policy, moment),
    )
    return false
  }
  await settle(context, id, (snapshot, moment) => markSent(snapshot, attempt, moment))
  return true
}

/** Takes a message with a commit that stores the hash of the link which the mail will carry. */
async function take(context: Context, id: string): Promise<TakenMail | null> {
  const secrets = eachPurpose((purpose) => mintSecret(purpose, context.random))
  const hashes = eachPurpose((purpose) => context.secrets.stored(purpose, secrets[purpose]))
  return unlessBusy(() =>
    decide(context, {
      read: () => loadOne(context, messagePlan, { id }),
      rule: (seen, moment) => {
        const { change, answer } = takeMessage(seen, hashes, context.policy, moment)
        const { message } = seen
        return { change, answer: answer && message && { ...answer, ...seen, message, secrets } }
      },
      view: (taken) => taken,
    }),
  )
}

const eachPurpose = <T>(make: (purpose: LinkPurpose) => T): { readonly [purpose in LinkPurpose]: T } => ({
  invitation: make('invitation'),
  activation: make('activation'),
  reset: make('reset'),
  email: make('email'),
})

async function settle(
  context: Context,
  id: string,
  rule: Parameters<typeof decide<MessageSnapshot, null, null>>[1]['rule'],
): Promise<void> {
  await unlessBusy(() => decide(context, { read: () => loadOne(context, messagePlan, { id }), rule, view: () => null }))
}

/** A message that others are busy with is theirs. */
async function unlessBusy<A>(attempt: () => Promise<A>): Promise<A | null> {
  try {
    return await attempt()
  } catch (error) {
    if (error instanceof InviteError && error.code === 'busy') return null
    throw error
  }
}

/** A failure in a word: a provider's message may repeat addresses or links, its code or class does not. */
function wordOf(error: unknown): string {
  const word: unknown =
    typeof error === 'object' && error !== null
      ? 'code' in error
        ? error.code
        : 'name' in error
          ? error.name
          : 'error'
      : 'error'
  return typeof word === 'string' && /^\w{1,40}$/.test(word) ? word : 'error'
}
