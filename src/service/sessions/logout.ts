import { endSession } from '../../domain/rules/session.ts'
import { isSecret } from '../../tokens/secret.ts'
import type { Context } from '../context.ts'
import { decide } from '../decide.ts'
import { loadBySecret } from '../load-by-secret.ts'
import { sessionPlan } from '../plans.ts'

/** Ends a session for good. One that is unknown or has ended is no error: the caller is logged out. */
export async function logout(context: Context, token: unknown): Promise<void> {
  if (!isSecret('session', token)) return
  return decide(context, {
    read: () => loadBySecret(context, sessionPlan, ['session', token]),
    rule: endSession,
    view: () => undefined,
  })
}
