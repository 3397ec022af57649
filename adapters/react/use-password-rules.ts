import { useMemo } from 'react'
import { type ClientAnswer, type PasswordRule, passwordRules } from '../../src/client.ts'

/**
 * The rules for what is typed so far, to be shown beside the field; empty until the policy is known. The server asks all of
 * them again, and the list of common passwords besides.
 *
 * @example
 * const { preview } = useInvitation(token)
 * const rules = usePasswordRules(preview?.passwordRules ?? null, password, [preview?.invitation?.email ?? ''])
 * const ready = rules.every((rule) => rule.met)
 */
export function usePasswordRules(
  policy: ClientAnswer<'invitations', 'preview'>['passwordRules'] | null,
  password: string,
  context: readonly string[] = [],
): readonly PasswordRule[] {
  const words = context.join('\n')
  return useMemo(
    () => (policy === null ? [] : passwordRules(policy, password, words.split('\n'))),
    [policy, password, words],
  )
}
