import type { FieldCode, FieldError } from './field-errors.ts'
import type { Json } from './records.ts'

/** What a password must be. */
export interface PasswordPolicy {
  /** Code points, at least. 15 where a password is the only factor (NIST SP 800-63B-4, 3.1.1.2). */
  readonly minimum: number
  /** Code points, at most; beyond it the password is refused before it is hashed. */
  readonly maximum: number
  /** Whether it must have a lower-case letter, of any script. */
  readonly lower: boolean
  /** Whether it must have an upper-case letter, of any script. */
  readonly upper: boolean
  /** Whether it must have a digit, of any script. */
  readonly digit: boolean
  /** Whether it must have a character that is no letter, digit or space. */
  readonly symbol: boolean
  /** Common passwords, and words of the context (the person's address and name), are refused. */
  readonly refuseCommon: boolean
}

const MAX_BYTES = 1024

/** Whether hashing is worth thinking of: a password over the limit never reaches a hash. */
export function isTooLong(password: string, policy: PasswordPolicy): boolean {
  return (
    password.length > policy.maximum * 2 ||
    [...password].length > policy.maximum ||
    new TextEncoder().encode(password).length > MAX_BYTES
  )
}

/** Everything that is wrong with a password, each under the field's name; an empty list is a yes. */
export function passwordErrors(
  password: string,
  policy: PasswordPolicy,
  about: { readonly common: boolean; readonly context: readonly string[] },
  field = 'password',
): FieldError[] {
  if (isTooLong(password, policy)) return [{ field, code: 'too_long' }]
  const checks: readonly (readonly [boolean, FieldCode])[] = [
    [[...password.normalize('NFC')].length < policy.minimum, 'too_short'],
    [policy.lower && !/\p{Ll}/u.test(password), 'missing_lower'],
    [policy.upper && !/\p{Lu}/u.test(password), 'missing_upper'],
    [policy.digit && !/\p{Nd}/u.test(password), 'missing_digit'],
    [policy.symbol && !/[^\p{L}\p{M}\p{N}\s]/u.test(password), 'missing_symbol'],
    [policy.refuseCommon && about.common, 'too_common'],
    [policy.refuseCommon && isContext(password, about.context), 'contains_context'],
  ]
  return checks.filter(([wrong]) => wrong).map(([, code]) => ({ field, code }))
}

/** The words that a person's password must not be made of: address, user name, what the profile says, and more. */
export const contextOf = (
  email: string,
  username: string | null | undefined,
  profile: Json,
  ...more: readonly string[]
): readonly string[] => [
  email,
  username ?? '',
  ...Object.values(profile).filter((value) => typeof value === 'string'),
  ...more,
]

// A word of the context is refused where it is most of the password: inside a long phrase it does no harm.
function isContext(password: string, context: readonly string[]): boolean {
  const folded = fold(password)
  return context.some((text) => words(text).some((word) => folded.includes(word) && word.length * 2 >= folded.length))
}

const fold = (text: string): string => text.normalize('NFKC').toLowerCase()

const words = (text: string): string[] =>
  [fold(text), ...fold(text).split(/[^\p{L}\p{N}]+/u)].filter((word) => word.length >= 4)
