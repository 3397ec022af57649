import { type PasswordPolicy, passwordErrors } from '../domain/password-policy.ts'

/** One rule of the policy, and whether a password keeps it. */
export interface PasswordRule {
  /** The code that the server refuses with. */
  readonly code:
    | 'too_short'
    | 'too_long'
    | 'missing_lower'
    | 'missing_upper'
    | 'missing_digit'
    | 'missing_symbol'
    | 'contains_context'
  /** Whether it is kept. */
  readonly met: boolean
}

/**
 * The rules of a policy for what is typed so far, to be shown beside the field. The list of common passwords stays on the
 * server, which asks all of this again.
 *
 * @example
 * const { passwordRules: policy } = await client.invitations.preview({ token })
 * const missing = passwordRules(policy, 'short', ['ada@example.com']).filter((rule) => !rule.met)
 * console.log(missing.map((rule) => rule.code)) // [ 'too_short' ]
 */
export function passwordRules(
  policy: PasswordPolicy,
  password: string,
  context: readonly string[] = [],
): readonly PasswordRule[] {
  const broken = new Set(passwordErrors(password, policy, { common: false, context }).map(({ code }) => code))
  const applies: readonly (readonly [PasswordRule['code'], boolean])[] = [
    ['too_short', true],
    ['missing_lower', policy.lower],
    ['missing_upper', policy.upper],
    ['missing_digit', policy.digit],
    ['missing_symbol', policy.symbol],
    // Said once it is so: nobody plans a password of hundreds of letters, or of their own name.
    ['contains_context', broken.has('contains_context')],
    ['too_long', broken.has('too_long')],
  ]
  return applies.flatMap(([code, shown]) => (shown ? [{ code, met: !broken.has(code) }] : []))
}
