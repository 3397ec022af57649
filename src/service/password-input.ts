import { InviteError } from '../domain/errors.ts'
import { isTooLong } from '../domain/password-policy.ts'
import type { Account } from '../domain/records.ts'
import type { Context } from './context.ts'
import type { PasswordGuess } from './count-passwords.ts'

/** Refuses a password over the limit before anything is done with it, and finds out whether it is a common one. */
export async function commonness(context: Context, password: string | null, field = 'password'): Promise<boolean> {
  if (password === null) return false
  if (isTooLong(password, context.policy.passwords))
    throw new InviteError('password_policy', { fields: [{ field, code: 'too_long' }] })
  return context.policy.passwords.refuseCommon && (await context.isCommonPassword(password))
}

/** Whether somebody who is logged in knows the account's password: a guess like any other. */
export async function isCurrent(
  { hasher, policy }: Context,
  guess: PasswordGuess,
  account: Account | null,
  typed: string,
): Promise<boolean> {
  const hash = account?.passwordHash
  await guess.open()
  try {
    const isStopped = await guess.count(account)
    const matches = hash != null && !isTooLong(typed, policy.passwords) && (await hasher.verify(typed, hash)).ok
    const isRight = matches && !isStopped
    await (isRight ? guess.forget() : guess.failed())
    return isRight
  } finally {
    guess.end()
  }
}
