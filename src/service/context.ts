import type { Policy } from '../domain/policy.ts'
import type { Clock } from '../ports/clock.ts'
import type { Mailer } from '../ports/mailer.ts'
import type { PasswordHasher } from '../ports/password-hasher.ts'
import type { Random } from '../ports/random.ts'
import type { Storage } from '../ports/storage.ts'
import type { AccessTokens } from '../tokens/access-token.ts'
import type { SecretHashes } from '../tokens/secret-hashes.ts'
import type { Limiting } from './limits.ts'
import type { createObservers } from './observers.ts'

/** What a scope is called, for mails and pages. */
export type DescribeScope = (scope: string) => { readonly name: string } | Promise<{ readonly name: string }>

/** Everything that a use-case works with: the policy as data, and the ports. */
export interface Context {
  readonly policy: Policy
  readonly storage: Storage
  readonly clock: Clock
  readonly random: Random
  readonly hasher: PasswordHasher
  readonly mailer: Mailer | null
  readonly secrets: SecretHashes
  /** Null where sessions are opaque. */
  readonly accessTokens: AccessTokens | null
  readonly isCommonPassword: (password: string) => Promise<boolean>
  readonly describeScope: DescribeScope
  /** Null where no attempts are counted. */
  readonly limits: Limiting | null
  /** A hash of nothing anybody knows: what a log-in without an account compares with. */
  readonly dummyHash: () => Promise<string>
  readonly observers: ReturnType<typeof createObservers>
  /** Starts a drain in this process, if the policy says so. */
  readonly startDrain: () => void
}
