import type { PasswordPolicy } from '../domain/password-policy.ts'
import type { Json } from '../domain/records.ts'
import { isRefusal, refuse } from '../domain/refusal.ts'
import { openAccountLink } from '../domain/rules/account-link.ts'
import { isSecret } from '../tokens/secret.ts'
import type { Context } from './context.ts'
import { refused } from './decide.ts'
import { readAccountLink } from './read-account-link.ts'
import { givenName } from './views.ts'

/** What the holder of an activation or reset link sees. */
export interface LinkPreview {
  /** Whose account it is. */
  readonly accountId: string
  /** The address of the account. */
  readonly email: string
  /** What the person is called: the name in the profile, the user name, or the address. */
  readonly name: string | null
  /** What is known of the person. */
  readonly profile: Json
  /** When the link ends. */
  readonly expiresAt: Date
  /** What the new password must be, to be shown beside its field. */
  readonly passwordRules: PasswordPolicy
}

/** Shows whom a link is for. Changes nothing. Refuses a link that has ended with the reason why. */
export async function previewLink(
  context: Context,
  purpose: 'activation' | 'reset',
  token: unknown,
): Promise<LinkPreview> {
  if (!isSecret(purpose, token)) throw refused(context, refuse('link_not_found'))
  const snapshot = await readAccountLink(context, purpose, token)
  const now = context.clock.now()
  const open = openAccountLink(snapshot, purpose, context.policy, now)
  if (isRefusal(open)) throw refused(context, open)
  const { account, challenge } = open
  context.observers.observe(`${purpose}.previewed`, now, {}, account.id)
  return {
    accountId: account.id,
    email: account.email,
    name: givenName(account),
    profile: account.profile,
    expiresAt: new Date(challenge.expiresAt),
    passwordRules: context.policy.passwords,
  }
}
