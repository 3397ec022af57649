import { InviteError } from '../domain/errors.ts'
import { isTooLong } from '../domain/password-policy.ts'
import type { Context } from './context.ts'

/** Refuses a password over the limit before anything is done with it, and finds out whether it is a common one. */
export async function commonness(context: Context, password: string | null, field = 'password'): Promise<boolean> {
  if (password === null) return false
  if (isTooLong(password, context.policy.passwords))
    throw new InviteError('password_policy', { fields: [{ field, code: 'too_long' }] })
  return context.policy.passwords.refuseCommon && (await context.isCommonPassword(password))
}
