import { type Actor, accountOf } from '../domain/actor.ts'
import { InviteError } from '../domain/errors.ts'
import type { Delivery } from '../domain/policy.ts'
import type { Context } from './context.ts'

/** Counts a mail that somebody has sent to a person. The system counts nothing: it is no request. */
export async function admitMailTo(
  { limits }: Context,
  actor: Actor,
  delivery: Delivery,
  email: string | null,
): Promise<void> {
  if (accountOf(actor) === null || delivery === 'link' || email === null) return
  await limits?.take('resend', { key: [email] })
}

/** Counts the invitations that somebody makes. Where nothing is mailed, a limiter that is down stops nobody. */
export async function admitInvitations(
  { limits }: Context,
  actor: Actor,
  delivery: Delivery,
  points: number,
): Promise<void> {
  const id = accountOf(actor)
  if (id === null || limits === null) return
  try {
    await limits.take('invite', { key: [id], about: id, points })
  } catch (error) {
    if (delivery === 'link' && error instanceof InviteError && error.code === 'limiter_down') return
    throw error
  }
}
