import type { LinkedAccount } from '../domain/rules/account-link.ts'
import type { Context } from './context.ts'
import { loadBySecret } from './load-by-secret.ts'
import { accountLinkPlan } from './plans.ts'
import { readOver } from './read-over.ts'

/** Reads the account behind an activation or reset link; for one that an administrator was handed, that person as well. */
export async function readAccountLink(
  context: Context,
  purpose: 'activation' | 'reset',
  token: string,
): Promise<LinkedAccount> {
  const { challenge, account } = await loadBySecret(context, accountLinkPlan, [purpose, token])
  const issuedBy = challenge?.issuedBy ?? null
  if (issuedBy === null || account === null) return { challenge, account, issuer: null }
  return { challenge, account, issuer: await readOver(context, { type: 'account', id: issuedBy }, account.id) }
}
