import { endSession } from '../../domain/rules/session.ts'
import type { Context } from '../context.ts'
import { decide } from '../decide.ts'
import { findSessionToEnd } from './find-session.ts'

/** Ends a session for good. One that is unknown or has ended is no error: the caller is logged out. */
export async function logout(context: Context, token: unknown): Promise<void> {
  return decide(context, {
    read: () => findSessionToEnd(context, token),
    rule: endSession,
    view: () => undefined,
  })
}
