import type { Permissions } from '../domain/permissions.ts'
import { type Policy, WHOLE_SYSTEM } from '../domain/policy.ts'

/** What everybody gets who signs up. */
export interface SignUpOffer<F extends string = string, R extends string = string> {
  /** The scope of the membership; the whole system when left out. */
  readonly scope?: string
  /** The role in it. Without role and flags an account has no membership. */
  readonly role?: R | null
  /** Flags beside those of the role. */
  readonly permissions?: readonly F[]
}

/** Resolves the option: closed where it is left out, and never opened by a value that means no. */
export function signUpOffer(permissions: Permissions, given: unknown): Policy['signUp'] {
  if (given === undefined) return null
  if (typeof given !== 'object' || given === null)
    throw new TypeError(
      '"signUp" must be what everybody gets, such as { role: "member" }; leave it out to close sign-up',
    )
  const { scope = WHOLE_SYSTEM, role = null, permissions: own = [] }: SignUpOffer = given
  if (typeof scope !== 'string' || scope === '' || scope.length > 200)
    throw new TypeError('"signUp.scope" must be a text of 1 to 200 characters')
  if (role !== null && !permissions.roleMasks.has(role))
    throw new TypeError(`"signUp.role" names the unknown role "${role}"`)
  if (!Array.isArray(own)) throw new TypeError('"signUp.permissions" must be a list of flags')
  for (const flag of own)
    if (!permissions.bits.has(flag)) throw new TypeError(`"signUp.permissions" names the unknown flag "${flag}"`)
  return { scope, role, permissions: [...new Set(own)].sort() }
}
